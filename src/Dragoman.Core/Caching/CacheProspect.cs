namespace Dragoman.Core.Caching;

/// <summary>What is to be weighed before a cache is made.</summary>
/// <param name="Tokens">What it would hold.</param>
/// <param name="ReadAnyway">What turns read at the cheap rate without it: from an older cache, or from the provider's own.</param>
/// <param name="Turns">Turns of the session so far that went on from each other.</param>
/// <param name="Interval">From one of them to the next.</param>
/// <param name="TimeToLive">How long it would live without being extended.</param>
public readonly record struct CacheProspect(long Tokens, long ReadAnyway, int Turns, TimeSpan Interval, TimeSpan TimeToLive);
