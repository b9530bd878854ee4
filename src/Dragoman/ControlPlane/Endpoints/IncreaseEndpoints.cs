using Dragoman.ControlPlane.Http;
using Dragoman.ControlPlane.Roles;
using Dragoman.ControlPlane.Shapes;
using Dragoman.Core.Access;
using Dragoman.Core.Spending;
using Dragoman.DataPlane;
using Dragoman.Store.Access;

namespace Dragoman.ControlPlane.Endpoints;

/// <summary>More budget for a while (F16): a developer asks, an approver decides, and the increase ends by itself.</summary>
internal sealed class IncreaseEndpoints(AccessDesk directory, RandomIds ids, TimeProvider time) : IAdminEndpoints
{
    private const int UsualHours = 24;
    private const int MaxHours = 31 * 24;

    // Enough for a team's mistakes, too few to bury an approver.
    private const int MaxPendingForOne = 5;

    /// <inheritdoc/>
    public IEnumerable<AdminRoute> Routes =>
    [
        new("GET", "/increases", AdminOperation.ReadIncreases, "List wishes for more budget, the oldest first.", ListAsync)
        {
            Query =
            [
                .. QueryParameter.Paging,
                new("status", "Only those that are pending, approved or denied."),
                new("budget_id", "Only those for this budget."),
            ],
            Answer = typeof(Page<IncreaseShape>),
        },
        new("POST", "/increases", AdminOperation.AskIncreases, "Ask for more budget for a while.", AskAsync)
        {
            Body = typeof(NewIncrease), Answer = typeof(IncreaseShape), Status = 201,
        },
        new("GET", "/increases/{id}", AdminOperation.ReadIncreases, "One wish for more budget.", GetAsync) { Answer = typeof(IncreaseShape) },
        new("POST", "/increases/{id}/approve", AdminOperation.DecideIncreases, "Grant more budget, from now on and for some hours.", ApproveAsync)
        {
            Body = typeof(IncreaseDecision), Answer = typeof(IncreaseShape),
        },
        new("POST", "/increases/{id}/deny", AdminOperation.DecideIncreases, "Deny it.", DenyAsync) { Answer = typeof(IncreaseShape) },
    ];

    private async ValueTask<AdminAnswer> ListAsync(AdminCall call)
    {
        var state = await directory.StateAsync(call.Cancellation);
        var (status, budget) = (call.Choice<IncreaseStatus>("status"), call.Query("budget_id"));
        var fitting = state.Increases.Where(increase => MaySee(call, increase)
            && (status is null || increase.Status == status) && (budget is null || increase.BudgetId == budget));
        var (page, next) = Cursors.Page(fitting, increase => increase.Id, call);
        return AdminAnswer.Ok(new Page<IncreaseShape>([.. page.Select(IncreaseShape.Of)], next), AdminJson.Default.PageIncreaseShape);
    }

    private async ValueTask<AdminAnswer> GetAsync(AdminCall call) => AdminAnswer.Ok(
        IncreaseShape.Of(Find(call, await directory.StateAsync(call.Cancellation))), AdminJson.Default.IncreaseShape);

    private async ValueTask<AdminAnswer> AskAsync(AdminCall call)
    {
        var wish = call.Read(AdminJson.Default.NewIncrease);
        var state = await directory.StateAsync(call.Cancellation);
        var budget = state.Budgets.FirstOrDefault(budget => budget.Id == wish.BudgetId && Holders.MaySee(call, state, budget.Scope))
            ?? throw AdminProblem.NotFound("budget", wish.BudgetId);
        if (state.Increases.Count(other => other.Status == IncreaseStatus.Pending && other.AskedBy == call.Caller.Id) >= MaxPendingForOne)
        {
            throw AdminProblem.Conflict($"{MaxPendingForOne} of your wishes wait for a decision; ask an approver to decide them first.");
        }

        var amount = Usd.Read(wish.AmountUsd, "amount_usd");
        var increase = new BudgetIncrease
        {
            Id = ids.Next("inc_"),
            BudgetId = budget.Id,
            AskedBy = call.Caller.Id,
            Holder = call.Caller.Owner,
            AmountNanoUsd = Checks.Number(amount, 1, Usd.Max, "amount_usd"),
            Hours = (int)Checks.Number(wish.Hours ?? UsualHours, 1, MaxHours, "hours"),
            Reason = Checks.Text(wish.Reason, "reason"),
            CreatedAt = time.GetUtcNow(),
        };
        var shape = IncreaseShape.Of(increase);
        await directory.WriteAsync(
            call, [AccessChange.Create(increase)], "increase.ask", increase.Id, null, shape, AdminJson.Default.IncreaseShape);
        return AdminAnswer.Created(shape, AdminJson.Default.IncreaseShape, $"{AdminPaths.Root}/increases/{increase.Id}");
    }

    private async ValueTask<AdminAnswer> ApproveAsync(AdminCall call)
    {
        var wish = call.HasBody ? call.Read(AdminJson.Default.IncreaseDecision) : new IncreaseDecision();
        var state = await directory.StateAsync(call.Cancellation);
        var old = Pending(call, state);
        var budget = state.Budgets.FirstOrDefault(budget => budget.Id == old.BudgetId)
            ?? throw AdminProblem.Conflict("The budget is gone; deny the wish, or set a budget and ask again.");
        var now = time.GetUtcNow();
        var granted = old with
        {
            AmountNanoUsd = wish.AmountUsd is { } amount ? Checks.Number(Usd.Read(amount, "amount_usd"), 1, Usd.Max, "amount_usd") : old.AmountNanoUsd,
            Hours = wish.Hours is { } hours ? (int)Checks.Number(hours, 1, MaxHours, "hours") : old.Hours,
            Status = IncreaseStatus.Approved,
            DecidedBy = call.Caller.Id,
            DecidedAt = now,
        };
        // A second increase while one runs adds to it; both end when the longer one does.
        var running = budget.IncreaseUntil > now;
        var until = now.AddHours(granted.Hours);
        var grown = budget with
        {
            IncreaseNanoUsd = (running ? budget.IncreaseNanoUsd : 0) + granted.AmountNanoUsd,
            IncreaseUntil = running && budget.IncreaseUntil > until ? budget.IncreaseUntil : until,
        };
        await directory.WriteAsync(
            call,
            [AccessChange.Update(granted), AccessChange.Update(grown)],
            "increase.approve",
            old.Id,
            IncreaseShape.Of(old),
            IncreaseShape.Of(granted),
            AdminJson.Default.IncreaseShape);
        return AdminAnswer.Ok(IncreaseShape.Of(granted), AdminJson.Default.IncreaseShape);
    }

    private async ValueTask<AdminAnswer> DenyAsync(AdminCall call)
    {
        var old = Pending(call, await directory.StateAsync(call.Cancellation));
        var denied = old with { Status = IncreaseStatus.Denied, DecidedBy = call.Caller.Id, DecidedAt = time.GetUtcNow() };
        await directory.WriteAsync(
            call, [AccessChange.Update(denied)], "increase.deny", old.Id, IncreaseShape.Of(old), IncreaseShape.Of(denied), AdminJson.Default.IncreaseShape);
        return AdminAnswer.Ok(IncreaseShape.Of(denied), AdminJson.Default.IncreaseShape);
    }

    private static BudgetIncrease Pending(AdminCall call, AccessState state)
    {
        var increase = Find(call, state);
        if (increase.AskedBy == call.Caller.Id && call.Caller.Role != AdminRole.Owner)
        {
            throw AdminProblem.Conflict("Nobody decides a wish of their own; ask another approver.");
        }

        return increase.Status == IncreaseStatus.Pending
            ? increase
            : throw AdminProblem.Conflict("This wish is decided already; ask again where more is needed.");
    }

    private static BudgetIncrease Find(AdminCall call, AccessState state) =>
        state.Increases.FirstOrDefault(increase => increase.Id == call.Id && MaySee(call, increase)) ?? throw AdminProblem.NotFound("wish", call.Id);

    private static bool MaySee(AdminCall call, BudgetIncrease increase) =>
        call.Reach == Reach.All || increase.AskedBy == call.Caller.Id || (increase.Holder is { } holder && holder == call.Caller.Owner);
}
