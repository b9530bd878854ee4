using Dragoman.Dialects.Conversation;

namespace Dragoman.Core.Routing;

/// <summary>Where a turn goes, and why. Either <see cref="Failure"/> is set, or <see cref="Route"/> and <see cref="Target"/> are.</summary>
public sealed class RouteDecision
{
    /// <summary>The route; its further targets are fallbacks.</summary>
    public Route? Route { get; init; }

    /// <summary>The target chosen among the route's.</summary>
    public RouteTarget? Target { get; init; }

    /// <summary>Why, in words for the record and for <c>dragoman turns</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>The client asked for the long window with a <c>[1m]</c> suffix (H-015).</summary>
    public bool LargeWindow { get; init; }

    /// <summary>Why the turn goes nowhere.</summary>
    public Failure? Failure { get; init; }
}
