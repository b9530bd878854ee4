namespace Dragoman.Dialects.ServerTools;

/// <summary>What became of one call of a web tool.</summary>
public sealed record WebOutcome
{
    /// <summary>The pages that a search found.</summary>
    public IReadOnlyList<SearchHit> Hits { get; init; } = [];

    /// <summary>The page that was fetched; null for a search or a failure.</summary>
    public FetchedPage? Page { get; init; }

    /// <summary>Why it did not work, in the Messages API's words (<c>unavailable</c>, <c>max_uses_exceeded</c>, …); null where it did.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>A failed call.</summary>
    public static WebOutcome Error(string code) => new() { ErrorCode = code };
}
