using System.Text.Json;
using Dragoman.Core.Pricing;

namespace Dragoman.Core.Tests.Pricing;

/// <summary>Prices of an outside data set, as ours.</summary>
internal sealed class PriceDataSet(string file) : IDisposable
{
    private readonly JsonDocument _data = JsonDocument.Parse(File.ReadAllText(file));

    public void Dispose() => _data.Dispose();

    /// <summary>Every price that the data set has for a model at a provider, or at the makers whose prices it takes over.</summary>
    public IEnumerable<Price> PricesOf(string provider, string model)
    {
        var entry = _data.RootElement.EnumerateArray().FirstOrDefault(p => p.GetProperty("id").GetString() == provider);
        if (entry.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        var own = entry.GetProperty("models").EnumerateArray().Where(m => Matches(m.GetProperty("match"), model)).SelectMany(Prices).ToList();
        return own.Count > 0 || !entry.TryGetProperty("fallback_model_providers", out var makers)
            ? own
            : makers.EnumerateArray().SelectMany(maker => PricesOf(maker.GetString()!, model));
    }

    private static IEnumerable<Price> Prices(JsonElement model)
    {
        var prices = model.GetProperty("prices");
        return prices.ValueKind == JsonValueKind.Object
            ? [Price(prices)]
            : prices.EnumerateArray().Select(dated => Price(dated.GetProperty("prices")));
    }

    private static bool Matches(JsonElement rule, string model) => rule.EnumerateObject().All(part => part.Name switch
    {
        "equals" => model.Equals(part.Value.GetString(), StringComparison.OrdinalIgnoreCase),
        "starts_with" => model.StartsWith(part.Value.GetString()!, StringComparison.OrdinalIgnoreCase),
        "ends_with" => model.EndsWith(part.Value.GetString()!, StringComparison.OrdinalIgnoreCase),
        "contains" => model.Contains(part.Value.GetString()!, StringComparison.OrdinalIgnoreCase),
        "regex" => System.Text.RegularExpressions.Regex.IsMatch(
            model, part.Value.GetString()!, System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)),
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
