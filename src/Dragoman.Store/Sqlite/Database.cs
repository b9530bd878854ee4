using Dapper;
using Microsoft.Data.Sqlite;

namespace Dragoman.Store.Sqlite;

/// <summary>One SQLite file in WAL mode: readers never wait for the writer, and a killed process loses no settled batch.</summary>
internal sealed class Database
{
    private static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(5);

    private readonly string _connectionString;

    private Database(string path)
    {
        Path = path;
        _connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWriteCreate,
            DefaultTimeout = (int)BusyTimeout.TotalSeconds,
            // Connections are held by their owners; a pool would keep the file open behind a disposed store.
            Pooling = false,
        }.ToString();
    }

    public string Path { get; }

    /// <summary>Opens the file, makes it where it is missing, and brings its schema up to date.</summary>
    /// <exception cref="StoreException">It cannot be opened, is no database, or its schema is not ours.</exception>
    public static Database Open(string path, TimeProvider time)
    {
        SqliteEngine.Initialize();
        var full = System.IO.Path.GetFullPath(path);
        var database = new Database(full);
        try
        {
            CreateFile(full);
            using var connection = database.Connect(BusyTimeout);
            connection.Execute("PRAGMA journal_mode = WAL");
            Migrations.Apply(connection, full, time);
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new StoreException(
                $"The database {full} cannot be opened ({e.Message.TrimEnd('.')}): check that it is a Dragoman database, that its "
                + "directory is writable and the disk is not full, or choose another directory with --data.",
                e);
        }

        return database;
    }

    /// <summary>A new connection for a reader; the caller disposes it.</summary>
    public SqliteConnection Connect() => Connect(BusyTimeout);

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

    // Made before SQLite makes it, so that it, its log and its index are readable by their owner alone.
    private static void CreateFile(string path)
    {
        var directory = System.IO.Path.GetDirectoryName(path)!;
        PrivateFiles.CreateDirectory(directory);
        if (!File.Exists(path))
        {
            using var stream = PrivateFiles.Open(path, FileMode.OpenOrCreate);
        }
    }
}
