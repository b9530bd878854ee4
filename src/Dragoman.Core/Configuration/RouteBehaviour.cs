using Dragoman.Core.Routing.Sessions;
using Dragoman.Core.Routing.Strategies;
using Dragoman.Dialects.Conversation;

namespace Dragoman.Core.Configuration;

/// <summary>How a route chooses among its targets, and what it does when one fails.</summary>
public sealed record RouteBehaviour
{
    /// <summary>In which order targets are tried.</summary>
    public RouteStrategy Strategy { get; init; }

    /// <summary>When a session may leave the target where its prompt cache is warm.</summary>
    public StickyMode Sticky { get; init; }

    /// <summary>Failures on which the next target is tried besides those that are worth another attempt anyhow.</summary>
    public IReadOnlyList<FailureCause> FallbackOn { get; init; } = [];

    /// <summary>The most requests that one turn may send upstream; 0 for one to each target, and three at least.</summary>
    public int Attempts { get; init; }

    /// <summary>The longest that a turn waits for a target that said when to come back.</summary>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The route whose targets are used when none of this one's answers; null for none.</summary>
    public string? Degraded { get; init; }

    /// <summary>Where <see cref="Degraded"/> is written.</summary>
    public Spot DegradedAt { get; init; }

    /// <inheritdoc/>
    public bool Equals(RouteBehaviour? other) => other is not null
        && (Strategy, Sticky, Attempts, MaxWait, Degraded) == (other.Strategy, other.Sticky, other.Attempts, other.MaxWait, other.Degraded)
        && FallbackOn.SequenceEqual(other.FallbackOn);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Strategy, Sticky, Attempts, MaxWait, Degraded, FallbackOn.Count);
}
