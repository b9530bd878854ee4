using Dragoman.Core.Configuration;
using Dragoman.Core.Routing;

namespace Dragoman.Core.Tests;

/// <summary>Loads configurations for tests, with a few secrets in the environment.</summary>
internal static class Load
{
    public static Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal)
    {
        ["OPENAI_PROD"] = "sk-openai", ["ANTHROPIC_PROD"] = "sk-ant", ["ACME_KEY"] = "sk-acme", ["BASE"] = "https://llm.acme.test/v1",
    };

    public static ConfigResult Yaml(string yaml) =>
        ConfigLoader.Load(yaml, "dragoman.yaml", new EnvironmentSecretSource(Environment, path => path == "/run/key" ? "sk-file\n" : null));

    public static PolicySnapshot Snapshot(string yaml)
    {
        var result = Yaml(yaml);
        result.Errors.ShouldBeEmpty();
        return PolicyCompiler.Compile(result.Config!);
    }

    public static PolicySnapshot FromEnvironment(params (string Name, string Value)[] variables) => PolicyCompiler.Compile(
        AutoConfig.FromEnvironment(variables.ToDictionary(v => v.Name, v => v.Value, StringComparer.Ordinal), null).Config);

    public static RouteDecision Decide(this PolicySnapshot snapshot, string model, long inputTokens = 1000, int toolCalls = 0) =>
        snapshot.RouteTable.Decide(new TurnFacts { RequestedModel = model, InputTokens = inputTokens, ToolCallCount = toolCalls });
}
