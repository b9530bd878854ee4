using Dragoman.Store.Sqlite;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Dragoman.Store.Turns;

/// <summary>
/// Writes batches of turns through one connection and one prepared statement. Parameters are bound by position on the raw
/// handle: the provider looks every name up again for every row, which costs more than the insert.
/// </summary>
internal sealed class TurnInserter(Database database) : IDisposable
{
    private static readonly string Insert =
        // A row that breaks a constraint is left out and counted, and takes no other of its batch with it.
        $"INSERT OR IGNORE INTO turns ({TurnColumns.List}) VALUES ({string.Join(", ", Enumerable.Repeat("?", TurnColumns.All.Length))})";

    // Short, so that a gateway that stops does not wait for another process; a busy batch is tried again.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private SqliteConnection? _connection;
    private sqlite3_stmt? _insert;
    private TurnBinder? _binder;

    /// <summary>Writes all of them in one transaction, or none. Returns how many were new.</summary>
    /// <exception cref="SqliteException">The file, the disk or a lock is in the way; the next call opens anew.</exception>
    public int Write(IReadOnlyList<TurnRecord> turns)
    {
        try
        {
            var (handle, insert) = Open();
            Check(handle, raw.sqlite3_exec(handle, "BEGIN IMMEDIATE"));
            var written = 0;
            for (var i = 0; i < turns.Count; i++)
            {
                _binder!.Bind(turns[i]);
                Check(handle, raw.sqlite3_step(insert));
                written += raw.sqlite3_changes(handle);
                raw.sqlite3_reset(insert);
            }

            Check(handle, raw.sqlite3_exec(handle, "COMMIT"));
            return written;
        }
        catch
        {
            // Closing rolls back, and a file that came back (a remounted disk) is found again.
            Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _insert?.Dispose();
        _insert = null;
        _binder = null;
        _connection?.Dispose();
        _connection = null;
    }

    private (sqlite3 Handle, sqlite3_stmt Insert) Open()
    {
        _connection ??= database.Connect(Patience);
        var handle = _connection.Handle!;
        if (_insert is null)
        {
            Check(handle, raw.sqlite3_prepare_v2(handle, Insert, out _insert));
            _binder = new TurnBinder(_insert);
        }

        return (handle, _insert);
    }

    private static void Check(sqlite3 handle, int code)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_DONE))
        {
            throw new SqliteException(raw.sqlite3_errmsg(handle).utf8_to_string(), code);
        }
    }
}
