namespace Dragoman.ControlPlane.Shapes;

/// <summary>What to change of a budget. What is absent stays.</summary>
internal sealed record BudgetChange
{
    /// <summary>The cap in dollars, as text.</summary>
    public string? LimitUsd { get; init; }

    /// <summary>Per cent of the cap from which those concerned are warned.</summary>
    public decimal? SoftPercent { get; init; }

    /// <summary>Per cent of the cap at which everything stops.</summary>
    public decimal? HardPercent { get; init; }
}
