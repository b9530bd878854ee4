namespace Dragoman.Core.Configuration;

/// <summary>
/// Where something stands in the configuration. It takes no part in equality: the same setting on another line is the same
/// setting, and a policy's version does not depend on it.
/// </summary>
/// <param name="Line">1-based line; 0 where the setting came from no file.</param>
/// <param name="Column">1-based column.</param>
/// <param name="Path">The member's path.</param>
public readonly record struct Spot(int Line, int Column, string Path)
{
    /// <summary>Every spot equals every other.</summary>
    public bool Equals(Spot other) => true;

    /// <inheritdoc/>
    public override int GetHashCode() => 0;
}
