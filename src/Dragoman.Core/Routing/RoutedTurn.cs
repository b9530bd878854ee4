using Dragoman.Core.Routing.Sessions;
using Dragoman.Core.Routing.Strategies;

namespace Dragoman.Core.Routing;

/// <summary>Where a turn goes: the route, in which order its targets are tried, and why.</summary>
public readonly record struct RoutedTurn
{
    /// <summary>What the route table said; its failure, if any, is the turn's.</summary>
    public required RouteDecision Decision { get; init; }

    /// <summary>The route that is taken: the decision's, or the one that the session stays on. Null where the decision failed.</summary>
    public Route? Route { get; init; }

    /// <summary>The order of <see cref="Route"/>'s targets.</summary>
    public CandidateOrder Order { get; init; }

    /// <summary>Whether the session stayed where its prompt cache is warm.</summary>
    public StayOrMove Stay { get; init; }

    /// <summary>What moving was expected to save, in nano-dollars; negative where it would have cost. 0 where the question did not come up.</summary>
    public long Saving { get; init; }

    /// <summary>The target to try first; null where the decision failed.</summary>
    public RouteTarget? First => Route is null || Order.Count == 0 ? null : Route.Targets[Order[0]];

    /// <summary>Why, in words. Without a choice that was made here it is the decision's own text, and nothing is allocated.</summary>
    public string Reason => (Words(Stay), Words(Order.Reason)) switch
    {
        (null, null) => Decision.Reason,
        (null, var order) => $"{Decision.Reason}; {order}",
        ({ } stay, _) when Route is not null && !ReferenceEquals(Route, Decision.Route) => $"{Decision.Reason}; stays on {Route.Name}: {stay}",
        ({ } stay, _) => $"{Decision.Reason}; {stay}",
    };

    private string? Words(OrderReason reason) => reason switch
    {
        OrderReason.Strategy => $"strategy {Route!.Strategy.ToString().ToLowerInvariant()}",
        OrderReason.Health => "what comes first is down or pausing",
        OrderReason.Canary => "canary",
        _ => null,
    };

    private string? Words(StayOrMove stay) => stay switch
    {
        StayOrMove.InToolLoop => "a tool's result is on its way and the prompt cache is warm",
        StayOrMove.MoveCostsMore => string.Create(
            System.Globalization.CultureInfo.InvariantCulture, $"moving would cost ${-Saving / 1e9:0.0000} more, the prompt cache is warm"),
        StayOrMove.MoveSaves => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"moving saves ${Saving / 1e9:0.0000}"),
        StayOrMove.MoveAllowed => "moves at the user's prompt",
        StayOrMove.CannotStay => "where the session was cannot serve this turn",
        _ => null,
    };
}
