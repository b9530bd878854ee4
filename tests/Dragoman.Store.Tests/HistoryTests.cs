using System.Diagnostics;
using System.Globalization;
using Dapper;
using Dragoman.Store.Charges;
using Dragoman.Store.Turns;

namespace Dragoman.Store.Tests;

/// <summary>
/// Questions among many turns. How long they take among millions is measured by the benchmark (<c>history</c>); here is what that rests
/// on: which index is used, and that sums do not read the turns.
/// </summary>
public abstract class HistoryTests(IDatabase database) : StoreContract(database)
{
    private const int Turns = 30_000;

    private static readonly UsageFilter Month = new() { Since = TurnSamples.Start.AddDays(3), Until = TurnSamples.Start.AddDays(33) };

    [Fact]
    public async Task G04_a_sessions_decisions_and_a_months_cost_by_repository_are_found_by_an_index()
    {
        var engine = Open();
        using (var inserter = engine.CreateTurnInserter())
        {
            foreach (var batch in Enumerable.Range(0, Turns).Select(Turn).Chunk(5_000))
            {
                inserter.Write(batch).ShouldBe(batch.Length);
            }
        }

        await using var connection = engine.Connect();
        if (engine.Name != "sqlite")
        {
            // The server does this by itself from time to time; SQLite does without.
            connection.Execute("ANALYZE turns; ANALYZE usage_hours");
        }

        var explain = engine.Name == "sqlite" ? "EXPLAIN QUERY PLAN " : "EXPLAIN ";
        var session = TurnStore.RecentQuery(1_000, new TurnFilter { SessionId = "session-70" }, null);
        Plan(explain + session.Sql, session.Arguments).ShouldContain("turns_by_session");
        var month = UsageStore.Query(Month, UsageDimension.Project);
        var plan = Plan(explain + month.Sql, month.Arguments);
        plan.ShouldContain("usage_hours");
        plan.ShouldNotContain("turns");

        var clock = Stopwatch.StartNew();
        new TurnStore(engine).Recent(1_000, new TurnFilter { SessionId = "session-70" }).Turns.Count.ShouldBe(100);
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(1));
        clock.Restart();
        var rows = await new UsageStore(engine).SumAsync(Month, UsageDimension.Project, Deadline);
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(2));
        rows.Count.ShouldBe(7);
        rows.Sum(row => row.CostNanoUsd).ShouldBe(Enumerable.Range(0, Turns).Select(Turn)
            .Where(turn => turn.StartedAt >= Month.Since && turn.StartedAt < Month.Until).Sum(turn => turn.CostNanoUsd!.Value));

        string Plan(string sql, DynamicParameters arguments) => string.Join(
            '\n', connection.Query(sql, arguments).Select(row => string.Join(' ', ((IDictionary<string, object>)row).Values)));
    }

    // A turn in two minutes for some forty days, in 300 sessions.
    private static TurnRecord Turn(int i) => new()
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"t{i}"),
        StartedAt = TurnSamples.Start.AddMinutes(2 * i),
        RequestedModel = "m",
        SessionId = string.Create(CultureInfo.InvariantCulture, $"session-{i % 300}"),
        Project = string.Create(CultureInfo.InvariantCulture, $"repository-{i % 7}"),
        CostNanoUsd = i,
    };
}
