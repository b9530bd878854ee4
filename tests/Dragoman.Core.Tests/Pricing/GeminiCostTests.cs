using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Dragoman.Core.Catalogue;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Gemini;

namespace Dragoman.Core.Tests.Pricing;

/// <summary>Recorded usage of Google's models, read as an answer and priced by the catalogue: exact to the nano-dollar.</summary>
public sealed class GeminiCostTests
{
    [Fact]
    public void Every_recorded_usage_of_text_and_images_costs_what_is_expected()
    {
        var count = 0;
        foreach (var line in File.ReadLines(Shared.Path("recordings/usage-cost-vectors.jsonl")))
        {
            var vector = JsonNode.Parse(line)!;
            var model = vector["model"]!.GetValue<string>();
            var normalised = vector["normalised_usage"]!.AsObject();
            // Sound and pictures that a model makes have rates of their own, and no part in Claude Code's traffic.
            if (!model.StartsWith("gemini-", StringComparison.Ordinal) || vector["body"]!["usageMetadata"] is null
                || normalised.Any(member => member.Key.Contains("audio", StringComparison.Ordinal) || member.Key == "output_image_tokens"))
            {
                continue;
            }

            var usage = Read(vector["body"]!.AsObject());
            usage.TotalInputTokens.ShouldBe(normalised["input_tokens"]?.GetValue<long>() ?? 0, model);
            usage.OutputTokens.ShouldBe(normalised["output_tokens"]?.GetValue<long>() ?? 0, model);
            var expected = vector["expected_prices"]!.AsArray().First(price => price!["provider_id"]!.GetValue<string>() == "google")!;
            var dollars = Dollars(expected["input_price"]) + Dollars(expected["output_price"]);
            foreach (var provider in new[] { "gemini", "vertex" })
            {
                ProviderCatalogue.BuiltIn.Describe(provider, model)!.Price!.Cost(usage).ShouldBe(
                    (long)Math.Round(dollars * 1_000_000_000m, MidpointRounding.AwayFromZero), $"{provider}/{model} {normalised.ToJsonString()}");
            }

            count++;
        }

        count.ShouldBeGreaterThan(30);
    }

    [Fact]
    public void A_long_prompt_pays_the_long_rates_for_all_of_it()
    {
        var price = ProviderCatalogue.BuiltIn.Describe("gemini", "gemini-3.1-pro-preview")!.Price!;
        price.Cost(new Usage { InputTokens = 200_000, OutputTokens = 1000 }).ShouldBe(400_000_000 + 12_000_000);
        price.Cost(new Usage { InputTokens = 100_000, CacheReadTokens = 100_001, OutputTokens = 1000 }).ShouldBe(400_000_000 + 40_000_400 + 18_000_000);
    }

    private static decimal Dollars(JsonNode? value) => value is null ? 0 : decimal.Parse(value.GetValue<string>(), NumberStyles.Float, CultureInfo.InvariantCulture);

    private static Usage Read(JsonObject body)
    {
        var answer = (JsonObject)body.DeepClone();
        answer["candidates"] = JsonNode.Parse("""[{"content":{"parts":[{"text":"x"}],"role":"model"},"finishReason":"STOP"}]""");
        using var request = Requests.Read("""{"model":"m","max_tokens":10,"messages":[{"role":"user","content":"hi"}]}""");
        var sink = new LastUsage();
        new GeminiDialect().ReadAnswer(
            Encoding.UTF8.GetBytes(answer.ToJsonString()),
            new Translation
            {
                Request = request,
                RequestedModel = "m",
                Model = new ModelTraits { Id = "gemini-3.1-pro" },
                Ids = new NoIds(),
                Envelope = new SignatureEnvelope(new byte[32]),
                Provenance = "gemini",
            },
            sink).ShouldBeNull();
        return sink.Usage;
    }

    private sealed class NoIds : IIdSource
    {
        public void Fill(Span<byte> target) => target.Fill((byte)'0');
    }

    private sealed class LastUsage : IStreamSink
    {
        public Usage Usage { get; private set; }

        public void On(in StreamEvent e) => Usage = e.Kind == StreamEventKind.Finish ? e.Usage : Usage;
    }
}
