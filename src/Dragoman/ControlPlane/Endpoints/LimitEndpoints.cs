using Dragoman.ControlPlane.Http;
using Dragoman.ControlPlane.Roles;
using Dragoman.ControlPlane.Shapes;
using Dragoman.Core.Access;
using Dragoman.Core.Limits;
using Dragoman.DataPlane;
using Dragoman.Store.Access;

namespace Dragoman.ControlPlane.Endpoints;

/// <summary>Limits of requests, tokens and concurrency (F07).</summary>
internal sealed class LimitEndpoints(AccessDesk directory, RandomIds ids) : IAdminEndpoints
{
    private const long MaxAmount = 1_000_000_000_000;
    private const double MaxSeconds = 31 * 86_400;

    /// <inheritdoc/>
    public IEnumerable<AdminRoute> Routes =>
    [
        new("GET", "/limits", AdminOperation.ReadLimits, "List limits.", ListAsync)
        {
            Query =
            [
                .. QueryParameter.Paging,
                new("scope_kind", "Only those of this level."),
                new("scope_id", "Only those of this holder."),
            ],
            Answer = typeof(Page<LimitShape>),
        },
        new("POST", "/limits", AdminOperation.WriteLimits, "Set a limit.", CreateAsync)
        {
            Body = typeof(NewLimit), Answer = typeof(LimitShape), Status = 201,
        },
        new("GET", "/limits/{id}", AdminOperation.ReadLimits, "One limit.", GetAsync) { Answer = typeof(LimitShape) },
        new("PATCH", "/limits/{id}", AdminOperation.WriteLimits, "Change a limit.", ChangeAsync)
        {
            Body = typeof(LimitChange), Answer = typeof(LimitShape), IsConditional = true,
        },
        new("DELETE", "/limits/{id}", AdminOperation.WriteLimits, "Take a limit away.", DeleteAsync)
        {
            Answer = typeof(LimitShape), IsConditional = true,
        },
    ];

    private async ValueTask<AdminAnswer> ListAsync(AdminCall call)
    {
        var state = await directory.StateAsync(call.Cancellation);
        var fitting = state.Limits.Where(limit => MaySee(call, state, limit) && Holders.Fits(call, limit.Scope));
        var (page, next) = Cursors.Page(fitting, limit => limit.Id, call);
        return AdminAnswer.Ok(new Page<LimitShape>([.. page.Select(LimitShape.Of)], next), AdminJson.Default.PageLimitShape);
    }

    private async ValueTask<AdminAnswer> GetAsync(AdminCall call)
    {
        var limit = Find(call, await directory.StateAsync(call.Cancellation));
        return AdminAnswer.Ok(LimitShape.Of(limit), AdminJson.Default.LimitShape, limit.Version);
    }

    private async ValueTask<AdminAnswer> CreateAsync(AdminCall call)
    {
        var wish = call.Read(AdminJson.Default.NewLimit);
        var state = await directory.StateAsync(call.Cancellation);
        var limit = Checked(new RateLimit
        {
            Id = ids.Next("lim_"),
            Scope = wish.Scope is { } scope ? Holders.Read(scope, state, "scope") : null,
            Model = Checks.Model(wish.Model),
            Metric = wish.Metric,
            Amount = wish.Amount,
            Burst = wish.Burst,
        }, wish.PerSeconds);
        var shape = LimitShape.Of(limit);
        await directory.WriteAsync(
            call, [AccessChange.Create(limit)], "limit.create", limit.Id, null, shape, AdminJson.Default.LimitShape);
        return AdminAnswer.Created(shape, AdminJson.Default.LimitShape, $"{AdminPaths.Root}/limits/{limit.Id}", limit.Version);
    }

    private async ValueTask<AdminAnswer> ChangeAsync(AdminCall call)
    {
        var (wish, present) = call.ReadChange(AdminJson.Default.LimitChange);
        var old = Find(call, await directory.StateAsync(call.Cancellation));
        call.RequireVersion(old.Version);
        var changed = Checked(
            old with
            {
                Amount = wish.Amount ?? old.Amount,
                Burst = present.Contains("burst") ? wish.Burst : old.Burst,
            },
            wish.PerSeconds ?? (old.Metric == LimitMetric.Concurrency ? null : old.Per.TotalSeconds));
        var shape = LimitShape.Of(changed with { Version = old.Version + 1 });
        await directory.WriteAsync(
            call, [AccessChange.Update(changed)], "limit.change", old.Id, LimitShape.Of(old), shape, AdminJson.Default.LimitShape);
        return AdminAnswer.Ok(shape, AdminJson.Default.LimitShape, shape.Version);
    }

    private async ValueTask<AdminAnswer> DeleteAsync(AdminCall call)
    {
        var old = Find(call, await directory.StateAsync(call.Cancellation));
        call.RequireVersion(old.Version);
        var shape = LimitShape.Of(old);
        await directory.WriteAsync(
            call, [AccessChange.Delete(old)], "limit.delete", old.Id, shape, null, AdminJson.Default.LimitShape);
        return AdminAnswer.Ok(shape, AdminJson.Default.LimitShape);
    }

    // A limit of each address holds for everybody.
    private static bool MaySee(AdminCall call, AccessState state, RateLimit limit) =>
        limit.Scope is null || Holders.MaySee(call, state, limit.Scope);

    private static RateLimit Find(AdminCall call, AccessState state) =>
        state.Limits.FirstOrDefault(limit => limit.Id == call.Id && MaySee(call, state, limit)) ?? throw AdminProblem.NotFound("limit", call.Id);

    private static RateLimit Checked(RateLimit limit, double? seconds)
    {
        Checks.Number(limit.Amount, 1, MaxAmount, "amount");
        if (limit.Metric == LimitMetric.Concurrency)
        {
            return seconds is null && limit.Burst is null
                ? limit
                : throw AdminProblem.Invalid("Concurrency counts turns that are open at one time; leave per_seconds and burst out.");
        }

        if (limit.Burst is { } burst)
        {
            Checks.Number(burst, 1, MaxAmount, "burst");
        }

        return seconds is null or (>= 1 and <= MaxSeconds)
            ? limit with { Per = TimeSpan.FromSeconds(seconds ?? 60) }
            : throw AdminProblem.Invalid($"per_seconds takes a number from 1 to {MaxSeconds}.");
    }
}
