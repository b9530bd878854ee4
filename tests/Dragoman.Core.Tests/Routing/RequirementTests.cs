using Dragoman.Core.Routing;
using Dragoman.Core.Routing.Health;
using Dragoman.Core.Routing.Sessions;
using Dragoman.Core.Routing.Strategies;
using Dragoman.Dialects.Conversation;

namespace Dragoman.Core.Tests.Routing;

public sealed class RequirementTests
{
    private static readonly string[] Places = ["eu", "eu-west-1", "europe", "us-east-1", ""];
    private static readonly string[] Promises = ["[]", "[zero_retention]", "[zero_retention, no_training]"];
    private static readonly string[] Strategies = ["priority", "weighted", "round_robin", "least_busy", "latency", "cost", "headroom", "hash"];

    [Fact]
    public void D14_a_place_is_itself_or_a_part_of_it_and_an_unknown_one_is_none()
    {
        Requirements.IsIn("eu", ["eu"]).ShouldBeTrue();
        Requirements.IsIn("EU-west-1", ["us", "eu"]).ShouldBeTrue();
        Requirements.IsIn("europe", ["eu"]).ShouldBeFalse();
        Requirements.IsIn(null, ["eu"]).ShouldBeFalse();
    }

    [Fact]
    public void D14_of_10000_random_decisions_none_leads_where_residency_or_promises_forbid()
    {
        var random = new Random(20261120);
        var (served, refused) = (0, 0);
        for (var round = 0; round < 100; round++)
        {
            var (required, routeRequired) = (random.Next(2) == 0, random.Next(2) == 0);
            var table = Load.Snapshot(Yaml(random, required, routeRequired)).RouteTable;
            var health = new HealthBook();
            var router = new TurnRouter(health, new SessionPins());
            for (var i = 0; i < 100; i++)
            {
                var facts = new TurnFacts { RequestedModel = random.Next(4) == 0 ? "u1/gpt-5" : "r", InputTokens = random.Next(100_000), IsUserPrompt = random.Next(2) == 0 };
                var routed = router.Decide(table, in facts, new OrderContext(i * 1000L, (ulong)random.NextInt64(), $"s{random.Next(5)}"));
                if (routed.Route is not { } route)
                {
                    refused++;
                    routed.Decision.Failure.ShouldNotBeNull();
                    continue;
                }

                served++;
                for (var place = 0; place < routed.Order.Count; place++)
                {
                    var upstream = route.Targets[routed.Order[place]].Upstream;
                    if (required)
                    {
                        upstream.Residency.ShouldBeOneOf("eu", "eu-west-1");
                    }

                    if (routeRequired && facts.RequestedModel == "r")
                    {
                        upstream.DataPolicy.ShouldContain("zero_retention");
                    }
                }

                Disturb(random, health, route.Targets[routed.Order[0]], i * 1000L);
                router.Pins.Answered($"s{random.Next(5)}", facts.RequestedModel, table, route, routed.First!, new Usage { InputTokens = 5000, OutputTokens = 100, IsReported = true }, i * 1000L);
            }
        }

        (served + refused).ShouldBe(10_000);
        served.ShouldBeGreaterThan(1000);
        refused.ShouldBeGreaterThan(1000);
    }

    [Fact]
    public void D14_where_nothing_is_left_the_refusal_says_why()
    {
        var failure = Load.Snapshot("""
            upstreams:
              a: { provider: openai, api_key_ref: openai_prod, residency: us-east-1 }
            routes:
              - name: r
                upstream: a/gpt-5
            require: { residency: [eu] }
            """).Decide("r").Failure!;
        failure.Message.ShouldContain("is in us-east-1, and must be in eu");
    }

    private static void Disturb(Random random, HealthBook health, RouteTarget target, long now)
    {
        if (random.Next(3) == 0)
        {
            health.Of(target).Fail(new Failure(FailureCause.Upstream, 500, "down"), now);
        }
    }

    private static string Yaml(Random random, bool required, bool routeRequired)
    {
        var upstreams = string.Concat(Enumerable.Range(0, 5).Select(i =>
        {
            var place = Places[random.Next(Places.Length)];
            return $"  u{i}: {{ provider: openai, endpoint: 'http://127.0.0.1:{i + 1}/v1/chat/completions', api_key_ref: openai_prod"
                + $"{(place.Length > 0 ? $", residency: {place}" : "")}, data_policy: {Promises[random.Next(Promises.Length)]} }}\n";
        }));
        return $"upstreams:\n{upstreams}routes:\n  - name: spare\n    targets: [u3/gpt-5, u4/gpt-5]\n  - name: r\n    strategy: {Strategies[random.Next(Strategies.Length)]}\n"
            + $"    degraded: spare\n    targets: [u0/gpt-5, u1/gpt-5, u2/gpt-5]\n{(routeRequired ? "    require: { data_policy: [zero_retention] }\n" : "")}"
            + (required ? "require: { residency: [eu] }\n" : "");
    }
}
