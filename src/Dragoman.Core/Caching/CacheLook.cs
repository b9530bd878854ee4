using Dragoman.Dialects.AnthropicMessages.Prints;

namespace Dragoman.Core.Caching;

/// <summary>What a turn's request shares with the one before it.</summary>
/// <param name="Change">What differs; none where the request only goes on.</param>
/// <param name="At">The first block that differs; only its place is meant, and only where something differs.</param>
/// <param name="HasPlace">True where there is such a block.</param>
public readonly record struct CacheLook(CacheCause Change, BlockPrint At = default, bool HasPlace = false)
{
    /// <summary>The place of the first block that differs; null for none.</summary>
    public string? Place => HasPlace ? At.Place : null;
}
