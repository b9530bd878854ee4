using Dragoman.Core.Access;

namespace Dragoman.ControlPlane.Shapes;

/// <summary>Names a holder of money and limits.</summary>
/// <param name="Kind">Its level.</param>
/// <param name="Id">Its id; left out for the organisation, of which there is one.</param>
internal sealed record HolderShape(PrincipalKind Kind, string? Id = null)
{
    /// <summary>The shape.</summary>
    public static HolderShape Of(PrincipalId id) => new(id.Kind, id.Id);
}
