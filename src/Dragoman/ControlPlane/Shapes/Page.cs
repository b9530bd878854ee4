namespace Dragoman.ControlPlane.Shapes;

/// <summary>Some of a list.</summary>
/// <param name="Data">The entries.</param>
/// <param name="NextCursor">What to ask for next; null at the end.</param>
internal sealed record Page<T>(IReadOnlyList<T> Data, string? NextCursor);
