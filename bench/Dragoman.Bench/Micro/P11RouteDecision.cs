using System.Text;
using Dragoman.Core.Configuration;
using Dragoman.Core.Routing;

namespace Dragoman.Bench.Micro;

/// <summary>P11: where does a turn go, with 30 rules and a route of 50 targets?</summary>
internal static class P11RouteDecision
{
    private const int Targets = 50;
    private const int Branches = 30;

    public static IEnumerable<Row> Rows()
    {
        var table = Compile();
        var last = new TurnFacts { RequestedModel = "some-model-nobody-lists", InputTokens = 50_000, MessageCount = 12, ToolCount = 20, NeedsTools = true };
        var named = last with { RequestedModel = "wide" };
        yield return new("P11", "last of 30 rules, first of 50 targets", () => Decide(table, in last)) { Must = 5000 };
        yield return new("P11", "by name, first of 50 targets", () => Decide(table, in named)) { Must = 5000 };
    }

    private static void Decide(RouteTable table, in TurnFacts facts)
    {
        if (table.Decide(in facts).Target is null)
        {
            throw new InvalidOperationException("The turn goes nowhere.");
        }
    }

    private static RouteTable Compile()
    {
        var yaml = new StringBuilder("routes:\n  - name: wide\n    targets:\n");
        for (var i = 0; i < Targets; i++)
        {
            yaml.Append($"      - {{provider: openai, model: model-{i}, endpoint: \"http://127.0.0.1:9/v1\"}}\n");
        }

        yaml.Append("policies:\n  - name: many\n    rule: |\n      if input_tokens < 1: route wide\n");
        for (var i = 1; i < Branches; i++)
        {
            yaml.Append($"      elif input_tokens < {i * 1000} and (message_count > {i} or has_images) and tool_count != 3: route wide\n");
        }

        yaml.Append("      else: route wide\n");
        var result = ConfigLoader.Load(yaml.ToString(), "bench.yaml", new EnvironmentSecretSource(new Dictionary<string, string>()));
        return result.Config is { } config
            ? PolicyCompiler.Compile(config).RouteTable
            : throw new InvalidOperationException(string.Join('\n', result.Errors));
    }
}
