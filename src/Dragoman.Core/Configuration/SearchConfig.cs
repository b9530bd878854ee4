namespace Dragoman.Core.Configuration;

/// <summary>Where the gateway searches for models whose provider does not (N20).</summary>
public sealed record SearchConfig
{
    /// <summary>The protocol of the endpoint.</summary>
    public required SearchProvider Provider { get; init; }

    /// <summary>The endpoint: a base URL or the full one.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>The credential; null where none is needed.</summary>
    public Secret? ApiKey { get; init; }

    /// <summary>The most results of one search. The default is 8.</summary>
    public int MaxResults { get; init; } = 8;

    /// <summary>How long one search may take. The default is 10 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What one search costs, in pico-dollars. The default is nothing.</summary>
    public long Price { get; init; }
}
