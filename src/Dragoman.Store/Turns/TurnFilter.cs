namespace Dragoman.Store.Turns;

/// <summary>Which turns to list. What is null does not filter.</summary>
public sealed record TurnFilter
{
    /// <summary>Every turn.</summary>
    public static TurnFilter None { get; } = new();

    /// <summary>Of this session.</summary>
    public string? SessionId { get; init; }

    /// <summary>Of this key.</summary>
    public string? KeyId { get; init; }

    /// <summary>Asking for this model, or answered by it.</summary>
    public string? Model { get; init; }

    /// <summary>At this upstream.</summary>
    public string? Upstream { get; init; }

    /// <summary>Through this route.</summary>
    public string? Route { get; init; }

    /// <summary>With this outcome.</summary>
    public TurnOutcome? Outcome { get; init; }

    /// <summary>True: only those that were not completed.</summary>
    public bool FailedOnly { get; init; }

    /// <summary>Started at this time or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Started before this time.</summary>
    public DateTimeOffset? Until { get; init; }
}
