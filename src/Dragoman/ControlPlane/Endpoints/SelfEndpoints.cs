using Dragoman.ControlPlane.Http;
using Dragoman.ControlPlane.Roles;
using Dragoman.ControlPlane.Shapes;
using Dragoman.Core.Configuration;

namespace Dragoman.ControlPlane.Endpoints;

/// <summary>Who one is, and which policy is in force.</summary>
internal sealed class SelfEndpoints(SnapshotHolder policy) : IAdminEndpoints
{
    /// <inheritdoc/>
    public IEnumerable<AdminRoute> Routes =>
    [
        new("GET", "/self", AdminOperation.ReadSelf, "Who the caller is, and what it may do.", Self) { Answer = typeof(SelfShape) },
        new("GET", "/policy", AdminOperation.ReadPolicy, "The policy in force on the node that answers.", Policy) { Answer = typeof(PolicyShape) },
    ];

    private static ValueTask<AdminAnswer> Self(AdminCall call) => ValueTask.FromResult(AdminAnswer.Ok(
        new SelfShape(call.Caller.Id, call.Caller.Role, call.Caller.Owner is { } owner ? HolderShape.Of(owner) : null),
        AdminJson.Default.SelfShape));

    private ValueTask<AdminAnswer> Policy(AdminCall call)
    {
        var snapshot = policy.Current;
        return ValueTask.FromResult(AdminAnswer.Ok(
            new PolicyShape(
                snapshot.Version,
                [.. snapshot.Routes.Select(route => route.Name)],
                [.. snapshot.Upstreams.Select(upstream => upstream.Id)]),
            AdminJson.Default.PolicyShape));
    }
}
