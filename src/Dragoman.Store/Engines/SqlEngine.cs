using System.Data;
using System.Data.Common;
using Dapper;
using Dragoman.Store.Postgres;
using Dragoman.Store.Sqlite;
using Dragoman.Store.Turns;

namespace Dragoman.Store.Engines;

/// <summary>
/// One database, of either engine. Statements are written once wherever both agree; what differs stands here: connections, the
/// database's clock, locks, notifications, the meaning of an error.
/// </summary>
public abstract class SqlEngine : IAsyncDisposable
{
    // Columns are snake_case, members are not.
    static SqlEngine() => DefaultTypeMap.MatchNamesWithUnderscores = true;

    /// <summary><c>sqlite</c> or <c>postgres</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Where the data is, fit for a log: a file, or host and database without a password.</summary>
    public abstract string Display { get; }

    /// <summary>Microseconds since 1970-01-01 UTC by the database's clock, which all nodes share, as an SQL expression.</summary>
    internal abstract string Now { get; }

    /// <summary>Opens the database, makes it where it is missing, and brings its schema up to date under a lock.</summary>
    /// <param name="dataDirectory">Where SQLite's file lives; not used by PostgreSQL.</param>
    /// <param name="address">Null, empty or <c>sqlite</c> for the file; else <c>postgres://user@host/database</c> or Npgsql's own form.</param>
    /// <param name="time">Says when a migration was applied.</param>
    /// <exception cref="StoreException">It cannot be opened, or its schema is not ours.</exception>
    public static SqlEngine Open(string dataDirectory, string? address, TimeProvider time) =>
        string.IsNullOrWhiteSpace(address) || address.Trim() == "sqlite"
            ? SqliteEngine.Open(Path.Combine(dataDirectory, TurnStore.FileName), time)
            : PostgresEngine.Open(address, time);

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>An open connection; the caller disposes it.</summary>
    internal abstract DbConnection Connect();

    /// <summary>An open connection; the caller disposes it.</summary>
    internal abstract ValueTask<DbConnection> ConnectAsync(CancellationToken cancellation);

    /// <summary>A transaction in which every statement sees the same moment.</summary>
    internal abstract DbTransaction BeginRead(DbConnection connection);

    /// <summary>A transaction that writes. On SQLite it is alone; on PostgreSQL it takes the locks it needs.</summary>
    internal abstract DbTransaction BeginWrite(DbConnection connection);

    /// <summary>Keeps out everybody else who asks for the same name until the transaction ends. Names must be taken in one order.</summary>
    internal abstract Task LockAsync(DbTransaction transaction, string name, CancellationToken cancellation);

    /// <summary>Wakes whoever waits in <see cref="SignalsAsync"/>, once the transaction is committed.</summary>
    internal abstract Task SignalAsync(DbTransaction transaction, string channel, CancellationToken cancellation);

    /// <summary>
    /// Yields when something may have changed: after a signal, or after a look from time to time. Never ends by itself: what
    /// goes wrong is waited out.
    /// </summary>
    internal abstract IAsyncEnumerable<bool> SignalsAsync(string channel, TimeProvider time, CancellationToken cancellation);

    /// <summary>Writes batches of turns in the engine's fastest way.</summary>
    internal abstract TurnInserter CreateTurnInserter();

    /// <summary>Adds all rows of a reader to a table that has columns of the same names, and tells now and then how many. Returns how many.</summary>
    internal abstract Task<long> InsertAsync(
        DbTransaction transaction, string table, DbDataReader rows, Action<long>? progress, CancellationToken cancellation);

    /// <summary>Rows between two words of progress.</summary>
    private protected const int ProgressStep = 20_000;

    /// <summary>Lets the database number new rows behind those that were copied into it.</summary>
    internal abstract Task AfterCopyAsync(DbTransaction transaction, CancellationToken cancellation);

    /// <summary>True where the same statement may well succeed later: a lock, a lost connection, a server that starts.</summary>
    internal abstract bool IsTransient(Exception failure);

    /// <summary>True where a row with this key or name is there already.</summary>
    internal abstract bool IsDuplicate(DbException failure);

    /// <summary>The failure as a sentence for people.</summary>
    internal StoreException Unusable(string what, Exception failure) => new(
        $"The database {Display} cannot be {what} ({failure.Message.TrimEnd('.')}): {Advice}.", failure)
    {
        IsTransient = IsTransient(failure),
    };

    /// <summary>What to look at when the database fails.</summary>
    private protected abstract string Advice { get; }

    /// <summary>Queries that see one moment.</summary>
    /// <exception cref="StoreException">The database cannot be read.</exception>
    internal async Task<T> ReadAsync<T>(Func<DbTransaction, Task<T>> query, CancellationToken cancellation)
    {
        try
        {
            await using var connection = await ConnectAsync(cancellation);
            await using var transaction = BeginRead(connection);
            return await query(transaction);
        }
        catch (Exception e) when (IsOurs(e))
        {
            throw Unusable("read", e);
        }
    }

    /// <summary>Everything that <paramref name="change"/> does, or nothing. It is undone where <paramref name="keep"/> says no.</summary>
    /// <exception cref="StoreException">The database cannot be written.</exception>
    internal async Task<T> WriteAsync<T>(Func<DbTransaction, Task<T>> change, CancellationToken cancellation, Predicate<T>? keep = null)
    {
        try
        {
            await using var connection = await ConnectAsync(cancellation);
            await using var transaction = BeginWrite(connection);
            var result = await change(transaction);
            if (keep is null || keep(result))
            {
                // Not cancelled any more: a commit that was sent has happened or not, and its sender must be told which.
                await transaction.CommitAsync(CancellationToken.None);
            }

            return result;
        }
        catch (Exception e) when (IsOurs(e))
        {
            throw Unusable("written", e);
        }
    }

    /// <summary>What a database throws when it cannot do what it should.</summary>
    internal static bool IsOurs(Exception failure) => failure is DbException or IOException or TimeoutException or ObjectDisposedException;
}
