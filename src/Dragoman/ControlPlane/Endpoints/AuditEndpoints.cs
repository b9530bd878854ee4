using System.Globalization;
using Dragoman.ControlPlane.Http;
using Dragoman.ControlPlane.Roles;
using Dragoman.ControlPlane.Shapes;
using Dragoman.Store.Audit;

namespace Dragoman.ControlPlane.Endpoints;

/// <summary>The audit log (G05, N24).</summary>
internal sealed class AuditEndpoints(AuditStore store) : IAdminEndpoints
{
    /// <inheritdoc/>
    public IEnumerable<AdminRoute> Routes =>
    [
        new("GET", "/audit", AdminOperation.ReadAudit, "List the audit log, the youngest entry first.", ListAsync)
        {
            Query =
            [
                .. QueryParameter.Paging,
                .. QueryParameter.Times,
                new("class", "Only entries of this class: admin, policy, refusal, sign_in, retention, system."),
                new("actor", "Only what this caller did."),
                new("action", "Only this action, e.g. key.create."),
                new("target", "Only what was done to this."),
            ],
            Answer = typeof(Page<AuditShape>),
        },
        new("GET", "/audit/verify", AdminOperation.ReadAudit, "Walk the whole chain and say whether the log is as it was written.", VerifyAsync)
        {
            Answer = typeof(AuditCheck),
        },
    ];

    private async ValueTask<AdminAnswer> ListAsync(AdminCall call)
    {
        long? before = null;
        if (call.Query("cursor") is { } cursor)
        {
            before = long.TryParse(Cursors.Read(cursor), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
                ? sequence
                : throw Cursors.Broken();
        }

        var filter = new AuditFilter
        {
            Class = call.Choice<AuditClass>("class"),
            Actor = call.Query("actor"),
            Action = call.Query("action"),
            Target = call.Query("target"),
            Since = call.Time("from"),
            Until = call.Time("to"),
        };
        var entries = await store.ListAsync(call.Limit + 1, filter, before, call.Cancellation);
        var page = entries.Take(call.Limit).Select(AuditShape.Of).ToList();
        var next = entries.Count > call.Limit ? Cursors.Write(page[^1].Sequence.ToString(CultureInfo.InvariantCulture)) : null;
        return AdminAnswer.Ok(new Page<AuditShape>(page, next), AdminJson.Default.PageAuditShape);
    }

    private async ValueTask<AdminAnswer> VerifyAsync(AdminCall call) =>
        AdminAnswer.Ok(AuditCheck.Of(await store.VerifyAsync(cancellation: call.Cancellation)), AdminJson.Default.AuditCheck);
}
