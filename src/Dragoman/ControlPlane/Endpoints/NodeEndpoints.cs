using Dragoman.Commands;
using Dragoman.ControlPlane.Http;
using Dragoman.ControlPlane.Roles;
using Dragoman.ControlPlane.Shapes;
using Dragoman.Hosting;
using Dragoman.Store.Ledger;

namespace Dragoman.ControlPlane.Endpoints;

/// <summary>The gateways that share the store (C06).</summary>
internal sealed class NodeEndpoints(LedgerStore ledger, NodeName self) : IAdminEndpoints
{
    /// <inheritdoc/>
    public IEnumerable<AdminRoute> Routes =>
    [
        new("GET", "/nodes", AdminOperation.ReadNodes, "List the nodes of the last month, and when each last spoke to the store.", ListAsync)
        {
            Query = QueryParameter.Paging,
            Answer = typeof(Page<NodeShape>),
        },
    ];

    private async ValueTask<AdminAnswer> ListAsync(AdminCall call)
    {
        var known = await ledger.NodesAsync(call.Cancellation);
        var nodes = known.Where(node => node.Id != self.Id).Select(node => new NodeShape(node.Id, false, node.SeenAt, null))
            .Append(new NodeShape(self.Id, true, known.FirstOrDefault(node => node.Id == self.Id)?.SeenAt, CommandLine.Version));
        var (page, next) = Cursors.Page(nodes, node => node.Id, call);
        return AdminAnswer.Ok(new Page<NodeShape>(page, next), AdminJson.Default.PageNodeShape);
    }
}
