namespace Dragoman.Testing;

/// <summary>What a strict Gemini fake allows; the defaults are the Gemini API's.</summary>
public sealed record StrictGeminiOptions
{
    /// <summary>The keys that are accepted; null accepts any.</summary>
    public IReadOnlySet<string>? Keys { get; init; }

    /// <summary>True: a bearer token is wanted instead of a key, and paths are Vertex's.</summary>
    public bool IsVertex { get; init; }

    /// <summary>The models that exist.</summary>
    public IReadOnlyList<string> Models { get; init; } =
        ["gemini-3.1-pro-preview", "gemini-3-pro-preview", "gemini-3.5-flash", "gemini-3.1-flash-lite", "gemini-2.5-pro", "gemini-2.5-flash"];

    /// <summary>False: requests are held against the rules only, not against the published schema.</summary>
    public bool UsesPublishedSchema { get; init; } = true;

    /// <summary>The fewest tokens that a cache must hold.</summary>
    public int MinCacheTokens { get; init; } = 1024;
}
