using System.Data;
using System.Text;
using Dapper;
using Dragoman.Store.Sqlite;
using Microsoft.Data.Sqlite;

namespace Dragoman.Store.Turns;

/// <summary>The turns of the past, to be read. Written by <see cref="TurnWriter"/>, maybe in another process at the same time.</summary>
public sealed class TurnStore
{
    /// <summary>The file's name inside the data directory.</summary>
    public const string FileName = "dragoman.db";

    /// <summary>The most turns that one page holds.</summary>
    public const int MaxPage = 1000;

    private TurnStore(Database database) => Database = database;

    /// <summary>The file.</summary>
    public string Path => Database.Path;

    internal Database Database { get; }

    /// <summary>Opens the store in a data directory; both are made where they are missing.</summary>
    /// <exception cref="StoreException">It cannot be opened, or its schema is not ours.</exception>
    public static TurnStore Open(string dataDirectory, TimeProvider time) =>
        new(Database.Open(System.IO.Path.Combine(dataDirectory, FileName), time));

    /// <summary>The youngest turns first. Pages follow each other by <see cref="TurnPage.Next"/> and never shift.</summary>
    /// <param name="limit">How many, from 1 to <see cref="MaxPage"/>.</param>
    /// <param name="filter">Which.</param>
    /// <param name="before">The previous page's end; null for the first page.</param>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public TurnPage Recent(int limit, TurnFilter filter, TurnCursor? before = null)
    {
        limit = Math.Clamp(limit, 1, MaxPage);
        var (where, arguments) = Where(filter, before);
        arguments.Add("limit", limit + 1);
        return Read(connection =>
        {
            var turns = new List<TurnRecord>(limit);
            long last = 0;
            using var reader = connection.ExecuteReader(
                $"SELECT {TurnColumns.List}, seq FROM turns{where} ORDER BY started_at_us DESC, seq DESC LIMIT @limit", arguments);
            while (reader.Read())
            {
                if (turns.Count == limit)
                {
                    return new TurnPage(turns, new TurnCursor(TurnColumns.Microseconds(turns[^1].StartedAt), last));
                }

                turns.Add(ReadTurn(reader));
                last = reader.GetInt64(TurnColumns.All.Length);
            }

            return new TurnPage(turns, null);
        });
    }

    /// <summary>The turn of that id; null where there is none.</summary>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public TurnRecord? Find(string id) => Read(connection =>
    {
        using var reader = connection.ExecuteReader($"SELECT {TurnColumns.List} FROM turns WHERE id = @id", new { id });
        return reader.Read() ? ReadTurn(reader) : null;
    });

    private T Read<T>(Func<SqliteConnection, T> query)
    {
        try
        {
            using var connection = Database.Connect();
            return query(connection);
        }
        catch (SqliteException e)
        {
            throw new StoreException($"The database {Path} cannot be read ({e.Message.TrimEnd('.')}): check the disk and the file's rights.", e);
        }
    }

    private static TurnRecord ReadTurn(IDataRecord reader)
    {
        var turn = new TurnRecord { Id = string.Empty, StartedAt = default };
        for (var i = 0; i < TurnColumns.All.Length; i++)
        {
            if (!reader.IsDBNull(i))
            {
                TurnColumns.All[i].Read(reader, i, turn);
            }
        }

        return turn;
    }

    private static (string Sql, DynamicParameters Arguments) Where(TurnFilter filter, TurnCursor? before)
    {
        var sql = new StringBuilder();
        var arguments = new DynamicParameters();
        Add(filter.SessionId, "session_id = @session", "session");
        Add(filter.KeyId, "key_id = @key", "key");
        Add(filter.Model, "(requested_model = @model OR upstream_model = @model)", "model");
        Add(filter.Upstream, "upstream = @upstream", "upstream");
        Add(filter.Route, "route = @route", "route");
        Add(filter.Outcome is { } outcome ? EnumText<TurnOutcome>.Of(outcome) : null, "outcome = @outcome", "outcome");
        Add(filter.FailedOnly ? EnumText<TurnOutcome>.Of(TurnOutcome.Completed) : null, "outcome <> @completed", "completed");
        Add(filter.Since is { } since ? TurnColumns.Microseconds(since) : null, "started_at_us >= @since", "since");
        Add(filter.Until is { } until ? TurnColumns.Microseconds(until) : null, "started_at_us < @until", "until");
        Add(before?.StartedAtUs, "(started_at_us, seq) < (@beforeStart, @beforeSeq)", "beforeStart");
        arguments.Add("beforeSeq", before?.Sequence);
        return (sql.ToString(), arguments);

        void Add(object? value, string condition, string name)
        {
            if (value is not null)
            {
                sql.Append(sql.Length == 0 ? " WHERE " : " AND ").Append(condition);
                arguments.Add(name, value);
            }
        }
    }
}
