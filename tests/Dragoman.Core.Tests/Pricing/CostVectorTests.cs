using System.Text.Json;
using Dragoman.Core.Catalogue;
using Dragoman.Core.Pricing;
using Dragoman.Dialects.Conversation;

namespace Dragoman.Core.Tests.Pricing;

/// <summary>Real usage objects with the price that is expected for them, priced from an outside data set and from our own catalogue.</summary>
public sealed class CostVectorTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_anthropic_and_openai_vector_costs_what_is_expected_to_the_nano_dollar()
    {
        using var prices = JsonDocument.Parse(File.ReadAllText(Shared.Path("specs/model-catalogue/genai-prices.data_slim.json")));
        var (injected, own) = (0, 0);
        foreach (var line in File.ReadLines(Shared.Path("recordings/usage-cost-vectors.jsonl")))
        {
            using var vector = JsonDocument.Parse(line);
            var model = vector.RootElement.GetProperty("model").GetString()!;
            var usage = Usage(vector.RootElement.GetProperty("normalised_usage"));
            foreach (var expected in vector.RootElement.GetProperty("expected_prices").EnumerateArray())
            {
                var provider = expected.GetProperty("provider_id").GetString()!;
                if (provider is not ("anthropic" or "openai"))
                {
                    continue;
                }

                var nano = Nano(expected);
                var dated = PricesOf(prices.RootElement, provider, model).Select(price => price.Cost(in usage)).ToList();
                dated.ShouldContain(nano, $"{model} by the data set");
                injected++;
                if (ProviderCatalogue.BuiltIn.Describe(provider, model) is { Price: { } price } && ProviderCatalogue.BuiltIn.Lists(provider, model))
                {
                    // Where a price changed with time, ours is the one of today.
                    dated.ShouldContain(price.Cost(in usage), $"{model} by the catalogue");
                    own++;
                }
            }
        }

        output.WriteLine($"{injected} vectors priced exactly from the data set, {own} of them from the catalogue, too");
        injected.ShouldBeGreaterThan(100);
        own.ShouldBeGreaterThan(80);
    }

    private static long Nano(JsonElement expected)
    {
        var dollars = Number(expected, "input_price") + Number(expected, "output_price");
        // The data set knows the price of a search only where it says a total.
        if (expected.TryGetProperty("total_price", out _))
        {
            dollars = Number(expected, "total_price");
        }

        return (long)Math.Round(dollars * 1_000_000_000m, MidpointRounding.AwayFromZero);
    }

    private static decimal Number(JsonElement element, string name) => element.TryGetProperty(name, out var value)
        ? decimal.Parse(value.GetString()!, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture)
        : 0;

    private static Usage Usage(JsonElement normalised)
    {
        var (read, write) = (Count("cache_read_tokens"), Count("cache_write_tokens"));
        return new Usage
        {
            IsReported = true,
            InputTokens = Count("input_tokens") - read - write,
            CacheReadTokens = read,
            CacheWriteTokens = write,
            OutputTokens = Count("output_tokens"),
            WebSearches = Count("web_searches"),
        };

        long Count(string name) => normalised.TryGetProperty(name, out var value) ? value.GetInt64() : 0;
    }

    private static IEnumerable<Price> PricesOf(JsonElement providers, string provider, string model)
    {
        var models = providers.EnumerateArray().Single(p => p.GetProperty("id").GetString() == provider).GetProperty("models");
        var prices = models.EnumerateArray().First(m => Matches(m.GetProperty("match"), model)).GetProperty("prices");
        return prices.ValueKind == JsonValueKind.Object
            ? [Price(prices)]
            : prices.EnumerateArray().Select(dated => Price(dated.GetProperty("prices")));
    }

    private static bool Matches(JsonElement rule, string model) => rule.EnumerateObject().All(part => part.Name switch
    {
        "equals" => model == part.Value.GetString(),
        "starts_with" => model.StartsWith(part.Value.GetString()!, StringComparison.Ordinal),
        "ends_with" => model.EndsWith(part.Value.GetString()!, StringComparison.Ordinal),
        "contains" => model.Contains(part.Value.GetString()!, StringComparison.Ordinal),
        "or" => part.Value.EnumerateArray().Any(one => Matches(one, model)),
        "and" => part.Value.EnumerateArray().All(one => Matches(one, model)),
        _ => throw new InvalidOperationException(part.Name),
    });

    private static Price Price(JsonElement rates)
    {
        var starts = rates.EnumerateObject().Where(rate => rate.Value.ValueKind == JsonValueKind.Object && rate.Value.TryGetProperty("tiers", out _))
            .SelectMany(rate => rate.Value.GetProperty("tiers").EnumerateArray().Select(tier => tier.GetProperty("start").GetInt64()))
            .Distinct().Order();
        return new Price
        {
            Id = "vector@1",
            Base = Rates(rates, 0),
            Tiers = [.. starts.Select(start => new PriceTier(start, Rates(rates, start)))],
            WebSearch = rates.TryGetProperty("web_searches_kcount", out var searches) ? Pico(searches.GetDecimal()) * 1000
                : rates.TryGetProperty("requests_kcount", out searches) ? Pico(searches.GetDecimal()) * 1000
                : 10_000_000_000,
        };
    }

    private static PriceRates Rates(JsonElement rates, long start)
    {
        var input = Rate("input_mtok", 0);
        return new PriceRates
        {
            Input = input,
            Output = Rate("output_mtok", 0),
            CacheRead = Rate("cache_read_mtok", input),
            CacheWrite = Rate("cache_write_mtok", input),
            CacheWrite1h = Rate("cache_write_mtok", input),
        };

        long Rate(string name, long otherwise)
        {
            if (!rates.TryGetProperty(name, out var rate))
            {
                return otherwise;
            }

            if (rate.ValueKind == JsonValueKind.Number)
            {
                return Pico(rate.GetDecimal());
            }

            var price = rate.GetProperty("base").GetDecimal();
            foreach (var tier in rate.GetProperty("tiers").EnumerateArray())
            {
                price = start >= tier.GetProperty("start").GetInt64() ? tier.GetProperty("price").GetDecimal() : price;
            }

            return Pico(price);
        }
    }

    private static long Pico(decimal dollarsPerMillion) => (long)(dollarsPerMillion * 1_000_000);
}
