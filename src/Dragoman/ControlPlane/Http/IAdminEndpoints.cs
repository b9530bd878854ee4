namespace Dragoman.ControlPlane.Http;

/// <summary>Endpoints that belong together.</summary>
internal interface IAdminEndpoints
{
    /// <summary>The endpoints.</summary>
    IEnumerable<AdminRoute> Routes { get; }
}
