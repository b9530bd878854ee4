namespace Dragoman.Core.Caching;

/// <summary>What explicit caching does for a turn.</summary>
/// <param name="Held">The cache that it can go on from; null for none.</param>
/// <param name="Dropped">A cache that is of no use any more: to be deleted.</param>
/// <param name="Makes">True where one is to be made first.</param>
/// <param name="Extends">True where <paramref name="Held"/> is to live longer.</param>
public readonly record struct CacheStep(HeldCache? Held, HeldCache? Dropped, bool Makes, bool Extends);
