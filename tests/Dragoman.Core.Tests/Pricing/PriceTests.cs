using Dragoman.Core.Catalogue;
using Dragoman.Core.Configuration;
using Dragoman.Core.Pricing;
using Dragoman.Dialects.Conversation;

namespace Dragoman.Core.Tests.Pricing;

public sealed class PriceTests
{
    private static readonly Price Tiered = new()
    {
        Id = "t@1",
        Base = new PriceRates { Input = 3_000_000, Output = 15_000_000, CacheRead = 300_000, CacheWrite = 3_750_000, CacheWrite1h = 6_000_000 },
        Tiers = [new PriceTier(200_000, new PriceRates { Input = 6_000_000, Output = 22_500_000, CacheRead = 600_000, CacheWrite = 7_500_000, CacheWrite1h = 12_000_000 })],
        WebSearch = 10_000_000_000,
    };

    [Fact]
    public void Every_class_of_tokens_has_its_rate()
    {
        var usage = new Usage { InputTokens = 1000, OutputTokens = 100, CacheReadTokens = 10_000, CacheWriteTokens = 300, CacheWrite1hTokens = 100, WebSearches = 2 };

        // 3,000,000 + 1,500,000 + 3,000,000 + 200 × 3,750 + 100 × 6,000 + 2 × 10,000,000 nano-dollars.
        Tiered.Cost(in usage).ShouldBe(3_000_000 + 1_500_000 + 3_000_000 + 750_000 + 600_000 + 20_000_000);
    }

    [Theory]
    [InlineData(200_000, 600_000_000)]
    [InlineData(200_001, 1_200_006_000)]
    public void A_long_prompt_pays_the_long_rate_for_all_of_it(long input, long nano) =>
        Tiered.Cost(new Usage { InputTokens = input }).ShouldBe(nano);

    [Fact]
    public void The_whole_input_decides_about_the_long_rate_cached_or_not() =>
        Tiered.Cost(new Usage { InputTokens = 1, CacheReadTokens = 200_000 }).ShouldBe(6_000 + (200_000L * 600));

    [Fact]
    public void Fractions_of_a_nano_dollar_are_exact_until_the_end()
    {
        var price = new Price { Id = "p@1", Base = new PriceRates { CacheRead = 12_500 } };

        price.Cost(new Usage { CacheReadTokens = 1 }).ShouldBe(13);
        price.Cost(new Usage { CacheReadTokens = 2 }).ShouldBe(25);
        price.Cost(new Usage { CacheReadTokens = 1_000_000 }).ShouldBe(12_500_000);
    }

    [Fact]
    public void Absurd_counts_neither_overflow_nor_pay_back()
    {
        Tiered.Cost(new Usage { InputTokens = long.MaxValue, OutputTokens = long.MaxValue }).ShouldBe(long.MaxValue);
        Tiered.Cost(new Usage { InputTokens = -5, OutputTokens = long.MinValue }).ShouldBe(0);
    }

    [Fact]
    public void E06_a_model_that_nobody_priced_is_never_free()
    {
        var price = Load.FromEnvironment(("OPENAI_API_KEY", "k")).Decide("openai/some-new-model").Target!.Price;

        price.Id.ShouldBe("unknown@1");
        price.Cost(new Usage { InputTokens = 1_000_000 }).ShouldBe(5_000_000_000);
        price.Cost(new Usage { OutputTokens = 1_000_000 }).ShouldBe(25_000_000_000);
    }

    [Fact]
    public void E06_prices_have_versioned_ids_and_can_be_overridden()
    {
        Load.FromEnvironment(("OPENAI_API_KEY", "k")).Decide("gpt-5-2025-08-07").Target!.Price.Id.ShouldBe("openai/gpt-5@2026-08-01");

        Load.FromEnvironment(("ANTHROPIC_API_KEY", "k")).Decide("claude-opus-9-9").Target!.Price.Id.ShouldBe("anthropic/claude-opus-*@2026-08-01");

        var own = Load.Snapshot("upstreams: {openai: {api_key: '${OPENAI_PROD}'}}\nmodels: {openai/gpt-5: {price: {input: 0.0125, output: 1, tiers: [{above: 1000, input: 1, output: 2}]}}}\n");
        var price = own.Decide("gpt-5").Target!.Price;
        price.Id.ShouldStartWith("openai/gpt-5@");
        price.Id.ShouldNotBe("openai/gpt-5@2026-08-01");
        price.Base.Input.ShouldBe(12_500);
        price.Tiers.Single().Above.ShouldBe(1000);
        own.Decide("openai/gpt-5").Target!.Traits.ContextWindow.ShouldBe(400_000, "what the configuration does not say stays");
    }

    [Fact]
    public void A_really_free_model_says_so() =>
        Load.Snapshot("upstreams: {ollama: {}}\nmodels: {ollama/llama3: {price: {input: 0, output: 0}}}\n")
            .Decide("ollama/llama3").Target!.Price.Cost(new Usage { InputTokens = 1000 }).ShouldBe(0);

    [Fact]
    public void E06_claude_prices_hold_for_every_spelling_of_the_id()
    {
        var catalogue = ProviderCatalogue.BuiltIn;
        foreach (var (provider, model) in new[] { ("anthropic", "claude-haiku-4-5"), ("anthropic", "claude-haiku-4-5-20251001"), ("openrouter", "anthropic/claude-haiku-4.5") })
        {
            ProviderCatalogue.PriceOf(catalogue.Describe(provider, model)).Base.Input.ShouldBe(1_000_000, model);
        }
    }
}
