using Dragoman.ControlPlane.Http;
using Dragoman.ControlPlane.Roles;
using Dragoman.ControlPlane.Shapes;
using Dragoman.Store.Turns;

namespace Dragoman.ControlPlane.Endpoints;

/// <summary>Turns with what was decided about each (G04), refused ones included.</summary>
internal sealed class TurnEndpoints(TurnStore store) : IAdminEndpoints
{
    /// <inheritdoc/>
    public IEnumerable<AdminRoute> Routes =>
    [
        new("GET", "/turns", AdminOperation.ReadTurns, "List turns with their decisions, the youngest first.", List)
        {
            Query =
            [
                .. QueryParameter.Paging,
                .. QueryParameter.Times,
                new("session_id", "Only those of this session."),
                new("key_id", "Only those of this key."),
                new("model", "Only those that asked for this model or were answered by it."),
                new("upstream", "Only those at this upstream."),
                new("route", "Only those of this route."),
                new("outcome", "Only those that ended so, e.g. completed."),
                new("failed", "true: only those that were not completed."),
            ],
            Answer = typeof(Page<TurnView>),
        },
        new("GET", "/turns/{id}", AdminOperation.ReadTurns, "One turn with its decision.", Get) { Answer = typeof(TurnView) },
    ];

    private ValueTask<AdminAnswer> List(AdminCall call)
    {
        TurnCursor? before = null;
        if (call.Query("cursor") is { } cursor)
        {
            before = TurnCursor.TryParse(Cursors.Read(cursor), out var known) ? known : throw Cursors.Broken();
        }

        var filter = new TurnFilter
        {
            SessionId = call.Query("session_id"),
            KeyId = call.Query("key_id"),
            Model = call.Query("model"),
            Upstream = call.Query("upstream"),
            Route = call.Query("route"),
            Outcome = call.Choice<TurnOutcome>("outcome"),
            FailedOnly = call.Flag("failed"),
            Since = call.Time("from"),
            Until = call.Time("to"),
        };
        var page = store.Recent(call.Limit, filter, before);
        return ValueTask.FromResult(AdminAnswer.Ok(
            new Page<TurnView>([.. page.Turns.Select(TurnView.Of)], page.Next is { } next ? Cursors.Write(next.ToString()) : null),
            AdminJson.Default.PageTurnView));
    }

    private ValueTask<AdminAnswer> Get(AdminCall call) => ValueTask.FromResult(AdminAnswer.Ok(
        TurnView.Of(store.Find(call.Id) ?? throw AdminProblem.NotFound("turn", call.Id)), AdminJson.Default.TurnView));
}
