using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Text;
using Dapper;
using Dragoman.Store.Engines;
using Dragoman.Store.Turns;

namespace Dragoman.Store.Charges;

/// <summary>
/// What was used and what it cost, from the sums that are written in one transaction with the turns: equal to them to the nano-dollar,
/// and quick among millions (F09).
/// </summary>
/// <param name="engine">The database.</param>
public sealed class UsageStore(SqlEngine engine)
{
    private const long DayUs = 24 * UsageHours.HourUs;

    private static readonly (UsageDimension Dimension, string Sql, string Name)[] Dimensions =
    [
        (UsageDimension.Hour, "hour_us", "start_us"),
        (UsageDimension.Day, $"hour_us - hour_us % {DayUs}", "start_us"),
        (UsageDimension.Project, "project", "project"),
        (UsageDimension.User, "user_id", "user_id"),
        (UsageDimension.Team, "team_id", "team_id"),
        (UsageDimension.Customer, "customer_id", "customer_id"),
        (UsageDimension.Upstream, "upstream", "upstream"),
        (UsageDimension.Model, "model", "model"),
    ];

    private static readonly string[] Measures =
    [
        "turns", "failed", "unpriced", "input_tokens", "cache_read_tokens", "cache_write_tokens", "output_tokens", "web_searches", "cost_nano_usd",
    ];

    /// <summary>Sums, in the order of their dimensions. With no dimension one row, also where there was no turn.</summary>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public async Task<IReadOnlyList<UsageRow>> SumAsync(UsageFilter filter, UsageDimension by, CancellationToken cancellation = default)
    {
        var rows = new List<UsageRow>();
        await foreach (var row in StreamAsync(filter, by, cancellation))
        {
            rows.Add(row);
        }

        return rows;
    }

    /// <summary>Sums one by one, as <see cref="SumAsync"/>, without holding them all.</summary>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public async IAsyncEnumerable<UsageRow> StreamAsync(
        UsageFilter filter, UsageDimension by, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        if (by.HasFlag(UsageDimension.Hour | UsageDimension.Day))
        {
            throw new ArgumentException("Hour and day exclude each other.", nameof(by));
        }

        var (sql, arguments) = Query(filter, by);
        DbConnection connection;
        DbDataReader reader;
        try
        {
            connection = await engine.ConnectAsync(cancellation);
            try
            {
                reader = (DbDataReader)await connection.ExecuteReaderAsync(new CommandDefinition(sql, arguments, cancellationToken: cancellation));
            }
            catch
            {
                await connection.DisposeAsync();
                throw;
            }
        }
        catch (Exception e) when (SqlEngine.IsOurs(e))
        {
            throw engine.Unusable("read", e);
        }

        await using (connection)
        await using (reader)
        {
            var read = reader.GetRowParser<Row>();
            while (await NextAsync(reader, cancellation))
            {
                yield return read(reader).Read(by.HasFlag(UsageDimension.Hour));
            }
        }
    }

    private async Task<bool> NextAsync(DbDataReader reader, CancellationToken cancellation)
    {
        try
        {
            return await reader.ReadAsync(cancellation);
        }
        catch (Exception e) when (SqlEngine.IsOurs(e))
        {
            throw engine.Unusable("read", e);
        }
    }

    /// <summary>The query behind the sums.</summary>
    internal static (string Sql, DynamicParameters Arguments) Query(UsageFilter filter, UsageDimension by)
    {
        var groups = Dimensions.Where(dimension => by.HasFlag(dimension.Dimension)).ToArray();
        var sql = new StringBuilder("SELECT ");
        foreach (var (_, expression, name) in groups)
        {
            sql.Append(expression).Append(" AS ").Append(name).Append(", ");
        }

        sql.AppendJoin(", ", Measures.Select(measure => $"CAST(coalesce(sum({measure}), 0) AS BIGINT) AS {measure}")).Append(" FROM usage_hours");
        var arguments = new DynamicParameters();
        var word = " WHERE ";
        Add(filter.Since is { } since ? MicroTime.Of(since) - (MicroTime.Of(since) % UsageHours.HourUs) : null, "hour_us >= @since", "since");
        Add(MicroTime.Of(filter.Until), "hour_us < @until", "until");
        Add(filter.Project, "project = @project", "project");
        Add(filter.UserId, "user_id = @user", "user");
        Add(filter.TeamId, "team_id = @team", "team");
        Add(filter.CustomerId, "customer_id = @customer", "customer");
        Add(filter.Upstream, "upstream = @upstream", "upstream");
        Add(filter.Model, "model = @model", "model");
        if (groups.Length > 0)
        {
            var numbers = string.Join(", ", Enumerable.Range(1, groups.Length));
            sql.Append(" GROUP BY ").Append(numbers).Append(" ORDER BY ").Append(numbers);
        }

        return (sql.ToString(), arguments);

        void Add(object? value, string condition, string name)
        {
            if (value is not null)
            {
                sql.Append(word).Append(condition);
                arguments.Add(name, value);
                word = " AND ";
            }
        }
    }

    private sealed class Row
    {
        public long? StartUs { get; set; }

        public string? Project { get; set; }

        public string? UserId { get; set; }

        public string? TeamId { get; set; }

        public string? CustomerId { get; set; }

        public string? Upstream { get; set; }

        public string? Model { get; set; }

        public long Turns { get; set; }

        public long Failed { get; set; }

        public long Unpriced { get; set; }

        public long InputTokens { get; set; }

        public long CacheReadTokens { get; set; }

        public long CacheWriteTokens { get; set; }

        public long OutputTokens { get; set; }

        public long WebSearches { get; set; }

        public long CostNanoUsd { get; set; }

        public UsageRow Read(bool isHourly) => new()
        {
            IsHourly = isHourly,
            Start = MicroTime.Time(StartUs),
            Project = Project,
            UserId = UserId,
            TeamId = TeamId,
            CustomerId = CustomerId,
            Upstream = Upstream,
            Model = Model,
            Turns = Turns,
            Failed = Failed,
            Unpriced = Unpriced,
            InputTokens = InputTokens,
            CacheReadTokens = CacheReadTokens,
            CacheWriteTokens = CacheWriteTokens,
            OutputTokens = OutputTokens,
            WebSearches = WebSearches,
            CostNanoUsd = CostNanoUsd,
        };
    }
}
