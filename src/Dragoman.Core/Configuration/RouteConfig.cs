using Dragoman.Core.Routing;

namespace Dragoman.Core.Configuration;

/// <summary>A route: a name that clients may ask for, and where it leads.</summary>
public sealed record RouteConfig
{
    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>Where it leads: the first that can serve a turn does, the rest are fallbacks in order.</summary>
    public required IReadOnlyList<TargetConfig> Targets { get; init; }

    /// <summary>How requests are translated.</summary>
    public TranslationOptions Translation { get; init; } = new();

    /// <summary>What happens to images that the target does not take.</summary>
    public ImagePolicy Images { get; init; } = ImagePolicy.Placeholder;

    /// <summary>What happens when the target calls tools one at a time only.</summary>
    public ParallelPolicy ParallelTools { get; init; } = ParallelPolicy.Accept;

    /// <summary>What its targets must be, besides what all must be.</summary>
    public Requirements Require { get; init; } = Requirements.None;

    /// <summary>How it chooses among its targets, and what it does when one fails.</summary>
    public RouteBehaviour Behaviour { get; init; } = new();

    /// <summary>Where it is written.</summary>
    public Spot At { get; init; }
}

/// <summary>One target of a route: a model at an upstream.</summary>
public sealed record TargetConfig
{
    /// <summary>The name of an upstream; null where <see cref="Inline"/> is given.</summary>
    public string? Upstream { get; init; }

    /// <summary>An upstream written here.</summary>
    public UpstreamConfig? Inline { get; init; }

    /// <summary>The model's id at the upstream.</summary>
    public required string Model { get; init; }

    /// <summary>Which of a router's providers may serve, over what the upstream says; null where nothing is said (D15).</summary>
    public RoutingPreferences? Preferences { get; init; }

    /// <summary>Where <see cref="Preferences"/> is written.</summary>
    public Spot PreferencesAt { get; init; }

    /// <summary>How much it counts against the others, in millionths; null for 1.</summary>
    public long? Weight { get; init; }

    /// <summary>The sessions in a hundred that try it first, and no other session before all else failed; null for a target like the others.</summary>
    public long? CanaryPercent { get; init; }

    /// <summary>Where it is written.</summary>
    public Spot At { get; init; }
}

/// <summary>What happens to images that a target does not take.</summary>
public enum ImagePolicy : byte
{
    /// <summary>A text says that an image was there; the loss is recorded. A target that takes images is preferred.</summary>
    Placeholder,

    /// <summary>The target is not used; where no other is left the turn is refused.</summary>
    Refuse,
}

/// <summary>What happens when a target calls tools one at a time only (A19).</summary>
public enum ParallelPolicy : byte
{
    /// <summary>It is used, and told to make one call at a time.</summary>
    Accept,

    /// <summary>It is not used for turns with tools.</summary>
    Require,
}
