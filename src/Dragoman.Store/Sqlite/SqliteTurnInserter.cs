using Dragoman.Store.Turns;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Dragoman.Store.Sqlite;

/// <summary>
/// Writes batches of turns through one connection and prepared statements. Parameters are bound by position on the raw handle: the
/// provider looks every name up again for every row, which costs more than the insert.
/// </summary>
internal sealed class SqliteTurnInserter(SqliteEngine engine) : TurnInserter
{
    private static readonly string Insert =
        // A row that breaks a constraint is left out and counted, and takes no other of its batch with it.
        $"INSERT OR IGNORE INTO turns ({TurnColumns.List}) VALUES ({string.Join(", ", Enumerable.Repeat("?", TurnColumns.All.Length))})";

    private const string AddUsage =
        $"INSERT INTO usage_hours AS u ({UsageHours.Columns}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) "
        + $"ON CONFLICT (hour_us, project, user_id, team_id, customer_id, upstream, model) DO UPDATE SET {UsageHours.Add}";

    // Short, so that a gateway that stops does not wait for another process; a busy batch is tried again.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly UsageSums _usage = new();
    private SqliteConnection? _connection;
    private sqlite3_stmt? _insert;
    private sqlite3_stmt? _addUsage;
    private TurnBinder? _binder;

    /// <inheritdoc/>
    public override int Write(IReadOnlyList<TurnRecord> turns)
    {
        try
        {
            var handle = Open();
            Check(handle, raw.sqlite3_exec(handle, "BEGIN IMMEDIATE"));
            var written = 0;
            _usage.Clear();
            for (var i = 0; i < turns.Count; i++)
            {
                _binder!.Bind(turns[i]);
                Check(handle, raw.sqlite3_step(_insert));
                raw.sqlite3_reset(_insert);
                if (raw.sqlite3_changes(handle) > 0)
                {
                    written++;
                    _usage.Add(turns[i]);
                }
            }

            WriteUsage(handle);
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

    /// <inheritdoc/>
    public override void Dispose()
    {
        _insert?.Dispose();
        _insert = null;
        _addUsage?.Dispose();
        _addUsage = null;
        _binder = null;
        _connection?.Dispose();
        _connection = null;
    }

    private void WriteUsage(sqlite3 handle)
    {
        foreach (var (key, sum) in _usage.Sums)
        {
            raw.sqlite3_bind_int64(_addUsage, 1, key.HourUs);
            BindText(2, key.Project);
            BindText(3, key.UserId);
            BindText(4, key.TeamId);
            BindText(5, key.CustomerId);
            BindText(6, key.Upstream);
            BindText(7, key.Model);
            raw.sqlite3_bind_int64(_addUsage, 8, sum.Turns);
            raw.sqlite3_bind_int64(_addUsage, 9, sum.Failed);
            raw.sqlite3_bind_int64(_addUsage, 10, sum.Unpriced);
            raw.sqlite3_bind_int64(_addUsage, 11, sum.InputTokens);
            raw.sqlite3_bind_int64(_addUsage, 12, sum.CacheReadTokens);
            raw.sqlite3_bind_int64(_addUsage, 13, sum.CacheWriteTokens);
            raw.sqlite3_bind_int64(_addUsage, 14, sum.OutputTokens);
            raw.sqlite3_bind_int64(_addUsage, 15, sum.WebSearches);
            raw.sqlite3_bind_int64(_addUsage, 16, sum.CostNanoUsd);
            Check(handle, raw.sqlite3_step(_addUsage));
            raw.sqlite3_reset(_addUsage);
        }
    }

    // The provider's own form: it keeps an empty text empty.
    private void BindText(int parameter, string text) =>
        raw.sqlite3_bind_text(_addUsage, parameter, text.Length <= TurnColumn.MaxText ? text : text[..TurnColumn.MaxText]);

    private sqlite3 Open()
    {
        _connection ??= engine.Connect(Patience);
        var handle = _connection.Handle!;
        if (_insert is null)
        {
            Check(handle, raw.sqlite3_prepare_v2(handle, Insert, out _insert));
            Check(handle, raw.sqlite3_prepare_v2(handle, AddUsage, out _addUsage));
            _binder = new TurnBinder(_insert);
        }

        return handle;
    }

    private static void Check(sqlite3 handle, int code)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_DONE))
        {
            throw new SqliteException(raw.sqlite3_errmsg(handle).utf8_to_string(), code);
        }
    }
}
