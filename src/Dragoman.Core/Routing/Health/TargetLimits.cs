namespace Dragoman.Core.Routing.Health;

/// <summary>What a provider's answer said of its own limits (D10). A count that was not said is negative.</summary>
public readonly record struct TargetLimits
{
    /// <summary>Nothing was said.</summary>
    public TargetLimits()
    {
    }

    /// <summary>Requests left until <see cref="RequestsResetMs"/>.</summary>
    public long RequestsLeft { get; init; } = -1;

    /// <summary>Requests there are in all.</summary>
    public long RequestsLimit { get; init; } = -1;

    /// <summary>Tokens left until <see cref="TokensResetMs"/>.</summary>
    public long TokensLeft { get; init; } = -1;

    /// <summary>Tokens there are in all.</summary>
    public long TokensLimit { get; init; } = -1;

    /// <summary>When the requests are full again, milliseconds of the gateway's monotonic clock.</summary>
    public long RequestsResetMs { get; init; }

    /// <summary>When the tokens are full again, milliseconds of the same clock.</summary>
    public long TokensResetMs { get; init; }

    /// <summary>
    /// The smaller share of what would be left behind a turn of that size, 0 to 1; 1 where nothing is known or all is full again, below 0
    /// where the turn does not fit.
    /// </summary>
    public double ShareLeft(long tokens, long nowMs)
    {
        var requests = RequestsLeft < 0 || RequestsLimit <= 0 || nowMs >= RequestsResetMs ? 1 : (double)(RequestsLeft - 1) / RequestsLimit;
        var left = TokensLeft < 0 || TokensLimit <= 0 || nowMs >= TokensResetMs ? 1 : (double)(TokensLeft - tokens) / TokensLimit;
        return Math.Min(requests, left);
    }
}
