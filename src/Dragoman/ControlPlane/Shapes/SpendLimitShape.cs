using System.Globalization;
using System.Text.Json.Serialization;
using Dragoman.ControlPlane.Http;
using Dragoman.Core.Spending;
using Dragoman.DataPlane;

namespace Dragoman.ControlPlane.Shapes;

/// <summary>A user's spend limit, in Anthropic's shape.</summary>
internal sealed record SpendLimitShape
{
    /// <summary>The budget's id.</summary>
    public required string Id { get; init; }

    /// <summary>What this is.</summary>
    public string Type => "spend_limit";

    /// <summary>Cents as a whole number in text; null for no limit.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required string? Amount { get; init; }

    /// <summary>The currency.</summary>
    public string Currency => "USD";

    /// <summary><c>daily</c>, <c>weekly</c> or <c>monthly</c>.</summary>
    public required string Period { get; init; }

    /// <summary>Whom it caps.</summary>
    public required SpendScope Scope { get; init; }

    /// <summary>When it was set first.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was changed last.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The shape; null for a budget that Anthropic's shape cannot say.</summary>
    public static SpendLimitShape? Of(Budget budget) => PeriodOf(budget) is not { } period ? null : new()
    {
        Id = budget.Id,
        Amount = AmountOf(budget),
        Period = period,
        Scope = new SpendScope { Type = "user", UserId = budget.Scope.Id },
        CreatedAt = RandomIds.TimeOf(budget.Id),
        UpdatedAt = RandomIds.TimeOf(budget.Id),
    };

    /// <summary>Cents, rounded down; null where the budget is out of force.</summary>
    public static string? AmountOf(Budget budget) => budget.DisabledAt is null
        ? (budget.LimitNanoUsd / Usd.NanoPerCent).ToString(CultureInfo.InvariantCulture)
        : null;

    // A budget of one user, for all models, by the calendar of UTC: that is what theirs are.
    private static string? PeriodOf(Budget budget) =>
        budget is not { Scope.Kind: Core.Access.PrincipalKind.User, Model: null, Rolling: false, TimeZone: "UTC" } ? null : budget.Period switch
        {
            BudgetPeriod.Day => "daily",
            BudgetPeriod.Week => "weekly",
            BudgetPeriod.Month => "monthly",
            _ => null,
        };
}
