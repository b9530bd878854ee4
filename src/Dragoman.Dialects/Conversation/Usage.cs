namespace Dragoman.Dialects.Conversation;

/// <summary>
/// Token counts in Anthropic's sense: <see cref="InputTokens"/> excludes what was read from or written to a cache (H-236),
/// <see cref="OutputTokens"/> includes thinking (H-238).
/// </summary>
public record struct Usage
{
    /// <summary>True once a provider reported anything; false means the counts are estimates or zero (H-243).</summary>
    public bool IsReported { get; set; }

    /// <summary>Input tokens billed at the full rate.</summary>
    public long InputTokens { get; set; }

    /// <summary>Input tokens read from a prompt cache.</summary>
    public long CacheReadTokens { get; set; }

    /// <summary>Input tokens written to a prompt cache, whatever its lifetime.</summary>
    public long CacheWriteTokens { get; set; }

    /// <summary>Of <see cref="CacheWriteTokens"/>, those with a lifetime of one hour.</summary>
    public long CacheWrite1hTokens { get; set; }

    /// <summary>Generated tokens, thinking included.</summary>
    public long OutputTokens { get; set; }

    /// <summary>Of <see cref="OutputTokens"/>, those spent on thinking.</summary>
    public long ThinkingTokens { get; set; }

    /// <summary>Web searches that the provider ran.</summary>
    public long WebSearches { get; set; }

    /// <summary>Pages that were fetched for the model.</summary>
    public long WebFetches { get; set; }

    /// <summary>Everything that went in, cached or not.</summary>
    public readonly long TotalInputTokens => InputTokens + CacheReadTokens + CacheWriteTokens;
}
