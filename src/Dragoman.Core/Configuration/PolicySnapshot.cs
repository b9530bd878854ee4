using Dragoman.Core.Models;
using Dragoman.Core.Routing;

namespace Dragoman.Core.Configuration;

/// <summary>
/// A compiled configuration. Immutable: a request takes one at its start and holds it to its end, whatever is loaded meanwhile.
/// </summary>
public sealed class PolicySnapshot
{
    /// <summary>Names the content: the same configuration compiles to the same version, on every machine.</summary>
    public required string Version { get; init; }

    /// <summary>What it was compiled from, to be compiled again when more is known of models.</summary>
    public required GatewayConfig Config { get; init; }

    /// <summary>Every upstream.</summary>
    public required IReadOnlyList<Upstream> Upstreams { get; init; }

    /// <summary>Every route that stands in the configuration.</summary>
    public required IReadOnlyList<Route> Routes { get; init; }

    /// <summary>Settings of the server.</summary>
    public required ServerConfig Server { get; init; }

    /// <summary>When a session is taken for a runaway, and what is done about it.</summary>
    public RunawayConfig Runaway { get; init; } = new();

    /// <summary>Where the gateway searches for models whose provider does not; null where it does not either.</summary>
    public SearchConfig? Search { get; init; }

    /// <summary>Which pages it fetches for such models; null for none.</summary>
    public FetchConfig? Fetch { get; init; }

    /// <summary>How keys, budgets and limits are enforced.</summary>
    public AccessConfig Access { get; init; } = new();

    /// <summary>Decides where turns go.</summary>
    public required RouteTable RouteTable { get; init; }

    /// <summary>What the models endpoint lists.</summary>
    public required ModelList Models { get; init; }
}
