namespace Dragoman.Core.Caching;

/// <summary>A cache that a session has at its upstream.</summary>
/// <param name="Name">Its resource name.</param>
/// <param name="Length">Bytes of the contents that it holds.</param>
/// <param name="Beginning">Names those bytes.</param>
/// <param name="Tokens">What it holds, instructions and tools included.</param>
/// <param name="ExpiresAt">When the upstream lets it go.</param>
public sealed record HeldCache(string Name, int Length, string Beginning, long Tokens, DateTimeOffset ExpiresAt);
