using Dragoman.ControlPlane.Http;
using Dragoman.ControlPlane.Roles;
using Dragoman.ControlPlane.Shapes;
using Dragoman.Core.Runaway;
using Dragoman.DataPlane.Watch;

namespace Dragoman.ControlPlane.Endpoints;

/// <summary>Sessions that the runaway breaker paused (N05).</summary>
internal sealed class SessionEndpoints(RunawayBook book, AuditTrail audit) : IAdminEndpoints
{
    /// <inheritdoc/>
    public IEnumerable<AdminRoute> Routes =>
    [
        new("GET", "/sessions/paused", AdminOperation.ReadTurns, "List the sessions that the runaway breaker paused on the node that answers.", List)
        {
            Query = [.. QueryParameter.Paging],
            Answer = typeof(Page<PauseShape>),
        },
        new("POST", "/sessions/{id}/resume", AdminOperation.ResumeSessions, "Let a paused session go on.", ResumeAsync)
        {
            Answer = typeof(ResumedShape),
        },
    ];

    private ValueTask<AdminAnswer> List(AdminCall call)
    {
        var all = book.Pauses().Select(pause => new PauseShape(
            pause.Session, pause.Agent.Length > 0 ? pause.Agent : null, RunawayWords.Word(pause.Why.Cause), RunawayWords.What(pause.Why)));
        var (page, next) = Cursors.Page(all, pause => $"{pause.SessionId} {pause.AgentId}", call);
        return ValueTask.FromResult(AdminAnswer.Ok(new Page<PauseShape>(page, next), AdminJson.Default.PagePauseShape));
    }

    private async ValueTask<AdminAnswer> ResumeAsync(AdminCall call)
    {
        await audit.DoneAsync(call, "session.resume", call.Id);
        return AdminAnswer.Ok(new ResumedShape(call.Id, book.Resume(call.Id)), AdminJson.Default.ResumedShape);
    }
}
