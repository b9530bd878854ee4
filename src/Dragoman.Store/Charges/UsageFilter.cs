namespace Dragoman.Store.Charges;

/// <summary>Which turns to sum up. Whole hours; what is null does not filter.</summary>
public sealed record UsageFilter
{
    /// <summary>From the hour of this time on.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>To the hour of this time, which does not count itself where the time is its start.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Of this repository.</summary>
    public string? Project { get; init; }

    /// <summary>Of this developer.</summary>
    public string? UserId { get; init; }

    /// <summary>Of this team.</summary>
    public string? TeamId { get; init; }

    /// <summary>Of this customer.</summary>
    public string? CustomerId { get; init; }

    /// <summary>At this upstream.</summary>
    public string? Upstream { get; init; }

    /// <summary>By this model.</summary>
    public string? Model { get; init; }
}
