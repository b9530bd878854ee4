using Dragoman.ControlPlane.Shapes;
using Dragoman.Core.Spending;

namespace Dragoman.ControlPlane;

/// <summary>Budgets together with how they stand.</summary>
internal sealed class BudgetStandings
{
    /// <summary>The shapes, in the order of the budgets.</summary>
    public Task<IReadOnlyList<BudgetShape>> OfAsync(IReadOnlyList<Budget> budgets, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<BudgetShape>>([.. budgets.Select(BudgetShape.Of)]);
}
