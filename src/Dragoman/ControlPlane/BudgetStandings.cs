using Dragoman.ControlPlane.Http;
using Dragoman.ControlPlane.Shapes;
using Dragoman.Core.Spending;
using Dragoman.Store.Ledger;

namespace Dragoman.ControlPlane;

/// <summary>Budgets together with how they stand among all nodes.</summary>
internal sealed class BudgetStandings(LedgerStore ledger, TimeProvider time)
{
    /// <summary>The shapes, in the order of the budgets.</summary>
    /// <exception cref="Store.StoreException">The store cannot be read.</exception>
    public async Task<IReadOnlyList<BudgetShape>> OfAsync(IReadOnlyList<Budget> budgets, CancellationToken cancellation)
    {
        var shapes = new List<BudgetShape>(budgets.Count);
        var nowUs = Moment.Us(time.GetUtcNow());
        foreach (var budget in budgets)
        {
            var zone = TimeZoneInfo.TryFindSystemTimeZoneById(budget.TimeZone, out var found) ? found : TimeZoneInfo.Utc;
            var window = BudgetCalendar.At(budget.Period, budget.Rolling, zone, nowUs);
            var standing = await ledger.StandingAsync(budget.Id, window.WindowStartUs, cancellation);
            shapes.Add(BudgetShape.Of(budget) with
            {
                SpentUsd = Usd.Write(standing.SpentNanoUsd),
                ReservedUsd = Usd.Write(standing.LeasedNanoUsd),
                ResetsAt = budget.Rolling ? null : Moment.At(window.ResetUs),
            });
        }

        return shapes;
    }
}
