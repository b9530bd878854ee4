using Dragoman.ControlPlane.Http;
using Dragoman.Core.Spending;

namespace Dragoman.ControlPlane.Shapes;

/// <summary>Somebody's wish for more budget, and what became of it (F16).</summary>
internal sealed record IncreaseShape
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>The budget that is to grow.</summary>
    public required string BudgetId { get; init; }

    /// <summary>Who asked.</summary>
    public required string AskedBy { get; init; }

    /// <summary>Dollars that were asked for, or, once it is approved, granted.</summary>
    public required string AmountUsd { get; init; }

    /// <summary>For how many hours.</summary>
    public required int Hours { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <summary><c>pending</c>, <c>approved</c> or <c>denied</c>.</summary>
    public required string Status { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who decided.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>When that was.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>When the increase ends by itself.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The shape.</summary>
    public static IncreaseShape Of(BudgetIncrease increase) => new()
    {
        Id = increase.Id,
        BudgetId = increase.BudgetId,
        AskedBy = increase.AskedBy,
        AmountUsd = Usd.Write(increase.AmountNanoUsd),
        Hours = increase.Hours,
        Reason = increase.Reason,
        Status = SnakeCaseEnum<IncreaseStatus>.Word(increase.Status),
        CreatedAt = increase.CreatedAt,
        DecidedBy = increase.DecidedBy,
        DecidedAt = increase.DecidedAt,
        Until = increase.Status == IncreaseStatus.Approved ? increase.DecidedAt?.AddHours(increase.Hours) : null,
    };
}
