namespace Dragoman.Store.Charges;

/// <summary>One sum of turns. A dimension that was not asked for is null; one that is not known is an empty text.</summary>
public sealed record UsageRow
{
    /// <summary>Start of the hour or day.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>True where <see cref="Start"/> is an hour's.</summary>
    public bool IsHourly { get; init; }

    /// <summary>The repository.</summary>
    public string? Project { get; init; }

    /// <summary>The developer or machine account.</summary>
    public string? UserId { get; init; }

    /// <summary>The team.</summary>
    public string? TeamId { get; init; }

    /// <summary>The customer.</summary>
    public string? CustomerId { get; init; }

    /// <summary>The upstream.</summary>
    public string? Upstream { get; init; }

    /// <summary>The model.</summary>
    public string? Model { get; init; }

    /// <summary>Turns, refused ones included.</summary>
    public long Turns { get; init; }

    /// <summary>Of these, turns that were not completed.</summary>
    public long Failed { get; init; }

    /// <summary>Of these, turns whose cost is not known.</summary>
    public long Unpriced { get; init; }

    /// <summary>Input tokens at the full rate.</summary>
    public long InputTokens { get; init; }

    /// <summary>Input tokens read from a cache.</summary>
    public long CacheReadTokens { get; init; }

    /// <summary>Input tokens written to a cache.</summary>
    public long CacheWriteTokens { get; init; }

    /// <summary>Output tokens.</summary>
    public long OutputTokens { get; init; }

    /// <summary>Web searches.</summary>
    public long WebSearches { get; init; }

    /// <summary>Nano-dollars.</summary>
    public long CostNanoUsd { get; init; }
}
