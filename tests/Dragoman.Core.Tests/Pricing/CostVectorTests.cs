using System.Globalization;
using System.Text.Json;
using Dragoman.Core.Catalogue;
using Dragoman.Core.Pricing;
using Dragoman.Dialects.Conversation;

namespace Dragoman.Core.Tests.Pricing;

/// <summary>
/// Real usage objects with the price that is expected for them: read by the dialect that would read them, priced from an outside
/// data set and from our own catalogue. What is left out stands in <see cref="Exception"/> with its reason.
/// </summary>
public sealed class CostVectorTests(ITestOutputHelper output)
{
    private static readonly Dictionary<string, string> OurNames = new()
    {
        ["aws"] = "bedrock", ["google"] = "google", ["x-ai"] = "xai", ["zai"] = "zai", ["huggingface_fireworks-ai"] = "huggingface",
    };

    [Fact]
    public void E06_every_vector_of_a_dialect_that_is_spoken_here_costs_what_is_expected_to_the_cent()
    {
        using var prices = new PriceDataSet(Shared.Path("specs/model-catalogue/genai-prices.data_slim.json"));
        var (vectors, exact, own, read) = (0, 0, 0, 0);
        var wrong = new List<string>();
        var left = new SortedDictionary<string, int>();
        foreach (var vector in Vectors())
        {
            vectors++;
            foreach (var (provider, flavour, expected) in vector.Expected)
            {
                if (Exception(vector, provider, flavour) is { } reason)
                {
                    left[reason] = left.GetValueOrDefault(reason) + 1;
                    continue;
                }

                // What our own reader makes of the provider's body is what is billed.
                var dialect = ToldUsage.DialectOf(flavour, provider)!;
                var usage = ToldUsage.Read(dialect, vector.Body);
                read++;
                if (!vector.TellsTotal)
                {
                    // Where the data set says no total, it left the searches out.
                    usage.WebSearches = 0;
                }

                var dated = prices.PricesOf(provider, vector.Model).Select(price => price.Cost(in usage)).ToList();
                if (dated.Count == 0 && Own(provider, vector.Model) is { } known)
                {
                    dated.Add(known.Cost(in usage));
                }

                if (!dated.Contains(expected))
                {
                    wrong.Add($"{provider}/{vector.Model} ({flavour}): expected {expected}, the data set's prices give {string.Join(", ", dated)}; {usage}");
                    continue;
                }

                exact++;
                var ours = OurNames.GetValueOrDefault(provider, provider);
                if (ProviderCatalogue.BuiltIn.Find(ours) is not null && ProviderCatalogue.BuiltIn.Lists(ours, vector.Model)
                    && ProviderCatalogue.BuiltIn.Describe(ours, vector.Model).Price is { } price)
                {
                    // Where a price changed with time, ours is the one of today.
                    own++;
                    if (!dated.Contains(price.Cost(in usage)) && Math.Abs(price.Cost(in usage) - expected) >= 5_000_000)
                    {
                        wrong.Add($"{ours}/{vector.Model} by the catalogue: {price.Cost(in usage)} instead of {expected} ({price.Id})");
                    }
                }
            }
        }

        output.WriteLine($"{vectors} vectors: {read} expectations read by their dialects, {exact} exact to the nano-dollar, {own} of them by the catalogue, too; left out:");
        foreach (var (reason, count) in left)
        {
            output.WriteLine($"  {count}: {reason}");
        }

        wrong.ShouldBeEmpty();
        vectors.ShouldBe(308);
        exact.ShouldBeGreaterThan(490);
        own.ShouldBeGreaterThan(300);
    }

    private static string? Exception(Vector vector, string provider, string flavour) => flavour switch
    {
        "embeddings" => "embeddings: the gateway serves turns only",
        _ when ToldUsage.DialectOf(flavour, provider) is null => "the dialect of this provider is not spoken here",
        _ when (provider, vector.Model) is ("azure", "gpt-5.6-sol") && !vector.Classes.Contains("cache_write_tokens") && vector.Body.Contains("cache_write_tokens", StringComparison.Ordinal) =>
            "the vector is older than the price of cache writes and bills them like input",
        _ when (provider, vector.Model) is ("cerebras", "qwen-3-coder-480b") or ("openrouter", "google/gemini-2.0-flash-exp:free") =>
            "the vector expects nothing for a model that no longer exists; a model that nobody priced is never free here",
        _ => vector.Classes.FirstOrDefault(name => name.Contains("audio", StringComparison.Ordinal) || name.Contains("image", StringComparison.Ordinal)
            || name.Contains("video", StringComparison.Ordinal)) is not null
            ? "tokens of images, audio or video have rates of their own, and no turn of a coding agent has them priced apart"
            : null,
    };

    // What the data set does not have: Z.ai's own prices, and OpenAI's models on AWS, which cost a tenth more there than at their maker.
    private static Price? Own(string provider, string model) => provider switch
    {
        "zai" => ProviderCatalogue.BuiltIn.Describe("zai", model).Price,
        "aws" when model.StartsWith("openai.", StringComparison.Ordinal) => ProviderCatalogue.BuiltIn.Describe("openai", model["openai.".Length..]).Price!.Times(1_100_000),
        _ => null,
    };

    private static IEnumerable<Vector> Vectors()
    {
        foreach (var line in File.ReadLines(Shared.Path("recordings/usage-cost-vectors.jsonl")))
        {
            using var vector = JsonDocument.Parse(line);
            var root = vector.RootElement;
            yield return new Vector(
                root.GetProperty("model").GetString()!,
                root.GetProperty("body").GetRawText(),
                [.. root.GetProperty("normalised_usage").EnumerateObject().Select(member => member.Name)],
                [.. root.GetProperty("expected_prices").EnumerateArray().Select(expected =>
                    (expected.GetProperty("provider_id").GetString()!, expected.GetProperty("api_flavor").GetString()!, Nano(expected)))],
                root.GetProperty("expected_prices").EnumerateArray().Any(expected => expected.TryGetProperty("total_price", out _)));
        }
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
        ? decimal.Parse(value.GetString()!, NumberStyles.Float, CultureInfo.InvariantCulture)
        : 0;

    private sealed record Vector(
        string Model, string Body, IReadOnlyList<string> Classes, IReadOnlyList<(string Provider, string Flavour, long Nano)> Expected, bool TellsTotal);
}
