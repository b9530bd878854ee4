using System.Data.Common;
using System.Runtime.CompilerServices;
using Dapper;
using Dragoman.Store.Engines;
using Dragoman.Store.Turns;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Dragoman.Store.Sqlite;

/// <summary>One SQLite file in WAL mode: readers never wait for the writer, and a killed process loses no settled batch.</summary>
internal sealed class SqliteEngine : SqlEngine
{
    private static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(250);

    private readonly string _connectionString;

    private SqliteEngine(string path)
    {
        Display = path;
        _connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWriteCreate,
            DefaultTimeout = (int)BusyTimeout.TotalSeconds,
            // Connections are held by their owners; a pool would keep the file open behind a disposed store.
            Pooling = false,
        }.ToString();
    }

    /// <inheritdoc/>
    public override string Name => "sqlite";

    /// <summary>The file.</summary>
    public override string Display { get; }

    // Whole milliseconds: SQLite's clock has no more. The text ends in the fraction's three digits.
    internal override string Now =>
        "(CAST(strftime('%s', 'now') AS INTEGER) * 1000000 + CAST(substr(strftime('%f', 'now'), 4) AS INTEGER) * 1000)";

    private protected override string Advice => "check the disk and the file's rights";

    /// <summary>Opens the file, makes it where it is missing, and brings its schema up to date.</summary>
    /// <param name="path">The file.</param>
    /// <param name="time">Says when a migration was applied.</param>
    /// <param name="upTo">The last migration to apply, for tests of upgrades.</param>
    /// <exception cref="StoreException">It cannot be opened, is no database, or its schema is not ours.</exception>
    public static SqliteEngine Open(string path, TimeProvider time, int upTo = int.MaxValue)
    {
        SqliteLibrary.Initialize();
        var full = Path.GetFullPath(path);
        var engine = new SqliteEngine(full);
        try
        {
            CreateFile(full);
            using var connection = engine.Connect(BusyTimeout);
            connection.Execute("PRAGMA journal_mode = WAL");
            using var transaction = connection.BeginTransaction();
            Migrations.Sqlite.Apply(transaction, full, time, upTo);
            transaction.Commit();
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new StoreException(
                $"The database {full} cannot be opened ({e.Message.TrimEnd('.')}): check that it is a Dragoman database, that its "
                + "directory is writable and the disk is not full, or choose another directory with --data.",
                e);
        }

        return engine;
    }

    /// <summary>A new connection whose statements wait for another process's write as long as told, then fail as busy.</summary>
    public SqliteConnection Connect(TimeSpan patience)
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            connection.Open();
            // NORMAL: a batch survives the death of the process; only a power cut may take the last ones.
            connection.Execute($"PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = {(int)patience.TotalMilliseconds}");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    internal override DbConnection Connect() => Connect(BusyTimeout);

    internal override ValueTask<DbConnection> ConnectAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return new(Connect(BusyTimeout));
    }

    internal override DbTransaction BeginRead(DbConnection connection) => ((SqliteConnection)connection).BeginTransaction(deferred: true);

    // BEGIN IMMEDIATE: waits for its turn at the start, so that no statement within it can be refused as busy.
    internal override DbTransaction BeginWrite(DbConnection connection) => ((SqliteConnection)connection).BeginTransaction(deferred: false);

    internal override Task LockAsync(DbTransaction transaction, string name, CancellationToken cancellation) => Task.CompletedTask;

    internal override Task SignalAsync(DbTransaction transaction, string channel, CancellationToken cancellation) => Task.CompletedTask;

    // data_version changes when another connection has committed; reading it touches no page of the file but its first.
    internal override async IAsyncEnumerable<bool> SignalsAsync(
        string channel, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(LookInterval, time);
        SqliteConnection? connection = null;
        long? seen = null;
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation))
            {
                long? version;
                try
                {
                    connection ??= Connect(BusyTimeout);
                    version = connection.ExecuteScalar<long>("PRAGMA data_version");
                }
                catch (SqliteException)
                {
                    connection?.Dispose();
                    connection = null;
                    continue;
                }

                if (version != seen)
                {
                    seen = version;
                    yield return true;
                }
            }
        }
        finally
        {
            connection?.Dispose();
        }
    }

    internal override TurnInserter CreateTurnInserter() => new SqliteTurnInserter(this);

    internal override async Task<long> InsertAsync(
        DbTransaction transaction, string table, DbDataReader rows, Action<long>? progress, CancellationToken cancellation)
    {
        var columns = Enumerable.Range(0, rows.FieldCount).Select(rows.GetName).ToArray();
        await using var command = ((SqliteConnection)transaction.Connection!).CreateCommand();
        command.Transaction = (SqliteTransaction)transaction;
        command.CommandText = $"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", columns.Select(column => "@" + column))})";
        foreach (var column in columns)
        {
            command.Parameters.AddWithValue("@" + column, DBNull.Value);
        }

        var count = 0L;
        while (await rows.ReadAsync(cancellation))
        {
            for (var i = 0; i < columns.Length; i++)
            {
                command.Parameters[i].Value = rows.GetValue(i);
            }

            command.ExecuteNonQuery();
            if (++count % ProgressStep == 0)
            {
                progress?.Invoke(count);
            }
        }

        return count;
    }

    // It counts on from the largest number by itself.
    internal override Task AfterCopyAsync(DbTransaction transaction, CancellationToken cancellation) => Task.CompletedTask;

    // A full disk as well: what waits is kept as long as there is room for it, and written when somebody made room on the disk.
    internal override bool IsTransient(Exception failure) =>
        failure is SqliteException { SqliteErrorCode: raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_FULL };

    internal override bool IsDuplicate(DbException failure) =>
        failure is SqliteException { SqliteExtendedErrorCode: raw.SQLITE_CONSTRAINT_UNIQUE or raw.SQLITE_CONSTRAINT_PRIMARYKEY };

    // Made before SQLite makes it, so that it, its log and its index are readable by their owner alone.
    private static void CreateFile(string path)
    {
        PrivateFiles.CreateDirectory(Path.GetDirectoryName(path)!);
        if (!File.Exists(path))
        {
            using var stream = PrivateFiles.Open(path, FileMode.OpenOrCreate);
        }
    }
}
