namespace Dragoman.Core.Routing.Strategies;

/// <summary>In which order a route's targets are tried (D08). Whatever it says, a target that cannot serve the turn is not tried, and one that is known to be down comes last.</summary>
public enum RouteStrategy : byte
{
    /// <summary>As written.</summary>
    Priority,

    /// <summary>By chance, in proportion to the weights.</summary>
    Weighted,

    /// <summary>One after the other.</summary>
    RoundRobin,

    /// <summary>The one with the fewest open turns for its weight.</summary>
    LeastBusy,

    /// <summary>The one that lately began to answer soonest, on average.</summary>
    Latency,

    /// <summary>The one that lately began to answer soonest in nineteen of twenty turns.</summary>
    LatencyP95,

    /// <summary>The cheapest for this turn.</summary>
    Cost,

    /// <summary>The one with most of its provider's token and request limits left, as its answers' headers say.</summary>
    Headroom,

    /// <summary>By session, so that a session stays where it is whatever the others do; weights are shares of the sessions.</summary>
    Hash,
}
