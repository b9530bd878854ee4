namespace Dragoman.Dialects.Json;

/// <summary>
/// A run of bytes inside an <see cref="Arena"/>. Offsets, not references, so that the arena may grow while slices are held.
/// </summary>
/// <param name="Start">Offset of the first byte.</param>
/// <param name="Length">Number of bytes; 0 for an empty or absent value.</param>
public readonly record struct Slice(int Start, int Length)
{
    /// <summary>True when nothing was there: the default value.</summary>
    public bool IsAbsent => Start == 0 && Length == 0;

    /// <summary>True when there are no bytes, be it an absent value or an empty one.</summary>
    public bool IsEmpty => Length == 0;

    /// <summary>Offset just behind the last byte.</summary>
    public int End => Start + Length;
}
