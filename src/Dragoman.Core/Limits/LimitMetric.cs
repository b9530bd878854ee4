namespace Dragoman.Core.Limits;

/// <summary>What a limit counts (F07).</summary>
public enum LimitMetric
{
    /// <summary>Turns that begin.</summary>
    Requests,

    /// <summary>Tokens in and out, as estimated at the beginning and corrected at the end.</summary>
    Tokens,

    /// <summary>Turns open at one time.</summary>
    Concurrency,
}
