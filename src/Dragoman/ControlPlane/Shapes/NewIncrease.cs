namespace Dragoman.ControlPlane.Shapes;

/// <summary>A wish for more budget.</summary>
internal sealed record NewIncrease
{
    /// <summary>The budget that is to grow.</summary>
    public required string BudgetId { get; init; }

    /// <summary>How many dollars more, as text.</summary>
    public required string AmountUsd { get; init; }

    /// <summary>For how many hours, from 1 to 744; 24 where nothing is said.</summary>
    public int? Hours { get; init; }

    /// <summary>Why, for whoever decides.</summary>
    public string? Reason { get; init; }
}
