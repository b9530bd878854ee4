using Dragoman.Core.Limits;

namespace Dragoman.ControlPlane.Shapes;

/// <summary>A limit to be set.</summary>
internal sealed record NewLimit
{
    /// <summary>Whom it limits; absent to limit each address that requests come from.</summary>
    public HolderShape? Scope { get; init; }

    /// <summary>Only turns whose model matches count; may end in <c>*</c>.</summary>
    public string? Model { get; init; }

    /// <summary>What it counts.</summary>
    public required LimitMetric Metric { get; init; }

    /// <summary>How many.</summary>
    public required long Amount { get; init; }

    /// <summary>The time that the amount is for, in seconds; 60 where nothing is said.</summary>
    public double? PerSeconds { get; init; }

    /// <summary>How many at once after a rest; as many as the amount where nothing is said.</summary>
    public long? Burst { get; init; }
}
