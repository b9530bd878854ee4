using System.Text.Json.Serialization;

namespace Dragoman.ControlPlane.Shapes;

/// <summary>What a user may spend in a period and has spent, in Anthropic's shape.</summary>
internal sealed record SpendSummary
{
    /// <summary>The user.</summary>
    public required SpendActor Actor { get; init; }

    /// <summary>Cents as a whole number in text; null for no limit.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required string? Amount { get; init; }

    /// <summary>The currency.</summary>
    public string Currency => "USD";

    /// <summary><c>daily</c>, <c>weekly</c> or <c>monthly</c>.</summary>
    public required string Period { get; init; }

    /// <summary>Cents with at most three decimals, in text.</summary>
    public required string PeriodToDateSpend { get; init; }

    /// <summary>Whom the row is about.</summary>
    public required SpendScope Scope { get; init; }

    /// <summary>Where the limit is set.</summary>
    public required SpendScope Source { get; init; }

    /// <summary>The limit.</summary>
    public required string SpendLimitId { get; init; }
}
