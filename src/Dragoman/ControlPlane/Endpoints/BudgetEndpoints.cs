using Dragoman.ControlPlane.Http;
using Dragoman.ControlPlane.Roles;
using Dragoman.ControlPlane.Shapes;
using Dragoman.Core.Access;
using Dragoman.Core.Spending;
using Dragoman.DataPlane;
using Dragoman.Store.Access;

namespace Dragoman.ControlPlane.Endpoints;

/// <summary>Budgets (F03–F05), and how they stand.</summary>
internal sealed class BudgetEndpoints(AccessDesk directory, BudgetStandings standings, RandomIds ids) : IAdminEndpoints
{
    private const int UsualSoft = 80;
    private const int UsualHard = 110;
    private const int MaxHard = 1000;

    /// <inheritdoc/>
    public IEnumerable<AdminRoute> Routes =>
    [
        new("GET", "/budgets", AdminOperation.ReadBudgets, "List budgets and how they stand.", ListAsync)
        {
            Query =
            [
                .. QueryParameter.Paging,
                new("scope_kind", "Only those of this level."),
                new("scope_id", "Only those of this holder."),
            ],
            Answer = typeof(Page<BudgetShape>),
        },
        new("POST", "/budgets", AdminOperation.WriteBudgets, "Set a budget.", CreateAsync)
        {
            Body = typeof(NewBudget), Answer = typeof(BudgetShape), Status = 201,
        },
        new("GET", "/budgets/{id}", AdminOperation.ReadBudgets, "One budget, and how it stands.", GetAsync) { Answer = typeof(BudgetShape) },
        new("PATCH", "/budgets/{id}", AdminOperation.WriteBudgets, "Change a budget's cap or marks; what is spent stays spent.", ChangeAsync)
        {
            Body = typeof(BudgetChange), Answer = typeof(BudgetShape), IsConditional = true,
        },
        new("DELETE", "/budgets/{id}", AdminOperation.WriteBudgets, "Take a budget away.", DeleteAsync)
        {
            Answer = typeof(BudgetShape), IsConditional = true,
        },
    ];

    private async ValueTask<AdminAnswer> ListAsync(AdminCall call)
    {
        var state = await directory.StateAsync(call.Cancellation);
        var fitting = state.Budgets.Where(budget => Holders.MaySee(call, state, budget.Scope) && Holders.Fits(call, budget.Scope));
        var (page, next) = Cursors.Page(fitting, budget => budget.Id, call);
        return AdminAnswer.Ok(
            new Page<BudgetShape>([.. await standings.OfAsync(page, call.Cancellation)], next), AdminJson.Default.PageBudgetShape);
    }

    private async ValueTask<AdminAnswer> GetAsync(AdminCall call)
    {
        var budget = Find(call, await directory.StateAsync(call.Cancellation));
        var shapes = await standings.OfAsync([budget], call.Cancellation);
        return AdminAnswer.Ok(shapes[0], AdminJson.Default.BudgetShape, budget.Version);
    }

    private async ValueTask<AdminAnswer> CreateAsync(AdminCall call)
    {
        var wish = call.Read(AdminJson.Default.NewBudget);
        var state = await directory.StateAsync(call.Cancellation);
        var budget = Marked(new Budget
        {
            Id = ids.Next("bud_"),
            Scope = Holders.Read(wish.Scope, state, "scope"),
            Model = Checks.Model(wish.Model),
            LimitNanoUsd = Usd.Read(wish.LimitUsd, "limit_usd"),
            Period = wish.Period,
            Rolling = wish.Rolling ?? false,
            TimeZone = Checks.TimeZone(wish.TimeZone),
        }, wish.SoftPercent ?? UsualSoft, wish.HardPercent ?? UsualHard);
        var shape = BudgetShape.Of(budget);
        await directory.WriteAsync(
            call, [AccessChange.Create(budget)], "budget.create", budget.Id, null, shape, AdminJson.Default.BudgetShape);
        return AdminAnswer.Created(shape, AdminJson.Default.BudgetShape, $"{AdminPaths.Root}/budgets/{budget.Id}", budget.Version);
    }

    private async ValueTask<AdminAnswer> ChangeAsync(AdminCall call)
    {
        var (wish, present) = call.ReadChange(AdminJson.Default.BudgetChange);
        var old = Find(call, await directory.StateAsync(call.Cancellation));
        call.RequireVersion(old.Version);
        if (present.Any(member => (member switch { "limit_usd" => wish.LimitUsd, "soft_percent" => wish.SoftPercent, _ => (object?)wish.HardPercent }) is null))
        {
            throw AdminProblem.Invalid("A budget has a cap and both marks; give each member that you name a value.");
        }

        var changed = Marked(
            old with { LimitNanoUsd = wish.LimitUsd is { } limit ? Usd.Read(limit, "limit_usd") : old.LimitNanoUsd },
            wish.SoftPercent ?? old.SoftPermille / 10m,
            wish.HardPercent ?? old.HardPermille / 10m);
        var shape = BudgetShape.Of(changed with { Version = old.Version + 1 });
        await directory.WriteAsync(
            call, [AccessChange.Update(changed)], "budget.change", old.Id, BudgetShape.Of(old), shape, AdminJson.Default.BudgetShape);
        return AdminAnswer.Ok(shape, AdminJson.Default.BudgetShape, shape.Version);
    }

    private async ValueTask<AdminAnswer> DeleteAsync(AdminCall call)
    {
        var old = Find(call, await directory.StateAsync(call.Cancellation));
        call.RequireVersion(old.Version);
        var shape = BudgetShape.Of(old);
        await directory.WriteAsync(
            call, [AccessChange.Delete(old)], "budget.delete", old.Id, shape, null, AdminJson.Default.BudgetShape);
        return AdminAnswer.Ok(shape, AdminJson.Default.BudgetShape);
    }

    private static Budget Find(AdminCall call, AccessState state) =>
        state.Budgets.FirstOrDefault(budget => budget.Id == call.Id && Holders.MaySee(call, state, budget.Scope))
        ?? throw AdminProblem.NotFound("budget", call.Id);

    private static Budget Marked(Budget budget, decimal soft, decimal hard) => budget with
    {
        SoftPermille = Checks.Permille(soft, 1, 100, "soft_percent"),
        HardPermille = Checks.Permille(hard, 100, MaxHard, "hard_percent"),
    };
}
