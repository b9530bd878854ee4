namespace Dragoman.ControlPlane.Shapes;

/// <summary>A node of the gateway.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Self">True for the node that answers.</param>
/// <param name="SeenAt">When it last told what it spent; null where it has not.</param>
/// <param name="Version">Its version, where it is the node that answers.</param>
internal sealed record NodeShape(string Id, bool Self, DateTimeOffset? SeenAt, string? Version);
