using System.Globalization;
using Dragoman.ControlPlane.Http;
using Dragoman.ControlPlane.Roles;
using Dragoman.ControlPlane.Shapes;
using Dragoman.Core.Access;
using Dragoman.Core.Spending;
using Dragoman.DataPlane;
using Dragoman.Store.Access;
using Dragoman.Store.Audit;

namespace Dragoman.ControlPlane.Endpoints;

/// <summary>
/// Users' budgets in the shapes of Anthropic's Admin API, so that what is written for it works here. Theirs of a group or of the
/// organisation are a default for each member, ours are shared by all: saying one in the words of the other would be wrong, so that
/// only users' are offered, as at Anthropic's own <c>POST</c>.
/// </summary>
internal sealed class SpendLimitEndpoints(
    AccessDesk directory, BudgetStandings standings, AuditStore audit, RandomIds ids, TimeProvider time) : IAdminEndpoints
{
    private const string Path = "/spend_limits";
    private const string ScopeUser = "user";

    /// <inheritdoc/>
    public IEnumerable<AdminRoute> Routes =>
    [
        new("GET", Path, AdminOperation.ReadBudgets, "List users' spend limits in Anthropic's shape.", ListAsync)
        {
            IsAnthropic = true,
            Query =
            [
                QueryParameter.Paging[0],
                new("after_id", "The last id of the page before."),
                new("before_id", "The first id of the page behind."),
                new("scope_type", "user"),
            ],
            Answer = typeof(SpendLimitList),
        },
        new("POST", Path, AdminOperation.WriteBudgets, "Set a user's spend limit for a period, in place of the one that is there.", SetAsync)
        {
            IsAnthropic = true, Body = typeof(NewSpendLimit), Answer = typeof(SpendLimitShape),
        },
        new("GET", Path + "/effective", AdminOperation.ReadBudgets, "Users' spend limits with what they have spent.", EffectiveAsync)
        {
            IsAnthropic = true,
            Query =
            [
                QueryParameter.Paging[0],
                new("page", "The next_page of the page before."),
                new("user_ids", "Only these users; may be given many times."),
                new("period", "Only daily, weekly or monthly rows; may be given many times."),
            ],
            Answer = typeof(SpendSummaryPage),
        },
        new("GET", Path + "/{id}", AdminOperation.ReadBudgets, "One spend limit in Anthropic's shape.", GetAsync)
        {
            IsAnthropic = true, Answer = typeof(SpendLimitShape),
        },
        new("DELETE", Path + "/{id}", AdminOperation.WriteBudgets, "Take a user's spend limit away.", DeleteAsync)
        {
            IsAnthropic = true, Answer = typeof(SpendLimitDeleted),
        },
    ];

    private async ValueTask<AdminAnswer> ListAsync(AdminCall call)
    {
        var (after, before) = (call.Query("after_id"), call.Query("before_id"));
        if (after is not null && before is not null)
        {
            throw AdminProblem.Invalid("after_id and before_id exclude each other; give one.");
        }

        var all = (call.Query("scope_type") is null or ScopeUser ? await LimitsAsync(call) : [])
            .Select(pair => pair.Shape).OrderBy(shape => shape.Id, StringComparer.Ordinal).ToList();
        var fitting = all.Where(shape => (after is null || string.CompareOrdinal(shape.Id, after) > 0)
            && (before is null || string.CompareOrdinal(shape.Id, before) < 0)).ToList();
        var page = before is null ? fitting.Take(call.Limit) : fitting.TakeLast(call.Limit);
        return AdminAnswer.Ok(
            new SpendLimitList { Data = await DatedAsync([.. page], call), HasMore = fitting.Count > call.Limit }, AdminJson.Default.SpendLimitList);
    }

    private async ValueTask<AdminAnswer> GetAsync(AdminCall call) =>
        AdminAnswer.Ok((await DatedAsync([(await FindAsync(call)).Shape], call))[0], AdminJson.Default.SpendLimitShape);

    private async ValueTask<AdminAnswer> SetAsync(AdminCall call)
    {
        var wish = call.Read(AdminJson.Default.NewSpendLimit);
        var state = await directory.StateAsync(call.Cancellation);
        if (wish.Currency is not (null or "USD"))
        {
            throw AdminProblem.Invalid("currency takes USD; limits are in cents of a dollar.");
        }

        if (wish.Scope is not { Type: ScopeUser, UserId: { } user })
        {
            throw AdminProblem.Invalid($"scope takes {{\"type\":\"user\",\"user_id\":…}}; budgets of teams and of the organisation are set at {AdminPaths.Root}/budgets.");
        }

        var period = PeriodOf(wish.Period ?? "monthly");
        var holder = Holders.Read(new HolderShape(PrincipalKind.User, user), state, "scope");
        var existing = state.Budgets.FirstOrDefault(budget => budget.Scope == holder && budget.Period == period && SpendLimitShape.Of(budget) is not null);
        var set = (existing ?? new Budget { Id = ids.Next("bud_"), Scope = holder, LimitNanoUsd = 0, Period = period }) with
        {
            LimitNanoUsd = wish.Amount is { } amount ? Cents(amount) : existing?.LimitNanoUsd ?? 0,
            // No limit, said explicitly: the budget stays, out of force.
            DisabledAt = wish.Amount is null ? time.GetUtcNow() : null,
        };
        await directory.WriteAsync(
            call,
            [existing is null ? AccessChange.Create(set) : AccessChange.Update(set)],
            existing is null ? "budget.create" : "budget.change",
            set.Id,
            existing is null ? null : BudgetShape.Of(existing),
            BudgetShape.Of(set),
            AdminJson.Default.BudgetShape);
        return AdminAnswer.Ok(SpendLimitShape.Of(set)! with { UpdatedAt = time.GetUtcNow() }, AdminJson.Default.SpendLimitShape);
    }

    private async ValueTask<AdminAnswer> DeleteAsync(AdminCall call)
    {
        var (budget, shape) = await FindAsync(call);
        await directory.WriteAsync(
            call, [AccessChange.Delete(budget)], "budget.delete", budget.Id, BudgetShape.Of(budget), null, AdminJson.Default.BudgetShape);
        return AdminAnswer.Ok(new SpendLimitDeleted(shape.Id), AdminJson.Default.SpendLimitDeleted);
    }

    private async ValueTask<AdminAnswer> EffectiveAsync(AdminCall call)
    {
        var (users, periods) = (call.Queries("user_ids"), call.Queries("period"));
        foreach (var period in periods)
        {
            PeriodOf(period);
        }

        var state = await directory.StateAsync(call.Cancellation);
        var after = call.Query("page") is { } cursor ? Cursors.Read(cursor) : null;
        // By user, so that the periods of one are never on two pages.
        var groups = (await LimitsAsync(call))
            .Where(pair => (users.Count == 0 || users.Contains(pair.Budget.Scope.Id)) && (periods.Count == 0 || periods.Contains(pair.Shape.Period)))
            .GroupBy(pair => pair.Budget.Scope.Id, StringComparer.Ordinal)
            .Where(group => after is null || string.CompareOrdinal(group.Key, after) > 0)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Take(call.Limit + 1)
            .ToList();
        var rows = groups.Take(call.Limit).SelectMany(group => group).ToList();
        var standing = await standings.OfAsync([.. rows.Select(row => row.Budget)], call.Cancellation);
        var data = rows.Select((row, i) => Summary(row.Budget, row.Shape, standing[i].SpentUsd, state)).ToList();
        return AdminAnswer.Ok(
            new SpendSummaryPage(data, groups.Count > call.Limit ? Cursors.Write(groups[call.Limit - 1].Key) : null),
            AdminJson.Default.SpendSummaryPage);
    }

    // A budget does not know when it was changed, but the log does.
    private async Task<IReadOnlyList<SpendLimitShape>> DatedAsync(IReadOnlyList<SpendLimitShape> shapes, AdminCall call)
    {
        var dated = new List<SpendLimitShape>(shapes.Count);
        foreach (var shape in shapes)
        {
            var last = await audit.ListAsync(1, new AuditFilter { Target = shape.Id }, cancellation: call.Cancellation);
            dated.Add(last.Count > 0 ? shape with { UpdatedAt = last[0].At } : shape);
        }

        return dated;
    }

    private static SpendSummary Summary(Budget budget, SpendLimitShape shape, string? spentUsd, AccessState state)
    {
        var user = state.Principals.FirstOrDefault(principal => principal.Id == budget.Scope);
        return new SpendSummary
        {
            Actor = new SpendActor { UserId = budget.Scope.Id, Name = user?.Name, EmailAddress = user?.Email, Deleted = user is null },
            Amount = shape.Amount,
            Period = shape.Period,
            PeriodToDateSpend = CentsOf(spentUsd),
            Scope = shape.Scope,
            Source = shape.Scope,
            SpendLimitId = shape.Id,
        };
    }

    private async Task<(Budget Budget, SpendLimitShape Shape)> FindAsync(AdminCall call) =>
        (await LimitsAsync(call)).FirstOrDefault(pair => pair.Shape.Id == call.Id) is { Shape: not null } found
            ? found
            : throw AdminProblem.NotFound("spend limit", call.Id);

    private async Task<List<(Budget Budget, SpendLimitShape Shape)>> LimitsAsync(AdminCall call)
    {
        var state = await directory.StateAsync(call.Cancellation);
        return [.. state.Budgets.Where(budget => Holders.MaySee(call, state, budget.Scope))
            .Select(budget => (budget, SpendLimitShape.Of(budget)!)).Where(pair => pair.Item2 is not null)];
    }

    private static BudgetPeriod PeriodOf(string period) => period switch
    {
        "daily" => BudgetPeriod.Day,
        "weekly" => BudgetPeriod.Week,
        "monthly" => BudgetPeriod.Month,
        _ => throw AdminProblem.Invalid("period takes daily, weekly or monthly."),
    };

    private static long Cents(string amount) =>
        long.TryParse(amount, NumberStyles.None, CultureInfo.InvariantCulture, out var cents) && cents <= Usd.Max / Usd.NanoPerCent
            ? cents * Usd.NanoPerCent
            : throw AdminProblem.Invalid("amount takes cents as a whole number in text, such as \"50000\" for $500, or null for no limit.");

    private static string CentsOf(string? usd) => usd is not null && Usd.TryRead(usd, out var nano)
        ? Math.Round((decimal)nano / Usd.NanoPerCent, 3).ToString("0.###", CultureInfo.InvariantCulture)
        : "0";
}
