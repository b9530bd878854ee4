using Dragoman.Core.Access;

namespace Dragoman.Core.Limits;

/// <summary>How fast one holder may go (F07).</summary>
public sealed record RateLimit
{
    /// <summary>Its id, e.g. <c>lim_27aa…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Whom it limits; null where it limits each address that requests come from.</summary>
    public PrincipalId? Scope { get; init; }

    /// <summary>Only turns whose model matches count, where given; may end in <c>*</c>.</summary>
    public string? Model { get; init; }

    /// <summary>What it counts.</summary>
    public required LimitMetric Metric { get; init; }

    /// <summary>How many in <see cref="Per"/>; for concurrency at one time.</summary>
    public required long Amount { get; init; }

    /// <summary>The time that <see cref="Amount"/> is for; not read for concurrency.</summary>
    public TimeSpan Per { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How many at once after a rest. Null for as many as <see cref="Amount"/>.</summary>
    public long? Burst { get; init; }

    /// <summary>Since when it is out of force; null while it is in force.</summary>
    public DateTimeOffset? DisabledAt { get; init; }

    /// <summary>Counts the changes, for conditional requests (ETag).</summary>
    public long Version { get; init; } = 1;
}
