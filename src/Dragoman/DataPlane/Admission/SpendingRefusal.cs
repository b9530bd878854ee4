using System.Globalization;
using Dragoman.Core.Access;
using Dragoman.Core.Spending;
using Dragoman.Dialects.Conversation;

namespace Dragoman.DataPlane.Admission;

/// <summary>A refusal for want of money, for the client's message and headers.</summary>
/// <param name="Budget">The budget that stands in the way; null where the ledger could not be asked.</param>
/// <param name="Holder">Whose it is, in words.</param>
/// <param name="UsedNanoUsd">What it has spent and promised.</param>
/// <param name="CapNanoUsd">Its cap.</param>
/// <param name="ResetUs">When it may have something again.</param>
/// <param name="RetryIn">How long until then.</param>
/// <param name="IsLentOut">True where other nodes hold what is left.</param>
internal sealed record SpendingRefusal(
    Budget? Budget, string Holder, long UsedNanoUsd, long CapNanoUsd, long ResetUs, TimeSpan RetryIn, bool IsLentOut)
{
    /// <summary>The ledger could not be asked, and the configuration says that nothing is spent then.</summary>
    public static SpendingRefusal Unreadable { get; } = new(null, string.Empty, 0, 0, 0, TimeSpan.FromSeconds(30), IsLentOut: false);

    /// <summary>The refusal behind a verdict.</summary>
    public static SpendingRefusal Of(in SpendingVerdict verdict, KeyGrant grant, long nowUs)
    {
        var budget = verdict.Blame!.Budget;
        return new(
            budget, HolderOf(budget.Scope, grant), verdict.UsedNanoUsd, verdict.CapNanoUsd, verdict.ResetUs,
            TimeSpan.FromMicroseconds(Math.Max(verdict.ResetUs - nowUs, 1_000_000)), verdict.IsLentOut);
    }

    /// <summary>One sentence that names the cap, its reset and what to do.</summary>
    /// <param name="approvalUrl">Where an increase is asked for; null where nowhere.</param>
    public Failure AsFailure(string? approvalUrl)
    {
        if (Budget is null)
        {
            return Billing("What was spent cannot be read at the moment, and this gateway does not spend without knowing; try again in half a minute or tell its administrator.");
        }

        if (IsLentOut)
        {
            return Billing($"What is left of {Holder} is held by other nodes of the gateway; try again in a few seconds.") with { ShouldRetry = true };
        }

        var what = Budget.Model is { } model ? $" for {model}" : string.Empty;
        var todo = approvalUrl is null
            ? $"ask an administrator for an increase of {Budget.Id}"
            : $"ask for an increase at {approvalUrl.Replace("{budget}", Uri.EscapeDataString(Budget.Id), StringComparison.Ordinal)}";
        return Billing($"The {Period()} spending cap of {Holder}{what} is reached ({Dollars(UsedNanoUsd)} of {Dollars(CapNanoUsd)}); it resets at {Reset()}, or {todo}.");
    }

    /// <summary>The period as the client's headers name it.</summary>
    public string HeaderPeriod => Budget?.Period switch
    {
        BudgetPeriod.Week => "weekly",
        BudgetPeriod.Month or BudgetPeriod.Quarter or BudgetPeriod.Year => "monthly",
        _ => "daily",
    };

    private Failure Billing(string message) => new(FailureCause.Billing, 429, message)
    {
        Side = FailureSide.Gateway,
        ShouldRetry = false,
        RetryAfter = RetryIn,
    };

    private string Period() => (Budget!.Rolling ? "rolling " : string.Empty) + Budget.Period switch
    {
        BudgetPeriod.Minute => "minute's",
        BudgetPeriod.Hour => "hourly",
        BudgetPeriod.Day => "daily",
        BudgetPeriod.Week => "weekly",
        BudgetPeriod.Month => "monthly",
        BudgetPeriod.Quarter => "quarterly",
        _ => "yearly",
    };

    private string Reset() => Moment.At(ResetUs).ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static string Dollars(long nano) => string.Create(CultureInfo.InvariantCulture, $"${nano / 1_000_000_000m:0.00}");

    private static string HolderOf(PrincipalId scope, KeyGrant grant) => scope.Kind switch
    {
        PrincipalKind.Key => $"the key {grant.KeyName}",
        PrincipalKind.User => $"the user {grant.User?.Name ?? scope.Id}",
        PrincipalKind.Team => $"the team {grant.Team?.Name ?? scope.Id}",
        PrincipalKind.Customer => $"the customer {grant.Customer?.Name ?? scope.Id}",
        PrincipalKind.Organisation => "the organisation",
        PrincipalKind.Project => $"the project {scope.Id}",
        _ => $"the upstream {scope.Id}",
    };
}
