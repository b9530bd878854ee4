using Dragoman.Core.Routing;
using Dragoman.Core.Routing.Health;
using Dragoman.Core.Routing.Sessions;
using Dragoman.Core.Routing.Strategies;
using Dragoman.Dialects.Conversation;

namespace Dragoman.Core.Tests.Routing;

/// <summary>A hundred sessions, replayed with each provider's prices and with prompt caches that live for as long as theirs (N01).</summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private static readonly string[] Models = ["openai/gpt-5", "anthropic/claude-sonnet-4-5", "groq/llama-3.3-70b-versatile"];

    [Fact]
    public void N01_a_hundred_sessions_cost_no_more_than_the_best_static_policy_and_at_most_7_tenths_of_routing_each_turn_by_its_tokens()
    {
        var sessions = ReplayedSession.Make(Shared.Path("transcripts"), 100, seed: 20261120);
        var fixedCosts = Models.ToDictionary(model => model, model => Run(sessions, Yaml("off"), model).Cost, StringComparer.Ordinal);
        var perTurn = Run(sessions, Yaml("off"), "claude-x");
        var ours = Run(sessions, Yaml("cost"), "any");
        foreach (var (model, cost) in fixedCosts)
        {
            output.WriteLine($"always {model}: ${cost / 1e9:0.00}");
        }

        output.WriteLine($"each turn by its tokens: ${perTurn.Cost / 1e9:0.00}, {perTurn.Moves} moves, {perTurn.MovesInLoops} inside tool loops");
        output.WriteLine($"by cost and warm caches: ${ours.Cost / 1e9:0.00}, {ours.Moves} moves, {ours.MovesInLoops} inside tool loops; {sessions.Sum(session => session.Count)} turns");
        ours.MovesInLoops.ShouldBe(0);
        ours.Cost.ShouldBeLessThanOrEqualTo(fixedCosts.Values.Min());
        ((double)ours.Cost / perTurn.Cost).ShouldBeLessThanOrEqualTo(0.7);
    }

    private static string Yaml(string sticky) => $$"""
        upstreams:
          openai: { api_key_ref: openai_prod }
          anthropic: { api_key_ref: anthropic_prod }
          groq: { api_key_ref: openai_prod }
        routes:
          - name: any
            strategy: cost
            sticky: {{sticky}}
            targets: [openai/gpt-5, anthropic/claude-sonnet-4-5, groq/llama-3.3-70b-versatile]
          - { name: a, sticky: {{sticky}}, upstream: groq/llama-3.3-70b-versatile }
          - { name: b, sticky: {{sticky}}, upstream: openai/gpt-5 }
          - { name: c, sticky: {{sticky}}, upstream: anthropic/claude-sonnet-4-5 }
        policies:
          - name: by-tokens
            rule: |
              if input_tokens < 20k and tool_call_count <= 1:
                route a
              elif input_tokens < 60k and tool_call_count <= 1:
                route b
              else:
                route c
        """;

    private static (long Cost, int Moves, int MovesInLoops) Run(List<List<ReplayedTurn>> sessions, string yaml, string model)
    {
        var table = Load.Snapshot(yaml).RouteTable;
        var router = new TurnRouter(new HealthBook(), new SessionPins());
        var (cost, moves, inLoops, chance) = (0L, 0, 0, 1ul);
        for (var s = 0; s < sessions.Count; s++)
        {
            var caches = new Dictionary<string, (long Prefix, long At)>(StringComparer.Ordinal);
            var (now, before) = (0L, (string?)null);
            foreach (var turn in sessions[s])
            {
                now += turn.GapMs;
                var facts = new TurnFacts { RequestedModel = model, InputTokens = turn.Input, ToolCallCount = turn.Calls, IsUserPrompt = turn.IsPrompt };
                var routed = router.Decide(table, in facts, new OrderContext(now, chance++, $"s{s}"));
                var target = routed.First.ShouldNotBeNull();
                var read = caches.TryGetValue(target.Name, out var cache) && now - cache.At < target.CacheLifetime.TotalMilliseconds ? cache.Prefix : 0;
                var usage = new Usage { CacheReadTokens = read, CacheWriteTokens = turn.Input - read, OutputTokens = turn.Output, IsReported = true };
                cost += target.Price.Cost(in usage);
                caches[target.Name] = (turn.Input, now);
                router.Pins.Answered($"s{s}", model, table, routed.Route!, target, in usage, now);
                var moved = before is not null && before != target.Name;
                moves += moved ? 1 : 0;
                // Where the conversation has outgrown the target's window there is no staying.
                inLoops += moved && !turn.IsPrompt && routed.Stay != StayOrMove.CannotStay ? 1 : 0;
                before = target.Name;
            }
        }

        return (cost, moves, inLoops);
    }
}
