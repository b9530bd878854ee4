using Dragoman.ControlPlane.Http;
using Dragoman.Core.Spending;

namespace Dragoman.ControlPlane.Shapes;

/// <summary>A cap on what one holder may spend in a window, and how it stands.</summary>
internal sealed record BudgetShape
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Whose spending it caps.</summary>
    public required HolderShape Scope { get; init; }

    /// <summary>Only turns whose model matches count; null for all.</summary>
    public string? Model { get; init; }

    /// <summary>The cap in dollars.</summary>
    public required string LimitUsd { get; init; }

    /// <summary>The window's length.</summary>
    public required BudgetPeriod Period { get; init; }

    /// <summary>True for a window that slides with the clock, false for one of the calendar.</summary>
    public required bool Rolling { get; init; }

    /// <summary>The IANA time zone whose calendar counts.</summary>
    public required string TimeZone { get; init; }

    /// <summary>Per cent of the cap from which those concerned are warned.</summary>
    public required decimal SoftPercent { get; init; }

    /// <summary>Per cent of the cap at which everything stops.</summary>
    public required decimal HardPercent { get; init; }

    /// <summary>Dollars on top until <see cref="IncreaseUntil"/>.</summary>
    public string? IncreaseUsd { get; init; }

    /// <summary>When the increase ends by itself.</summary>
    public DateTimeOffset? IncreaseUntil { get; init; }

    /// <summary>Since when it is out of force.</summary>
    public DateTimeOffset? DisabledAt { get; init; }

    /// <summary>Dollars settled in the window that runs.</summary>
    public string? SpentUsd { get; init; }

    /// <summary>Dollars lent out to nodes for turns that run or come, and not settled.</summary>
    public string? ReservedUsd { get; init; }

    /// <summary>When the window that runs ends; null for a rolling one.</summary>
    public DateTimeOffset? ResetsAt { get; init; }

    /// <summary>Counts the changes; the ETag is this number in quotes.</summary>
    public required long Version { get; init; }

    /// <summary>The shape.</summary>
    public static BudgetShape Of(Budget budget) => new()
    {
        Id = budget.Id,
        Scope = HolderShape.Of(budget.Scope),
        Model = budget.Model,
        LimitUsd = Usd.Write(budget.LimitNanoUsd),
        Period = budget.Period,
        Rolling = budget.Rolling,
        TimeZone = budget.TimeZone,
        SoftPercent = budget.SoftPermille / 10m,
        HardPercent = budget.HardPermille / 10m,
        IncreaseUsd = budget.IncreaseUntil is null ? null : Usd.Write(budget.IncreaseNanoUsd),
        IncreaseUntil = budget.IncreaseUntil,
        DisabledAt = budget.DisabledAt,
        Version = budget.Version,
    };
}
