using System.Text.Json;
using Dragoman.ControlPlane.Http;
using Dragoman.ControlPlane.Roles;
using Dragoman.ControlPlane.Shapes;
using Dragoman.Core.Configuration;
using Dragoman.Core.Faults;
using Dragoman.DataPlane;

namespace Dragoman.ControlPlane.Endpoints;

/// <summary>Faults that administrators put in to see what happens (D19): never for longer than an hour, never without an entry in the log.</summary>
internal sealed class FaultEndpoints(FaultBook book, SnapshotHolder policy, RandomIds ids, AuditTrail audit, TimeProvider time) : IAdminEndpoints
{
    private const int MaxSeconds = 3600;

    /// <inheritdoc/>
    public IEnumerable<AdminRoute> Routes =>
    [
        new("GET", "/faults", AdminOperation.ReadPolicy, "List the faults in force on the node that answers.", List)
        {
            Query = [.. QueryParameter.Paging],
            Answer = typeof(Page<FaultShape>),
        },
        new("POST", "/faults", AdminOperation.WriteFaults, "Put a fault into a share of the turns of a route or an upstream, on the node that answers.", CreateAsync)
        {
            Body = typeof(NewFault), Answer = typeof(FaultShape), Status = 201,
        },
        new("DELETE", "/faults/{id}", AdminOperation.WriteFaults, "End a fault.", EndAsync) { Answer = typeof(FaultShape) },
    ];

    private ValueTask<AdminAnswer> List(AdminCall call)
    {
        var (page, next) = Cursors.Page(book.All(time.GetUtcNow()), rule => rule.Id, call);
        return ValueTask.FromResult(AdminAnswer.Ok(new Page<FaultShape>([.. page.Select(FaultShape.Of)], next), AdminJson.Default.PageFaultShape));
    }

    private async ValueTask<AdminAnswer> CreateAsync(AdminCall call)
    {
        var wish = call.Read(AdminJson.Default.NewFault);
        var now = time.GetUtcNow();
        var rule = Checked(wish) with { Id = ids.Next("flt_"), By = call.Caller.Id, EndsAt = now.AddSeconds(wish.ForSeconds) };
        var shape = FaultShape.Of(rule);
        if (book.All(now).Count >= FaultBook.Max)
        {
            throw AdminProblem.Conflict($"There are {FaultBook.Max} faults already; end some of them.");
        }

        // In the log first: a fault that nobody can find there must not be.
        await audit.DoneAsync(call, "fault.create", rule.Id, Detail(shape));
        book.TryAdd(rule, now);
        return AdminAnswer.Created(shape, AdminJson.Default.FaultShape, $"{AdminPaths.Root}/faults/{rule.Id}");
    }

    private async ValueTask<AdminAnswer> EndAsync(AdminCall call)
    {
        var rule = book.End(call.Id) ?? throw AdminProblem.NotFound("fault", call.Id);
        var shape = FaultShape.Of(rule);
        await audit.DoneAsync(call, "fault.end", rule.Id, Detail(shape));
        return AdminAnswer.Ok(shape, AdminJson.Default.FaultShape);
    }

    private FaultRule Checked(NewFault wish)
    {
        var snapshot = policy.Current;
        if (wish.Route is null && wish.Upstream is null)
        {
            throw AdminProblem.Invalid("Name a route or an upstream: a fault in every turn is an outage.");
        }

        if (wish.Route is { } route && !snapshot.Routes.Any(one => one.Name.Equals(route, StringComparison.OrdinalIgnoreCase)))
        {
            throw AdminProblem.Invalid($"There is no route {route} in the policy in force.");
        }

        if (wish.Upstream is { } upstream && !snapshot.Upstreams.Any(one => one.Id.Equals(upstream, StringComparison.OrdinalIgnoreCase)))
        {
            throw AdminProblem.Invalid($"There is no upstream {upstream} in the policy in force.");
        }

        if (wish is { Status: null, DelayMs: null, CutAfterEvents: null })
        {
            throw AdminProblem.Invalid("Say what goes wrong: status, delay_ms or cut_after_events.");
        }

        Checks.Number(wish.SharePercent ?? 100, 1, 100, "share_percent");
        Checks.Number(wish.ForSeconds, 1, MaxSeconds, "for_seconds");
        Checks.Number(wish.Status ?? 500, 400, 599, "status");
        Checks.Number(wish.DelayMs ?? 1, 1, 600_000, "delay_ms");
        Checks.Number(wish.CutAfterEvents ?? 1, 1, 1_000_000, "cut_after_events");
        return new FaultRule
        {
            Id = "",
            Route = wish.Route,
            Upstream = wish.Upstream,
            SharePercent = wish.SharePercent ?? 100,
            Status = wish.Status,
            Delay = TimeSpan.FromMilliseconds(wish.DelayMs ?? 0),
            CutAfter = wish.CutAfterEvents,
            By = "",
            EndsAt = default,
        };
    }

    private static string Detail(FaultShape shape) => JsonSerializer.Serialize(shape, AdminJson.Default.FaultShape);
}
