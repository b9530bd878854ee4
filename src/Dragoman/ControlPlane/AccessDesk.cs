using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Dragoman.ControlPlane.Http;
using Dragoman.Core.Access;
using Dragoman.DataPlane.Admission;
using Dragoman.Store.Access;

namespace Dragoman.ControlPlane;

/// <summary>
/// Who may do what, as the store has it. Each look compares the revision, so that an administrator sees at once what was done a
/// moment ago, here or on another node.
/// </summary>
internal sealed class AccessDesk(AccessStore store, AuditTrail audit, AccessWatcher inForce)
{
    private AccessState _state = new() { Revision = -1 };

    /// <summary>Everything as it stands.</summary>
    /// <exception cref="Store.StoreException">The store cannot be read.</exception>
    public async ValueTask<AccessState> StateAsync(CancellationToken cancellation)
    {
        var known = Volatile.Read(ref _state);
        if (known.Revision == await store.RevisionAsync(cancellation))
        {
            return known;
        }

        var fresh = await store.LoadAsync(cancellation);
        Volatile.Write(ref _state, fresh);
        return fresh;
    }

    /// <summary>Makes changes and writes them into the audit log, or does neither.</summary>
    /// <param name="call">Who does it.</param>
    /// <param name="changes">What to do, all of it or nothing.</param>
    /// <param name="action">Its name in the log, e.g. <c>key.create</c>.</param>
    /// <param name="target">What is changed.</param>
    /// <param name="before">How it was; null where it was not.</param>
    /// <param name="after">How it is now; null where it is no more.</param>
    /// <param name="type">How both become JSON. They must hold no secret.</param>
    /// <exception cref="AdminProblem">Somebody changed it meanwhile, or what must be unique is taken.</exception>
    public async Task WriteAsync<T>(
        AdminCall call, IReadOnlyList<AccessChange> changes, string action, string target, T? before, T? after, JsonTypeInfo<T> type)
        where T : class
    {
        var detail = AuditDetail.Of(Element(before, type), Element(after, type));
        var write = await store.WriteAsync(changes, audit.Done(call, action, target, detail), call.Cancellation);
        switch (write.Outcome)
        {
            case AccessOutcome.Done:
                // What the answer says holds on this node when it is read; other nodes hear of it in a moment.
                await inForce.RefreshAsync(call.Cancellation);
                return;
            case AccessOutcome.Taken:
                throw AdminProblem.Conflict("The name or id is taken; choose another one, or change the one that has it.");
            case AccessOutcome.Missing:
                throw AdminProblem.NotFound("such thing", target);
            default:
                throw AdminCall.Stale();
        }
    }

    private static JsonElement? Element<T>(T? value, JsonTypeInfo<T> type)
        where T : class => value is null ? null : JsonSerializer.SerializeToElement(value, type);
}
