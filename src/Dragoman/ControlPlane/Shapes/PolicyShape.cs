namespace Dragoman.ControlPlane.Shapes;

/// <summary>The policy in force on the node that answers.</summary>
/// <param name="Version">Its version, which stands in the record of each turn.</param>
/// <param name="Routes">The names that can be asked for.</param>
/// <param name="Upstreams">The ids of upstreams.</param>
internal sealed record PolicyShape(string Version, IReadOnlyList<string> Routes, IReadOnlyList<string> Upstreams);
