using Dragoman.Core.Access;

namespace Dragoman.Core.Spending;

/// <summary>A cap on what one holder may spend in a window (F03–F05). Money is whole nano-dollars.</summary>
public sealed record Budget
{
    /// <summary>Its id, e.g. <c>bud_91c0…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Whose spending it caps.</summary>
    public required PrincipalId Scope { get; init; }

    /// <summary>Only turns whose model matches count, where given; may end in <c>*</c>.</summary>
    public string? Model { get; init; }

    /// <summary>The cap in nano-dollars.</summary>
    public required long LimitNanoUsd { get; init; }

    /// <summary>The window's length.</summary>
    public required BudgetPeriod Period { get; init; }

    /// <summary>True for a window that slides with the clock, false for one of the calendar.</summary>
    public bool Rolling { get; init; }

    /// <summary>The IANA time zone whose calendar counts.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>Per mille of the cap from which those concerned are warned.</summary>
    public int SoftPermille { get; init; } = 800;

    /// <summary>Per mille of the cap at which everything stops. Between the cap and this only sessions that run already go on.</summary>
    public int HardPermille { get; init; } = 1100;

    /// <summary>Nano-dollars on top until <see cref="IncreaseUntil"/> (F16).</summary>
    public long IncreaseNanoUsd { get; init; }

    /// <summary>When the increase ends by itself; null where there is none.</summary>
    public DateTimeOffset? IncreaseUntil { get; init; }

    /// <summary>Since when it is out of force; null while it is in force.</summary>
    public DateTimeOffset? DisabledAt { get; init; }

    /// <summary>Counts the changes, for conditional requests (ETag).</summary>
    public long Version { get; init; } = 1;
}
