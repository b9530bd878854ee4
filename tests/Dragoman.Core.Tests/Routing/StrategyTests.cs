using Dragoman.Core.Routing;
using Dragoman.Core.Routing.Health;
using Dragoman.Core.Routing.Strategies;
using Dragoman.Dialects.Conversation;

namespace Dragoman.Core.Tests.Routing;

/// <summary>D08: each strategy puts targets in the order that its name says, and none crosses what a turn needs.</summary>
public sealed class StrategyTests
{
    private readonly RouteMaker _make = new();

    [Fact]
    public void D08_priority_keeps_the_written_order() => RouteMaker.Names(_make.Decide(RouteMaker.Table(""))).ShouldBe("abc");

    [Fact]
    public void D08_weights_are_shares_of_the_turns_and_every_target_stays_a_fallback()
    {
        var table = RouteMaker.Table("strategy: weighted");
        var orders = Enumerable.Range(0, 10_000).Select(_ => RouteMaker.Names(_make.Decide(table))).ToList();
        Share(orders, "a").ShouldBe(0.1, 0.02);
        Share(orders, "b").ShouldBe(0.3, 0.02);
        Share(orders, "c").ShouldBe(0.6, 0.02);
        orders.ShouldAllBe(order => order.Order().SequenceEqual("abc"));
    }

    [Fact]
    public void D08_round_robin_gives_each_target_its_turn()
    {
        var table = RouteMaker.Table("strategy: round_robin");
        string.Concat(Enumerable.Range(0, 7).Select(_ => RouteMaker.Names(_make.Decide(table))[0])).ShouldBe("abcabca");
    }

    [Fact]
    public void D08_least_busy_counts_open_turns_against_the_weight()
    {
        var table = RouteMaker.Table("strategy: least_busy");
        for (var i = 0; i < 5; i++)
        {
            Of(table, "c").Begin(_make.Now);
        }

        // a: 1/1, b: 1/3, c: 6/6
        RouteMaker.Names(_make.Decide(table)).ShouldBe("bac");
        Of(table, "c").End();
        RouteMaker.Names(_make.Decide(table)).ShouldBe("bca");
    }

    [Fact]
    public void D08_latency_follows_what_was_measured_lately_and_tries_the_unknown_now_and_then()
    {
        var table = RouteMaker.Table("strategy: latency");
        Of(table, "a").Succeed(900);
        Of(table, "b").Succeed(300);
        var first = Enumerable.Range(0, 2000).Select(_ => RouteMaker.Names(_make.Decide(table))[0]).ToList();
        (first.Count(name => name == 'c') / 2000.0).ShouldBe(0.05, 0.02);
        first.Count(name => name == 'a').ShouldBe(0);
        for (var i = 0; i < 30; i++)
        {
            Of(table, "c").Succeed(100);
            Of(table, "b").Succeed(1500);
        }

        RouteMaker.Names(_make.Decide(table)).ShouldBe("cab");
    }

    [Fact]
    public void D08_the_p95_prefers_the_steady_target_to_the_one_with_outliers()
    {
        var mean = RouteMaker.Table("strategy: latency");
        var p95 = RouteMaker.Table("strategy: latency_p95");
        for (var i = 0; i < 50; i++)
        {
            Of(mean, "a").Succeed(i % 2 == 0 ? 100 : 500);
            Of(mean, "b").Succeed(400);
            Of(mean, "c").Succeed(5000);
        }

        RouteMaker.Names(_make.Decide(mean))[0].ShouldBe('a');
        RouteMaker.Names(_make.Decide(p95))[0].ShouldBe('b');
    }

    [Fact]
    public void D10_headroom_prefers_the_key_with_most_of_its_limit_left_and_forgets_a_limit_that_was_reset()
    {
        var table = RouteMaker.Table("strategy: headroom");
        Of(table, "a").Note(new TargetLimits { TokensLeft = 500, TokensLimit = 100_000, TokensResetMs = _make.Now + 10_000 });
        Of(table, "b").Note(new TargetLimits { TokensLeft = 60_000, TokensLimit = 100_000, TokensResetMs = _make.Now + 10_000 });
        Of(table, "c").Note(new TargetLimits { TokensLeft = 30_000, TokensLimit = 100_000, TokensResetMs = _make.Now + 10_000 });
        RouteMaker.Names(_make.Decide(table)).ShouldBe("bca");
        _make.Now += 10_000;
        RouteMaker.Names(_make.Decide(table)).ShouldBe("abc");
    }

    [Fact]
    public void D08_hash_keeps_a_session_where_it_is_and_gives_weights_as_shares_of_sessions()
    {
        var table = RouteMaker.Table("strategy: hash\n    sticky: off");
        var orders = Enumerable.Range(0, 5000).Select(i => RouteMaker.Names(_make.Decide(table, $"session-{i}"))).ToList();
        Share(orders, "a").ShouldBe(0.1, 0.03);
        Share(orders, "c").ShouldBe(0.6, 0.03);
        Enumerable.Range(0, 5000).Select(i => RouteMaker.Names(_make.Decide(table, $"session-{i}"))).ShouldBe(orders);
    }

    [Fact]
    public void D08_a_target_that_goes_moves_only_its_own_sessions()
    {
        var table = RouteMaker.Table("strategy: hash\n    sticky: off");
        var before = Enumerable.Range(0, 500).Select(i => RouteMaker.Names(_make.Decide(table, $"s{i}"))).ToList();
        Down(Of(table, "b"));
        var after = Enumerable.Range(0, 500).Select(i => RouteMaker.Names(_make.Decide(table, $"s{i}"))).ToList();
        for (var i = 0; i < before.Count; i++)
        {
            after[i][0].ShouldBe(before[i][0] == 'b' ? before[i][1] : before[i][0]);
        }
    }

    [Fact]
    public void D08_a_canary_gets_its_share_of_sessions_and_is_the_others_last_resort()
    {
        var table = Canary();
        var orders = Enumerable.Range(0, 5000).Select(i => RouteMaker.Names(_make.Decide(table, $"s{i}"))).ToList();
        Share(orders, "b").ShouldBe(0.05, 0.01);
        orders.Where(order => order[0] != 'b').ShouldAllBe(order => order == "acb");
        orders.Where(order => order[0] == 'b').ShouldAllBe(order => order == "bac");
    }

    [Fact]
    public void D07_targets_of_the_degraded_mode_come_behind_all_of_the_routes_own()
    {
        var table = RouteMaker.Table("degraded: spare\n    strategy: round_robin", "  - name: spare\n    targets: [{ name: c, model: gpt-5-mini }]");
        for (var i = 0; i < 5; i++)
        {
            var turn = _make.Decide(table);
            turn.Route!.Targets[turn.Order[3]].Name.ShouldBe("c/gpt-5-mini");
        }
    }

    [Fact]
    public void D14_in_ten_thousand_random_decisions_no_strategy_and_no_outage_sends_a_picture_to_a_model_without_eyes()
    {
        var random = new Random(20261120);
        var tables = new[] { "priority", "weighted", "round_robin", "least_busy", "latency", "cost", "headroom", "hash" }.Select(strategy => RouteMaker.Table(
            $"strategy: {strategy}\n    images: refuse", "models:\n  c/gpt-5: { vision: false }\n  openai/gpt-5-blind: { vision: false }")).ToArray();
        for (var i = 0; i < 10_000; i++)
        {
            var table = tables[random.Next(tables.Length)];
            var health = Of(table, "abc"[random.Next(3)].ToString());
            if (random.Next(3) == 0)
            {
                Down(health);
            }
            else
            {
                health.Succeed(random.Next(2000));
            }

            var turn = _make.Router.Decide(
                table,
                new TurnFacts { RequestedModel = "r", HasImages = random.Next(2) == 0, IsUserPrompt = true },
                new OrderContext(_make.Now += random.Next(3000), (ulong)random.NextInt64(), random.Next(2) == 0 ? $"s{random.Next(20)}" : ""));
            for (var n = 0; n < turn.Order.Count; n++)
            {
                turn.Route!.Targets[turn.Order[n]].ShouldSatisfyAllConditions(
                    target => (target.Traits.Vision || !target.Upstream.Id.Equals("c", StringComparison.Ordinal)).ShouldBeTrue());
            }
        }
    }

    private TargetHealth Of(RouteTable table, string upstream) =>
        _make.Health.Of(table.Find("r")!.Targets.First(target => target.Upstream.Id == upstream));

    private void Down(TargetHealth health)
    {
        for (var i = 0; i < 5; i++)
        {
            health.Fail(new Failure(FailureCause.Unreachable, 502, "down"), _make.Now);
        }
    }

    private static double Share(List<string> orders, string name) => orders.Count(order => order.StartsWith(name, StringComparison.Ordinal)) / (double)orders.Count;

    private static RouteTable Canary() => Core.Configuration.PolicyCompiler.Compile(Load.Yaml(
        """
        upstreams:
          a: { provider: openai, endpoint: "http://127.0.0.1:1/v1/chat/completions", api_key_ref: openai_prod }
          b: { provider: openai, endpoint: "http://127.0.0.1:2/v1/chat/completions", api_key_ref: openai_prod }
          c: { provider: openai, endpoint: "http://127.0.0.1:3/v1/chat/completions", api_key_ref: openai_prod }
        routes:
          - name: r
            targets: [{ name: a, model: gpt-5 }, { name: b, model: gpt-5, canary_percent: 5 }, { name: c, model: gpt-5 }]
        """).Config.ShouldNotBeNull()).RouteTable;
}
