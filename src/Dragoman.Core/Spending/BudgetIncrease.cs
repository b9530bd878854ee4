namespace Dragoman.Core.Spending;

/// <summary>
/// Somebody's wish for more budget for a while (F16). What is granted stands in the budget itself; this is the paper trail.
/// </summary>
public sealed record BudgetIncrease
{
    /// <summary>Its id, e.g. <c>inc_0b7e…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The budget that is to grow.</summary>
    public required string BudgetId { get; init; }

    /// <summary>Who asked: a key's or token's id.</summary>
    public required string AskedBy { get; init; }

    /// <summary>The user or team on whose behalf; null where an administrator asked.</summary>
    public Access.PrincipalId? Holder { get; init; }

    /// <summary>Nano-dollars on top, as asked for, or as granted once it is approved.</summary>
    public required long AmountNanoUsd { get; init; }

    /// <summary>For how many hours from the decision on.</summary>
    public required int Hours { get; init; }

    /// <summary>Why, in the asker's words.</summary>
    public string? Reason { get; init; }

    /// <summary>What became of it.</summary>
    public IncreaseStatus Status { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who decided; null while nobody has.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>When that was.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>Counts the changes, for conditional requests (ETag).</summary>
    public long Version { get; init; } = 1;
}
