using Dragoman.Core.Routing;

namespace Dragoman.Core.Configuration;

/// <summary>A whole configuration as immutable records, as written by a person or found in the environment.</summary>
public sealed record GatewayConfig
{
    /// <summary>Settings of the server itself.</summary>
    public ServerConfig Server { get; init; } = new();

    /// <summary>Where the gateway keeps what it knows, and how long.</summary>
    public StoreConfig Store { get; init; } = new();

    /// <summary>Named upstreams, in order.</summary>
    public IReadOnlyList<UpstreamConfig> Upstreams { get; init; } = [];

    /// <summary>Named routes, in order.</summary>
    public IReadOnlyList<RouteConfig> Routes { get; init; } = [];

    /// <summary>Rules, in order of evaluation.</summary>
    public IReadOnlyList<PolicyConfig> Policies { get; init; } = [];

    /// <summary>Providers added to the catalogue or changed in it.</summary>
    public IReadOnlyList<ProviderConfig> Providers { get; init; } = [];

    /// <summary>Models added to the catalogue or changed in it.</summary>
    public IReadOnlyList<ModelConfig> Models { get; init; } = [];

    /// <summary>What each tier name (<c>haiku</c>, <c>sonnet</c>, <c>opus</c>, <c>fable</c>) means: a route or <c>upstream/model</c>.</summary>
    public IReadOnlyList<NamedTarget> Tiers { get; init; } = [];

    /// <summary>Other names for a route or <c>upstream/model</c>.</summary>
    public IReadOnlyList<NamedTarget> Aliases { get; init; } = [];

    /// <summary>Where the client's side requests and its subagents go: a route or <c>upstream/model</c>, by phase or <c>subagent</c> (N19).</summary>
    public IReadOnlyList<NamedTarget> SideRoutes { get; init; } = [];

    /// <summary>What every target must be.</summary>
    public Requirements Require { get; init; } = Requirements.None;

    /// <summary>Where a request goes that nothing else decides: a route or <c>upstream/model</c>; null where it is refused.</summary>
    public NamedTarget? DefaultRoute { get; init; }

    /// <summary>When a session is taken for a runaway, and what is done about it.</summary>
    public RunawayConfig Runaway { get; init; } = new();

    /// <summary>Where the gateway searches for models whose provider does not; null where it does not either.</summary>
    public SearchConfig? Search { get; init; }

    /// <summary>Which pages it fetches for such models; null for none.</summary>
    public FetchConfig? Fetch { get; init; }

    /// <summary>How keys, budgets and limits are enforced.</summary>
    public AccessConfig Access { get; init; } = new();
}

/// <summary>A name that stands for a route or for <c>upstream/model</c>.</summary>
/// <param name="Name">The name that clients may ask for.</param>
/// <param name="Target">What it stands for.</param>
/// <param name="At">Where it is written.</param>
public sealed record NamedTarget(string Name, string Target, Spot At = default);
