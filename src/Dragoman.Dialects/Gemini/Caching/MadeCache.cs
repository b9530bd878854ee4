namespace Dragoman.Dialects.Gemini.Caching;

/// <summary>A cache as its host tells of it.</summary>
/// <param name="Name">The resource name.</param>
/// <param name="ExpiresAt">When it goes; null where the host does not say.</param>
/// <param name="Tokens">What it holds; null where the host does not say.</param>
public sealed record MadeCache(string Name, DateTimeOffset? ExpiresAt, long? Tokens);
