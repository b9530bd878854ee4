using System.Data;
using System.Data.Common;
using System.Runtime.CompilerServices;
using Dapper;
using Dragoman.Store.Engines;
using Dragoman.Store.Turns;
using Npgsql;
using NpgsqlTypes;

namespace Dragoman.Store.Postgres;

/// <summary>One PostgreSQL database that any number of nodes share.</summary>
internal sealed class PostgresEngine : SqlEngine
{
    // One number for the whole server: whoever migrates a Dragoman database holds it.
    private const long MigrationLock = 0x647261676f6d616e;

    /// <summary>A lost notification is made good after this time.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    // Seconds. A step of the schema may rewrite millions of rows, and other nodes wait for it meanwhile.
    private const int MigrationDeadline = 600;

    private readonly NpgsqlDataSource _source;

    // A node of an older version goes on with the columns that it knows, also when a newer one has added some.
    private IReadOnlyList<TurnColumn> _columns = TurnColumns.All;

    private PostgresEngine(NpgsqlDataSource source, string display)
    {
        _source = source;
        Display = display;
    }

    /// <inheritdoc/>
    public override string Name => "postgres";

    /// <inheritdoc/>
    public override string Display { get; }

    internal override string Now => "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint";

    private protected override string Advice => "check that the server runs and can be reached, and that its disk is not full";

    /// <summary>Connects and brings the schema up to date; nodes that start together wait for the first.</summary>
    /// <exception cref="StoreException">The address is wrong, the server cannot be reached, or the schema is not ours.</exception>
    public static PostgresEngine Open(string address, TimeProvider time, int upTo = int.MaxValue)
    {
        var settings = PostgresAddress.Parse(address);
        var engine = new PostgresEngine(NpgsqlDataSource.Create(settings), PostgresAddress.Display(settings));
        try
        {
            using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(settings.ConnectionString)
            {
                Pooling = false,
                CommandTimeout = MigrationDeadline,
            }.ConnectionString);
            connection.Open();
            using var transaction = connection.BeginTransaction();
            connection.Execute("SELECT pg_advisory_xact_lock(@MigrationLock)", new { MigrationLock }, transaction);
            Migrations.Postgres.Apply(transaction, engine.Display, time, upTo);
            if (upTo != int.MaxValue)
            {
                var known = connection.Query<string>("SELECT column_name FROM information_schema.columns WHERE table_name = 'turns'", transaction: transaction).ToHashSet(StringComparer.Ordinal);
                engine._columns = [.. TurnColumns.All.Where(column => known.Contains(column.Name))];
            }

            transaction.Commit();
            return engine;
        }
        catch (Exception e)
        {
            engine._source.Dispose();
            if (e is DbException or IOException or TimeoutException)
            {
                throw new StoreException(
                    $"The database {engine.Display} cannot be opened ({Reason(e)}): check that the server runs and can be reached from here, that address and "
                    + "password of the store are right, and that its user may create tables.",
                    e);
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => _source.DisposeAsync();

    internal override DbConnection Connect() => _source.OpenConnection();

    internal override async ValueTask<DbConnection> ConnectAsync(CancellationToken cancellation) => await _source.OpenConnectionAsync(cancellation);

    internal override DbTransaction BeginRead(DbConnection connection) => connection.BeginTransaction(IsolationLevel.RepeatableRead);

    internal override DbTransaction BeginWrite(DbConnection connection) => connection.BeginTransaction(IsolationLevel.ReadCommitted);

    internal override Task LockAsync(DbTransaction transaction, string name, CancellationToken cancellation) =>
        transaction.ExecuteAsync("SELECT pg_advisory_xact_lock(hashtextextended(@name, 0))", new { name }, cancellation);

    internal override Task SignalAsync(DbTransaction transaction, string channel, CancellationToken cancellation) =>
        transaction.ExecuteAsync("SELECT pg_notify(@channel, '')", new { channel }, cancellation);

    internal override async IAsyncEnumerable<bool> SignalsAsync(
        string channel, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellation)
    {
        NpgsqlConnection? connection = null;
        try
        {
            while (true)
            {
                cancellation.ThrowIfCancellationRequested();
                var lost = false;
                try
                {
                    if (connection is null)
                    {
                        connection = await _source.OpenConnectionAsync(cancellation);
                        // A channel is an identifier and cannot be a parameter; ours are constants.
                        await connection.ExecuteAsync($"LISTEN {channel}");
                    }
                    else
                    {
                        await connection.WaitAsync(LookInterval, cancellation);
                    }
                }
                catch (Exception e) when (IsOurs(e))
                {
                    lost = true;
                }

                if (lost)
                {
                    await DropAsync(connection);
                    connection = null;
                    await Task.Delay(Pause, time, cancellation);
                    continue;
                }

                // After LISTEN as well: what was signalled while nobody listened.
                yield return true;
            }
        }
        finally
        {
            await DropAsync(connection);
        }
    }

    internal override TurnInserter CreateTurnInserter() => new PostgresTurnInserter(_source, _columns);

    internal override async Task<long> InsertAsync(
        DbTransaction transaction, string table, DbDataReader rows, Action<long>? progress, CancellationToken cancellation)
    {
        var count = 0L;
        var columns = string.Join(", ", Enumerable.Range(0, rows.FieldCount).Select(rows.GetName));
        await using var importer = await ((NpgsqlConnection)transaction.Connection!).BeginBinaryImportAsync(
            $"COPY {table} ({columns}) FROM STDIN (FORMAT BINARY)", cancellation);
        while (await rows.ReadAsync(cancellation))
        {
            await importer.StartRowAsync(cancellation);
            if (++count % ProgressStep == 0)
            {
                progress?.Invoke(count);
            }

            for (var i = 0; i < rows.FieldCount; i++)
            {
                await (rows.GetValue(i) switch
                {
                    long number => importer.WriteAsync(number, NpgsqlDbType.Bigint, cancellation),
                    string text => importer.WriteAsync(StoreText.Clean(text, int.MaxValue)!, NpgsqlDbType.Text, cancellation),
                    byte[] bytes => importer.WriteAsync(bytes, NpgsqlDbType.Bytea, cancellation),
                    _ => importer.WriteNullAsync(cancellation),
                });
            }
        }

        return (long)await importer.CompleteAsync(cancellation);
    }

    internal override Task AfterCopyAsync(DbTransaction transaction, CancellationToken cancellation) => transaction.ExecuteAsync(
        "SELECT setval(pg_get_serial_sequence('turns', 'seq'), (SELECT coalesce(max(seq), 0) + 1 FROM turns), false)", cancellation: cancellation);

    internal override bool IsTransient(Exception failure) => failure switch
    {
        // A server that starts or stops, locks, deadlocks, and a full disk, as on SQLite.
        PostgresException e => e.IsTransient || e.SqlState is "57P01" or "57P02" or "57P03" or "40001" or "40P01" or "55P03",
        NpgsqlException or IOException or TimeoutException => true,
        _ => false,
    };

    internal override bool IsDuplicate(DbException failure) => failure is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    // What Npgsql says of a refused connection is in what is behind its own sentence.
    private static string Reason(Exception failure) =>
        (failure is PostgresException ? failure.Message : $"{failure.Message.TrimEnd('.')}{(failure.InnerException is { } inner ? $": {inner.Message}" : string.Empty)}")
            .ReplaceLineEndings(" ").TrimEnd('.');

    private static async Task DropAsync(NpgsqlConnection? connection)
    {
        if (connection is null)
        {
            return;
        }

        try
        {
            await connection.DisposeAsync();
        }
        catch (Exception e) when (IsOurs(e))
        {
            // It was broken before.
        }
    }
}
