using Dragoman.Core.Limits;

namespace Dragoman.ControlPlane.Shapes;

/// <summary>How fast one holder may go.</summary>
internal sealed record LimitShape
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Whom it limits; null where it limits each address that requests come from.</summary>
    public HolderShape? Scope { get; init; }

    /// <summary>Only turns whose model matches count; null for all.</summary>
    public string? Model { get; init; }

    /// <summary>What it counts.</summary>
    public required LimitMetric Metric { get; init; }

    /// <summary>How many.</summary>
    public required long Amount { get; init; }

    /// <summary>The time that the amount is for, in seconds; null for concurrency.</summary>
    public double? PerSeconds { get; init; }

    /// <summary>How many at once after a rest.</summary>
    public long? Burst { get; init; }

    /// <summary>Since when it is out of force.</summary>
    public DateTimeOffset? DisabledAt { get; init; }

    /// <summary>Counts the changes; the ETag is this number in quotes.</summary>
    public required long Version { get; init; }

    /// <summary>The shape.</summary>
    public static LimitShape Of(RateLimit limit) => new()
    {
        Id = limit.Id,
        Scope = limit.Scope is { } scope ? HolderShape.Of(scope) : null,
        Model = limit.Model,
        Metric = limit.Metric,
        Amount = limit.Amount,
        PerSeconds = limit.Metric == LimitMetric.Concurrency ? null : limit.Per.TotalSeconds,
        Burst = limit.Burst,
        DisabledAt = limit.DisabledAt,
        Version = limit.Version,
    };
}
