using System.Collections.Concurrent;
using Dragoman.Core.Configuration;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Conversation.Phases;

namespace Dragoman.Core.Routing;

/// <summary>
/// Decides where a turn goes. Everything that can be known when a configuration is loaded is: names are one dictionary, rules are
/// trees, targets are complete. A decision then is a look-up, a few comparisons and one object.
/// </summary>
/// <remarks>
/// Order: what is configured for side requests and subagents; name of a route or policy, published name, alias, <c>upstream/model</c>, the same under a cloud's name, configured tier, model listed at an upstream;
/// then the rules; then a model that a configured provider is known to have, the tier in the name, the default route.
/// </remarks>
public sealed partial class RouteTable
{
    private const int MaxRemembered = 1024;
    private const int MaxNamed = 40;

    private readonly RouteTableParts _parts;
    private readonly ConcurrentDictionary<string, NamedRoute> _remembered = new(StringComparer.Ordinal);

    internal RouteTable(RouteTableParts parts)
    {
        _parts = parts;
        AsksForPhase = parts.Policies.Any(policy => policy.Rule.Names("phase"));
        AsksForBudget = parts.Policies.Any(policy => policy.Rule.Names("budget_left"));
        AsksForFailures = parts.Policies.Any(policy => policy.Rule.Names("failure_rate"));
    }

    /// <summary>How many derived ids are remembered.</summary>
    internal int Remembered => _remembered.Count;

    /// <summary>The name under which the configuration gives subagents a route of their own.</summary>
    public const string Subagent = "subagent";

    /// <summary>What can have a side route: the phases of side requests, and subagents.</summary>
    public static IReadOnlyList<string> SideNames { get; } = [.. TurnPhases.All.Skip((int)TurnPhase.Title), Subagent];

    /// <summary>True where a decision looks at a turn's phase, so that it is worth looking for plan mode in all messages.</summary>
    public bool AsksForPhase { get; }

    /// <summary>True where the same name can lead to different routes, so that the facts of a turn are worth keeping (N17).</summary>
    public bool NeedsFacts => HasRules || _parts.Sides is not null || _parts.Subagents is not null;

    /// <summary>True where a rule looks at what is left of budgets.</summary>
    public bool AsksForBudget { get; }

    /// <summary>True where a rule looks at how the session's turns ended.</summary>
    public bool AsksForFailures { get; }

    /// <summary>True where rules can send turns of one session to different routes.</summary>
    public bool HasRules => _parts.Policies.Length > 0;

    /// <summary>Where this turn goes. Thread-safe.</summary>
    public RouteDecision Decide(in TurnFacts facts)
    {
        var id = ModelNames.Normalize(facts.RequestedModel ?? "", out var large);
        if (Side(in facts) is { } side)
        {
            return Choose(side, in facts, large);
        }

        if (Named(id) is { } named)
        {
            return named.Policy is null
                ? Choose(named, in facts, large)
                : Apply(named.Policy, in facts) is { } byName ? Choose(byName, in facts, large) : Refuse(named.Policy, large);
        }

        foreach (var policy in _parts.Policies)
        {
            if (Apply(policy, in facts) is { } byRule)
            {
                return Choose(byRule, in facts, large);
            }
        }

        var last = Derived(id, afterRules: true) ?? KnownToCloud(id) ?? Tier(id) ?? _parts.Default;
        return last is not null ? Choose(last, in facts, large) : NotFound(facts.RequestedModel ?? "", large);
    }

    /// <summary>The route of a name, where that leads to one whatever the turn is; null otherwise.</summary>
    public Route? Find(string name) => Named(ModelNames.Normalize(name, out _))?.Route;

    // A side request names a model of the client's own choice, which nobody configured (H-016).
    private NamedRoute? Side(in TurnFacts facts) =>
        _parts.Sides?[(int)facts.Phase] ?? (facts.IsSubagent ? _parts.Subagents : null);

    private static NamedRoute? Apply(CompiledPolicy policy, in TurnFacts facts)
    {
        var index = policy.Rule.Decide(in facts);
        return index < 0 ? null : policy.Targets[index];
    }

    private NamedRoute? Named(string id)
    {
        if (_parts.Names.TryGetValue(id, out var named))
        {
            return named;
        }

        if (Derived(id, afterRules: false) is { } derived)
        {
            return derived;
        }

        if (ModelNames.FromCloud(id) is { } plain && _parts.Names.TryGetValue(plain, out named))
        {
            return named;
        }

        return ModelNames.TierOf(id) is { } tier && _parts.ConfiguredTiers.TryGetValue(tier, out var configured) ? configured : null;
    }

    private NamedRoute? KnownToCloud(string id) => ModelNames.FromCloud(id) is { } plain ? Derived(plain, afterRules: true) : null;

    // Ids that nobody listed: made once, then remembered, up to a bound that a client cannot push memory over.
    private NamedRoute? Derived(string id, bool afterRules)
    {
        if (_remembered.TryGetValue(id, out var known))
        {
            return known.IsAfterRules == afterRules ? known : null;
        }

        var made = _parts.Derive(id, afterRules);
        if (made is not null && _remembered.Count < MaxRemembered)
        {
            _remembered.TryAdd(id, made);
        }

        return made;
    }

    private NamedRoute? Tier(string id) =>
        ModelNames.TierOf(id) is { } tier && _parts.FallbackTiers.TryGetValue(tier, out var route) ? route : null;

    private static RouteDecision Choose(NamedRoute named, in TurnFacts facts, bool large)
    {
        var route = named.Route!;
        var targets = route.Targets;
        for (var i = 0; i < targets.Count; i++)
        {
            if (TargetFit.Misfit(targets[i], route, in facts, strict: true) is null)
            {
                return Decision(named, targets, i, in facts, large);
            }
        }

        // None fits fully: the first that loses something it may lose, in the order that was written.
        for (var i = 0; i < targets.Count; i++)
        {
            if (TargetFit.Misfit(targets[i], route, in facts, strict: false) is null)
            {
                return Decision(named, targets, i, in facts, large);
            }
        }

        var reasons = string.Join("; ", DistinctMisfits(route, facts));
        return new RouteDecision
        {
            Reason = $"{named.Reason}; no target fits: {reasons}",
            LargeWindow = large,
            Failure = new Failure(
                FailureCause.InvalidRequest, 400, $"Route {route.Name} cannot serve this turn ({reasons}); choose another model or add a target that can.")
            {
                Side = FailureSide.Gateway,
                ShouldRetry = false,
            },
        };
    }

    private static RouteDecision Decision(NamedRoute named, IReadOnlyList<RouteTarget> targets, int index, in TurnFacts facts, bool large)
    {
        if (index == 0)
        {
            return named.First(large);
        }

        var reason = named.Reason;
        for (var i = 0; i < index; i++)
        {
            reason += $"; {targets[i]} skipped: {TargetFit.Misfit(targets[i], named.Route!, in facts, strict: true) ?? "loses more"}";
        }

        return new RouteDecision { Route = named.Route, Target = targets[index], Reason = reason, LargeWindow = large };
    }

    private static IEnumerable<string> DistinctMisfits(Route route, TurnFacts facts) => route.Targets
        .Select(target => $"{target} {TargetFit.Misfit(target, route, in facts, strict: false)}").Distinct(StringComparer.Ordinal);

    private static RouteDecision Refuse(CompiledPolicy policy, bool large) => new()
    {
        Reason = $"policy {policy.Name}: no branch holds",
        LargeWindow = large,
        Failure = new Failure(
            FailureCause.NotFound, 404, $"No branch of the policy {policy.Name} holds for this turn; give its rule an else branch.")
        {
            Side = FailureSide.Gateway,
            ShouldRetry = false,
        },
    };

    private RouteDecision NotFound(string requested, bool large)
    {
        var shown = requested.Length <= 200 ? requested : requested[..200];
        var message = _parts.Known.Count == 0
            ? "No upstream is configured; set ANTHROPIC_API_KEY or OPENAI_API_KEY for the gateway, or give it a configuration with --config, and start it again."
            : $"No route for model \"{shown}\"; ask for one of {string.Join(", ", _parts.Known.Take(MaxNamed))}, or set default_route in the configuration.";
        return new RouteDecision
        {
            Reason = "nothing matches",
            LargeWindow = large,
            Failure = new Failure(FailureCause.NotFound, 404, message) { Side = FailureSide.Client, ShouldRetry = false },
        };
    }
}
