using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Dapper;
using Dragoman.Store.Audit;
using Dragoman.Store.Engines;
using Dragoman.Store.Sqlite;
using Dragoman.Store.Turns;

namespace Dragoman.Store.Copying;

/// <summary>
/// Looks through a whole store: the file itself, the audit log's chain, and whether the sums by hour are those of the turns, to the
/// nano-dollar. Hours of which retention deleted something are left out, as it may keep turns and sums for different times.
/// </summary>
public static class StoreVerification
{
    private const string Sums = "count(*) AS turns, CAST(coalesce(sum(cost_nano_usd), 0) AS BIGINT) AS cost";

    private const string Unequal =
        "SELECT count(*) FROM (SELECT started_at_us - started_at_us % 3600000000 AS hour_us, " + Sums + " FROM turns WHERE started_at_us >= @from GROUP BY 1) AS t "
        + "{0} JOIN (SELECT hour_us, CAST(sum(turns) AS BIGINT) AS turns, CAST(sum(cost_nano_usd) AS BIGINT) AS cost FROM usage_hours "
        + "WHERE hour_us >= @from GROUP BY 1) AS u ON t.hour_us = u.hour_us WHERE {1}";

    /// <summary>Looks. The store is read as it stood at one moment and may be in use.</summary>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public static async Task<StoreVerdict> RunAsync(SqlEngine engine, AuditStore audit, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(audit);
        var problems = new List<string>();
        var verdict = await audit.VerifyAsync(cancellation: cancellation);
        if (!verdict.IsIntact)
        {
            problems.Add($"The audit log was changed: {verdict.Problem}");
        }

        var rows = await engine.ReadAsync(
            async transaction =>
            {
                var counts = new Dictionary<string, long>(StringComparer.Ordinal);
                foreach (var (table, _) in StoreTables.All)
                {
                    counts[table] = await transaction.SumAsync<long>($"SELECT count(*) FROM {table}", cancellation);
                }

                await ExamineAsync(engine, transaction, problems, cancellation);
                return counts;
            },
            cancellation);
        return new StoreVerdict(rows, verdict, problems);
    }

    private static async Task ExamineAsync(SqlEngine engine, DbTransaction transaction, List<string> problems, CancellationToken cancellation)
    {
        if (engine is SqliteEngine && await transaction.SumAsync<string>("PRAGMA quick_check(1)", cancellation) is var check && check != "ok")
        {
            problems.Add($"The file is damaged ({check}): restore a backup.");
        }

        var from = FullHour(await DeletedBeforeAsync(transaction, cancellation));
        // No full join: SQLite has none before 3.39.
        var hours = await CountAsync("INNER", "t.turns <> u.turns OR t.cost <> u.cost")
            + await CountAsync("LEFT", "u.hour_us IS NULL")
            + await transaction.SumAsync<long>(
                string.Create(CultureInfo.InvariantCulture, $"SELECT count(DISTINCT hour_us) FROM usage_hours WHERE hour_us >= {from} AND hour_us NOT IN (SELECT started_at_us - started_at_us % 3600000000 FROM turns WHERE started_at_us >= {from})"),
                cancellation);
        if (hours > 0)
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"The sums of {hours} hours are not those of their turns: restore a backup, or report this."));
        }

        Task<long> CountAsync(string join, string where) => transaction.SumAsync<long>(
            string.Format(CultureInfo.InvariantCulture, Unequal, join, where).Replace("@from", from.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal),
            cancellation);
    }

    // The proofs of deletions say up to when; they are never deleted themselves.
    private static async Task<long> DeletedBeforeAsync(DbTransaction transaction, CancellationToken cancellation)
    {
        var latest = 0L;
        foreach (var detail in await transaction.QueryAsync<string>(
            "SELECT detail FROM audit_log WHERE action = @Action AND detail IS NOT NULL", new { DeletionProofs.Action }, cancellation))
        {
            using var json = JsonDocument.Parse(detail);
            if (json.RootElement.GetProperty("data").GetString() is "turns" or "usage_hours")
            {
                latest = Math.Max(latest, MicroTime.Of(json.RootElement.GetProperty("before").GetDateTimeOffset()));
            }
        }

        return latest;
    }

    private static long FullHour(long us) => us == 0 ? 0 : us - (us % UsageHours.HourUs) + UsageHours.HourUs;
}
