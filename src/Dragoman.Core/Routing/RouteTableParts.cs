using Dragoman.Core.Configuration;
using Dragoman.Core.Rules;

namespace Dragoman.Core.Routing;

/// <summary>What a route table is made of. Made by the compiler, never changed.</summary>
internal sealed class RouteTableParts
{
    /// <summary>Everything that is asked for by one exact name; earlier stages of the order won when it was filled.</summary>
    public required IReadOnlyDictionary<string, NamedRoute> Names { get; init; }

    /// <summary>The rules, in order.</summary>
    public required CompiledPolicy[] Policies { get; init; }

    /// <summary>Where side requests of each phase go, by the phase's value; null where nothing is configured.</summary>
    public NamedRoute?[]? Sides { get; init; }

    /// <summary>Where subagents' turns go; null where nothing is configured.</summary>
    public NamedRoute? Subagents { get; init; }

    /// <summary>Tiers that the configuration gives.</summary>
    public required IReadOnlyDictionary<ModelTier, NamedRoute> ConfiguredTiers { get; init; }

    /// <summary>The best model of each tier among the upstreams there are.</summary>
    public required IReadOnlyDictionary<ModelTier, NamedRoute> FallbackTiers { get; init; }

    /// <summary>The default route.</summary>
    public NamedRoute? Default { get; init; }

    /// <summary>The names to tell somebody who asked for one that does not exist.</summary>
    public required IReadOnlyList<string> Known { get; init; }

    /// <summary>Makes a route for an id that stands in no dictionary; null where none can be made.</summary>
    public required Func<string, bool, NamedRoute?> Derive { get; init; }
}

/// <summary>A route, or a policy, with the reason that a decision for it gives.</summary>
internal sealed record NamedRoute(Route? Route, string Reason)
{
    /// <summary>Set where the name is a policy's: the rule decides.</summary>
    public CompiledPolicy? Policy { get; init; }

    /// <summary>True for one that only counts when the rules did not decide.</summary>
    public bool IsAfterRules { get; init; }

    // Nearly every decision is for the first target, and says the same each time: made once. Two threads may both make one.
    private RouteDecision? _first, _firstLarge;

    /// <summary>The decision for the first target.</summary>
    /// <param name="large">The client asked for the long window.</param>
    public RouteDecision First(bool large) => large
        ? _firstLarge ??= new RouteDecision { Route = Route, Target = Route!.Targets[0], Reason = Reason, LargeWindow = true }
        : _first ??= new RouteDecision { Route = Route, Target = Route!.Targets[0], Reason = Reason };
}

/// <summary>A policy with its rule's targets resolved.</summary>
internal sealed record CompiledPolicy(string Name, Rule Rule, NamedRoute[] Targets);
