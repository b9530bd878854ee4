namespace Dragoman.Store.Sqlite;

/// <summary>What a batch adds to a row of <c>usage_hours</c>.</summary>
internal struct UsageSum
{
    public long Turns;
    public long Failed;
    public long Unpriced;
    public long InputTokens;
    public long CacheReadTokens;
    public long CacheWriteTokens;
    public long OutputTokens;
    public long WebSearches;
    public long CostNanoUsd;
}
