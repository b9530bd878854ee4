using Dragoman.Core.Configuration;

namespace Dragoman.Core.Routing;

/// <summary>A compiled route. Immutable.</summary>
public sealed class Route
{
    /// <summary>Its name; for one that nobody wrote, what it stands for: <c>tier:opus</c>, <c>openai/gpt-5</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Where it leads, in order of preference; at least one.</summary>
    public required IReadOnlyList<RouteTarget> Targets { get; init; }

    /// <summary>How requests are translated.</summary>
    public TranslationOptions Translation { get; init; } = new();

    /// <summary>What happens to images that a target does not take.</summary>
    public ImagePolicy Images { get; init; }

    /// <summary>What happens when a target calls tools one at a time only.</summary>
    public ParallelPolicy ParallelTools { get; init; }

    /// <summary>True for a route that stands in the configuration; false for one made for a model id or tier.</summary>
    public bool IsConfigured { get; init; }
}
