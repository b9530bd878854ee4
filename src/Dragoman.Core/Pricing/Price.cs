using Dragoman.Dialects.Conversation;

namespace Dragoman.Core.Pricing;

/// <summary>
/// What a model costs. Rates are whole pico-dollars (10⁻¹² $) per token, so that $0.0125 per million tokens is exact;
/// a cost is whole nano-dollars, rounded once, half up.
/// </summary>
public sealed record Price
{
    /// <summary>What a model costs that nobody priced: $5 in, $25 out per million tokens. Never free (E06).</summary>
    public static Price Unknown { get; } = new()
    {
        Id = "unknown@1",
        Base = new PriceRates { Input = 5_000_000, Output = 25_000_000, CacheRead = 500_000, CacheWrite = 6_250_000, CacheWrite1h = 10_000_000 },
    };

    /// <summary>The price's versioned id, stored with each turn, e.g. <c>openai/gpt-5@2026-08-01</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The rates of a turn of ordinary length.</summary>
    public required PriceRates Base { get; init; }

    /// <summary>Rates for long prompts, ascending: a turn whose whole input is longer than <see cref="PriceTier.Above"/> pays them for all its tokens.</summary>
    public IReadOnlyList<PriceTier> Tiers { get; init; } = [];

    /// <summary>Pico-dollars per web search that the provider ran.</summary>
    public long WebSearch { get; init; }

    /// <summary>A multiplier of 1, in millionths.</summary>
    public const long Even = 1_000_000;

    /// <summary>This price with every rate multiplied, for an upstream with a discount or a surcharge (N08).</summary>
    /// <param name="millionths">The multiplier in millionths; it stands in the id, so that records stay explicable.</param>
    public Price Times(long millionths) => millionths == Even ? this : this with
    {
        Id = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Id}x{millionths / 1_000_000m:0.######}"),
        Base = Base.Times(millionths),
        Tiers = [.. Tiers.Select(tier => tier with { Rates = tier.Rates.Times(millionths) })],
        WebSearch = PriceRates.Times(WebSearch, millionths),
    };

    /// <summary>The cost of a turn in nano-dollars.</summary>
    public long Cost(in Usage usage)
    {
        var rates = RatesFor(usage.TotalInputTokens);
        var write1h = Math.Clamp(usage.CacheWrite1hTokens, 0, Math.Max(usage.CacheWriteTokens, 0));
        var pico = Part(usage.InputTokens, rates.Input)
            + Part(usage.CacheReadTokens, rates.CacheRead)
            + Part(usage.CacheWriteTokens - write1h, rates.CacheWrite)
            + Part(write1h, rates.CacheWrite1h)
            + Part(usage.OutputTokens, rates.Output)
            + Part(usage.WebSearches, WebSearch);
        var nano = (pico + 500) / 1000;
        return nano > long.MaxValue ? long.MaxValue : (long)nano;
    }

    /// <summary>The rates of a turn with that much input, cached or not.</summary>
    public PriceRates RatesFor(long totalInput)
    {
        var rates = Base;
        for (var i = 0; i < Tiers.Count && totalInput > Tiers[i].Above; i++)
        {
            rates = Tiers[i].Rates;
        }

        return rates;
    }

    // A count below zero is a defect of whoever reported it, never money back.
    private static Int128 Part(long count, long rate) => count <= 0 ? 0 : (Int128)count * rate;
}
