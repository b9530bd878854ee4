using Dragoman.Core.Configuration;
using Dragoman.Core.Routing.Sessions;
using Dragoman.Core.Routing.Strategies;
using Dragoman.Dialects.Conversation;

namespace Dragoman.Core.Routing;

/// <summary>A compiled route. Immutable.</summary>
public sealed class Route
{
    /// <summary>Its name; for one that nobody wrote, what it stands for: <c>tier:opus</c>, <c>openai/gpt-5</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Where it leads, in order of preference; at least one. Those of its degraded mode stand behind.</summary>
    public required IReadOnlyList<RouteTarget> Targets { get; init; }

    /// <summary>How many of <see cref="Targets"/> are its own; the rest is used only when none of those answers (D07).</summary>
    public int PrimaryCount { get => field == 0 ? Targets.Count : field; init; }

    /// <summary>In which order targets are tried.</summary>
    public RouteStrategy Strategy { get; init; }

    /// <summary>Weights of the targets, by index; null where all count the same.</summary>
    public IReadOnlyList<double>? Weights { get; init; }

    /// <summary>A target that some sessions try first; null for none.</summary>
    public Canary? Canary { get; init; }

    /// <summary>When a session may leave the target where its cache is warm.</summary>
    public StickyMode Sticky { get; init; }

    /// <summary>Failures on which the next target is tried, besides those that are worth another attempt anyhow (D05).</summary>
    public IReadOnlyList<FailureCause> FallbackOn { get; init; } = [];

    /// <summary>The most requests that one turn may send upstream; 0 for one to each target, and three at least.</summary>
    public int Attempts { get; init; }

    /// <summary>The longest that a turn waits for a target that said when to come back; zero to tell the client at once (D06).</summary>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How requests are translated.</summary>
    public TranslationOptions Translation { get; init; } = new();

    /// <summary>What happens to images that a target does not take.</summary>
    public ImagePolicy Images { get; init; }

    /// <summary>What happens when a target calls tools one at a time only.</summary>
    public ParallelPolicy ParallelTools { get; init; }

    /// <summary>True for a route that stands in the configuration; false for one made for a model id or tier.</summary>
    public bool IsConfigured { get; init; }

    /// <summary>A target's weight.</summary>
    public double Weight(int target) => Weights is { } weights && target < weights.Count ? weights[target] : 1;

    /// <summary>Where a target stands among <see cref="Targets"/>; -1 where it does not.</summary>
    public int IndexOf(RouteTarget target)
    {
        for (var i = 0; i < Targets.Count; i++)
        {
            if (ReferenceEquals(Targets[i], target))
            {
                return i;
            }
        }

        return -1;
    }
}
