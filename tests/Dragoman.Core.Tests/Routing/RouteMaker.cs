using Dragoman.Core.Configuration;
using Dragoman.Core.Routing;
using Dragoman.Core.Routing.Health;
using Dragoman.Core.Routing.Sessions;
using Dragoman.Core.Routing.Strategies;

namespace Dragoman.Core.Tests.Routing;

/// <summary>Routes for tests, from configurations such as people write.</summary>
internal sealed class RouteMaker
{
    private ulong _chance = 7;

    public HealthBook Health { get; } = new();

    public SessionPins Pins { get; } = new();

    public long Now { get; set; } = 1_000_000;

    public TurnRouter Router => new(Health, Pins);

    /// <summary>Three upstreams a, b, c of one provider, and a route "r" over them.</summary>
    public static RouteTable Table(string behaviour, string rest = "") => PolicyCompiler.Compile(Load.Yaml(
        $$"""
        upstreams:
          a: { provider: openai, endpoint: "http://127.0.0.1:1/v1/chat/completions", api_key_ref: openai_prod }
          b: { provider: openai, endpoint: "http://127.0.0.1:2/v1/chat/completions", api_key_ref: openai_prod }
          c: { provider: openai, endpoint: "http://127.0.0.1:3/v1/chat/completions", api_key_ref: openai_prod }
        routes:
          - name: r
            {{behaviour}}
            targets:
              - { name: a, model: gpt-5, weight: 1 }
              - { name: b, model: gpt-5, weight: 3 }
              - { name: c, model: gpt-5, weight: 6 }
        {{rest}}
        """).Config.ShouldNotBeNull()).RouteTable;

    public RoutedTurn Decide(RouteTable table, string session = "", string model = "r", bool prompt = true, long tokens = 1000) =>
        Router.Decide(table, new TurnFacts { RequestedModel = model, InputTokens = tokens, IsUserPrompt = prompt }, new OrderContext(Now, Next(), session));

    public static string Names(RoutedTurn turn) =>
        string.Concat(Enumerable.Range(0, turn.Order.Count).Select(i => turn.Route!.Targets[turn.Order[i]].Upstream.Id));

    // A fixed sequence: the tests' frequencies are the same in each run.
    private ulong Next() => _chance = unchecked((_chance * 6364136223846793005) + 1442695040888963407);
}
