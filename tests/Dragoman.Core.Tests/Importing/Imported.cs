using Dragoman.Core.Configuration;
using Dragoman.Core.Importing;
using Dragoman.Core.Routing;

namespace Dragoman.Core.Tests.Importing;

/// <summary>An import, and the policy that its result compiles to once its variables are set.</summary>
internal sealed class Imported
{
    private readonly GatewayConfig _config;

    private Imported(ImportResult result, GatewayConfig config, PolicySnapshot snapshot)
    {
        _config = config;
        Result = result;
        Snapshot = snapshot;
    }

    public ImportResult Result { get; }

    public PolicySnapshot Snapshot { get; }

    public string Yaml => Result.Yaml!;

    public IEnumerable<string> Variables => Result.Variables.Select(one => one.Name);

    /// <summary>The configuration must be in order with nothing set but what the import says.</summary>
    public static Imported From(ImportFormat format, string text)
    {
        var result = ConfigImport.Run(format, text, "theirs");
        result.Errors.ShouldBeEmpty();
        var environment = result.Variables.ToDictionary(
            one => one.Name, one => one.Name.Contains("ENDPOINT", StringComparison.Ordinal) || one.Name.Contains("BASE", StringComparison.Ordinal) ? "https://llm.acme.test/v1" : "value", StringComparer.Ordinal);
        var loaded = ConfigLoader.Load(result.Yaml!, "dragoman.yaml", new EnvironmentSecretSource(environment));
        loaded.Errors.ShouldBeEmpty(result.Yaml);
        return new Imported(result, loaded.Config!, PolicyCompiler.Compile(loaded.Config!));
    }

    public Route Route(string name) => Snapshot.Routes.First(route => route.Name == name);

    public RouteBehaviour Behaviour(string name) => Written(name).Behaviour;

    /// <summary>As written, without those of the degraded mode.</summary>
    public string[] Targets(string name) => [.. Written(name).Targets.Select(target => $"{target.Upstream}/{target.Model}")];

    public ImportNote Note(string member) => Result.Notes.First(note => note.Member == member);

    private RouteConfig Written(string name) => _config.Routes.First(route => route.Name == name);
}
