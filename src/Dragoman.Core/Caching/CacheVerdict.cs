namespace Dragoman.Core.Caching;

/// <summary>What the prompt cache did for a turn that was answered.</summary>
/// <param name="Cause">Why tokens were missed; none where they were not.</param>
/// <param name="Place">The first block that differed from the turn before; null where none did.</param>
/// <param name="MissedTokens">Tokens that could have been read from the cache and were not.</param>
/// <param name="LostNanoUsd">What that cost beyond reading them.</param>
/// <param name="SavedNanoUsd">What reading from the cache saved against a prompt without one.</param>
public readonly record struct CacheVerdict(CacheCause Cause, string? Place, long MissedTokens, long LostNanoUsd, long SavedNanoUsd);
