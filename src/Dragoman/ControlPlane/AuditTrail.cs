using System.Text.Json.Nodes;
using Dragoman.ControlPlane.Http;
using Dragoman.Store.Audit;

namespace Dragoman.ControlPlane;

/// <summary>What the admin API writes into the audit log: every change, and every attempt that was refused.</summary>
internal sealed class AuditTrail(AuditStore store)
{
    private const string Nobody = "unknown";

    /// <summary>The entry of a change, to be written with it.</summary>
    public AuditEntry Done(AdminCall call, string action, string target, string detail) => new()
    {
        Class = AuditClass.Admin,
        Action = action,
        Actor = call.Caller.Id,
        Target = target,
        Outcome = "done",
        Address = call.Address,
        RequestId = call.RequestId,
        Detail = detail,
    };

    /// <summary>Notes something that is done already, such as a file that was taken away.</summary>
    public Task DoneAsync(AdminCall call, string action, string target, string detail = "{}") =>
        store.AppendAsync(Done(call, action, target, detail), call.Cancellation);

    /// <summary>Notes a refused attempt.</summary>
    /// <param name="actor">Who tried; null where nobody knows.</param>
    /// <param name="route">At what.</param>
    /// <param name="path">The path as it was asked for.</param>
    /// <param name="address">From where.</param>
    /// <param name="requestId">The request.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task RefusedAsync(
        string? actor, AdminRoute route, string path, string address, string requestId, string reason, CancellationToken cancellation) =>
        store.AppendAsync(
            new AuditEntry
            {
                Class = actor is null ? AuditClass.SignIn : AuditClass.Admin,
                Action = $"{route.Method} {path}",
                Actor = actor ?? Nobody,
                Outcome = "refused",
                Address = address,
                RequestId = requestId,
                Detail = new JsonObject { ["reason"] = reason }.ToJsonString(),
            },
            cancellation);
}
