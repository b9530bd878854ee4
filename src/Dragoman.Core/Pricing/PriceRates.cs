namespace Dragoman.Core.Pricing;

/// <summary>Pico-dollars (10⁻¹² $) per token of each class; $1 per million tokens is 1,000,000.</summary>
public readonly record struct PriceRates
{
    /// <summary>Input at the full rate.</summary>
    public long Input { get; init; }

    /// <summary>Output, thinking included.</summary>
    public long Output { get; init; }

    /// <summary>Input read from a cache.</summary>
    public long CacheRead { get; init; }

    /// <summary>Input written to a cache for five minutes, or for as long as the provider keeps it.</summary>
    public long CacheWrite { get; init; }

    /// <summary>Input written to a cache for one hour.</summary>
    public long CacheWrite1h { get; init; }

    internal PriceRates Times(long millionths) => new()
    {
        Input = Times(Input, millionths),
        Output = Times(Output, millionths),
        CacheRead = Times(CacheRead, millionths),
        CacheWrite = Times(CacheWrite, millionths),
        CacheWrite1h = Times(CacheWrite1h, millionths),
    };

    internal static long Times(long rate, long millionths) => (long)((((Int128)rate * millionths) + 500_000) / 1_000_000);
}

/// <summary>The rates of long prompts.</summary>
/// <param name="Above">They hold when the whole input has more tokens than this.</param>
/// <param name="Rates">The rates.</param>
public sealed record PriceTier(long Above, PriceRates Rates);
