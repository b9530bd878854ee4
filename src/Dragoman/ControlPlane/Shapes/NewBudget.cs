using Dragoman.Core.Spending;

namespace Dragoman.ControlPlane.Shapes;

/// <summary>A budget to be set.</summary>
internal sealed record NewBudget
{
    /// <summary>Whose spending it caps.</summary>
    public required HolderShape Scope { get; init; }

    /// <summary>Only turns whose model matches count; may end in <c>*</c>.</summary>
    public string? Model { get; init; }

    /// <summary>The cap in dollars, as text.</summary>
    public required string LimitUsd { get; init; }

    /// <summary>The window's length.</summary>
    public required BudgetPeriod Period { get; init; }

    /// <summary>True for a window that slides with the clock.</summary>
    public bool? Rolling { get; init; }

    /// <summary>The IANA time zone whose calendar counts; UTC where nothing is said.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Per cent of the cap from which those concerned are warned; 80 where nothing is said.</summary>
    public decimal? SoftPercent { get; init; }

    /// <summary>Per cent of the cap at which everything stops; 110 where nothing is said.</summary>
    public decimal? HardPercent { get; init; }
}
