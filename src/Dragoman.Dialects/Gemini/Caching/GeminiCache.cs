namespace Dragoman.Dialects.Gemini.Caching;

/// <summary>
/// Explicit context caching: off where nothing is said, as Google also caches by itself whatever begins alike.
/// </summary>
public sealed record GeminiCache
{
    /// <summary>Off.</summary>
    public static GeminiCache Off { get; } = new();

    /// <summary>True where <c>cachedContents</c> may be made for a session, as far as that pays.</summary>
    public bool Explicit { get; init; }

    /// <summary>How long a cache lives after the turn that made or extended it.</summary>
    public TimeSpan TimeToLive { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The fewest tokens that are worth a cache; Google has a least size of its own for each model.</summary>
    public int MinTokens { get; init; } = 4096;

    /// <summary>Pico-dollars per token and hour of keeping; null for what Google asks for models of that kind.</summary>
    public long? StoragePrice { get; init; }

    /// <summary>Pico-dollars per token and hour: $4.50 for a million of a Pro model's, $1.00 for any other's.</summary>
    public long StorageFor(string model) => StoragePrice ?? (model.Contains("pro", StringComparison.OrdinalIgnoreCase) ? 4_500_000 : 1_000_000);
}
