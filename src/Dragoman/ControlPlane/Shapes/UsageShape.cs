namespace Dragoman.ControlPlane.Shapes;

/// <summary>What was used and spent.</summary>
internal sealed record UsageShape
{
    /// <summary>When the bucket of time begins; null where time was not asked for.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>What the rows are grouped by, with the values of this row, in the order asked for.</summary>
    public required IReadOnlyDictionary<string, string?> Group { get; init; }

    /// <summary>How many turns.</summary>
    public required long Turns { get; init; }

    /// <summary>How many of them were not completed.</summary>
    public required long Failed { get; init; }

    /// <summary>Input tokens that were not read from a cache.</summary>
    public required long InputTokens { get; init; }

    /// <summary>Input tokens read from a cache.</summary>
    public required long CacheReadTokens { get; init; }

    /// <summary>Input tokens written into a cache.</summary>
    public required long CacheWriteTokens { get; init; }

    /// <summary>Generated tokens.</summary>
    public required long OutputTokens { get; init; }

    /// <summary>Dollars, exact to the nano-dollar.</summary>
    public required string CostUsd { get; init; }
}
