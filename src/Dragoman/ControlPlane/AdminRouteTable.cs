using Dragoman.ControlPlane.Http;

namespace Dragoman.ControlPlane;

/// <summary>Every endpoint of the admin API.</summary>
internal sealed class AdminRouteTable(IEnumerable<IAdminEndpoints> endpoints)
{
    /// <summary>The endpoints, in the order of the document.</summary>
    public IReadOnlyList<AdminRoute> All { get; } = [.. endpoints.SelectMany(group => group.Routes)];
}
