using System.Data.Common;
using System.Text;
using Dapper;
using Dragoman.Store.Engines;

namespace Dragoman.Store.Turns;

/// <summary>The turns of the past, to be read. Written by <see cref="TurnWriter"/>, maybe in another process at the same time.</summary>
public sealed class TurnStore
{
    /// <summary>The file's name inside the data directory.</summary>
    public const string FileName = "dragoman.db";

    /// <summary>The most turns that one page holds.</summary>
    public const int MaxPage = 1000;

    /// <summary>Over a database that is open.</summary>
    public TurnStore(SqlEngine engine) => Engine = engine;

    /// <summary>Where it is: the file, or host and database.</summary>
    public string Path => Engine.Display;

    /// <summary>The database that it stands in.</summary>
    public SqlEngine Engine { get; }

    /// <summary>Opens the SQLite store in a data directory; both are made where they are missing.</summary>
    /// <exception cref="StoreException">It cannot be opened, or its schema is not ours.</exception>
    public static TurnStore Open(string dataDirectory, TimeProvider time) =>
        new(SqlEngine.Open(dataDirectory, null, time));

    /// <summary>The youngest turns first. Pages follow each other by <see cref="TurnPage.Next"/> and never shift.</summary>
    /// <param name="limit">How many, from 1 to <see cref="MaxPage"/>.</param>
    /// <param name="filter">Which.</param>
    /// <param name="before">The previous page's end; null for the first page.</param>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public TurnPage Recent(int limit, TurnFilter filter, TurnCursor? before = null)
    {
        limit = Math.Clamp(limit, 1, MaxPage);
        var (sql, arguments) = RecentQuery(limit, filter, before);
        return Read(connection =>
        {
            var turns = new List<TurnRecord>(limit);
            long last = 0;
            using var reader = connection.ExecuteReader(sql, arguments);
            while (reader.Read())
            {
                if (turns.Count == limit)
                {
                    return new TurnPage(turns, new TurnCursor(MicroTime.Of(turns[^1].StartedAt), last));
                }

                turns.Add(TurnColumns.Read(reader));
                last = reader.GetInt64(TurnColumns.All.Length);
            }

            return new TurnPage(turns, null);
        });
    }

    /// <summary>The query behind <see cref="Recent"/>, for one row more than the page has.</summary>
    internal static (string Sql, DynamicParameters Arguments) RecentQuery(int limit, TurnFilter filter, TurnCursor? before)
    {
        var (where, arguments) = Where(filter, before);
        arguments.Add("limit", limit + 1);
        return ($"SELECT {TurnColumns.List}, seq FROM turns{where} ORDER BY started_at_us DESC, seq DESC LIMIT @limit", arguments);
    }

    /// <summary>The turn of that id; null where there is none.</summary>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public TurnRecord? Find(string id) => Read(connection =>
    {
        using var reader = connection.ExecuteReader($"SELECT {TurnColumns.List} FROM turns WHERE id = @id", new { id });
        return reader.Read() ? TurnColumns.Read(reader) : null;
    });

    private T Read<T>(Func<DbConnection, T> query)
    {
        try
        {
            using var connection = Engine.Connect();
            return query(connection);
        }
        catch (Exception e) when (SqlEngine.IsOurs(e))
        {
            throw Engine.Unusable("read", e);
        }
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
        Add(filter.Since is { } since ? MicroTime.Of(since) : null, "started_at_us >= @since", "since");
        Add(filter.Until is { } until ? MicroTime.Of(until) : null, "started_at_us < @until", "until");
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
