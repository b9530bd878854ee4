using Dragoman.Core.Catalogue;
using Dragoman.Dialects.BedrockConverse;
using Dragoman.Dialects.Conversation;

namespace Dragoman.Core.Tests.Configuration;

/// <summary>Which settings hold for which model on Bedrock, whatever region or ARN stands before its name.</summary>
public sealed class BedrockFamilyTests
{
    [Theory]
    [InlineData("anthropic.claude-haiku-4-5-20251001-v1:0", ConverseReasoning.AnthropicBudget, 200_000)]
    [InlineData("us.anthropic.claude-sonnet-4-20250514-v1:0", ConverseReasoning.AnthropicBudget, 200_000)]
    [InlineData("global.anthropic.claude-opus-5", ConverseReasoning.Anthropic, 1_000_000)]
    [InlineData("arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.anthropic.claude-sonnet-4-6", ConverseReasoning.Anthropic, 1_000_000)]
    [InlineData("us.amazon.nova-pro-v1:0", ConverseReasoning.None, 300_000)]
    [InlineData("us.amazon.nova-2-lite-v1:0", ConverseReasoning.Nova, 1_000_000)]
    [InlineData("us.openai.gpt-6-astra", ConverseReasoning.ReasoningObject, 400_000)]
    [InlineData("openai.gpt-oss-120b-1:0", ConverseReasoning.ReasoningEffort, 128_000)]
    [InlineData("us.meta.llama3-3-70b-instruct-v1:0", ConverseReasoning.None, 128_000)]
    [InlineData("mistral.mistral-large-3-675b-instruct", ConverseReasoning.None, 128_000)]
    [InlineData("deepseek.v3.2", ConverseReasoning.ReasoningEffort, 163_840)]
    [InlineData("qwen.qwen3-32b-v1:0", ConverseReasoning.ReasoningConfig, 131_072)]
    public void H_408_each_family_is_told_to_think_in_its_own_way(string model, ConverseReasoning reasoning, long window)
    {
        var (profile, known) = Of(model);
        profile.Reasoning.ShouldBe(reasoning);
        known.ContextWindow.ShouldBe(window);
    }

    [Theory]
    [InlineData("us.anthropic.claude-opus-5", CachePlaces.System | CachePlaces.Messages | CachePlaces.Tools, true)]
    [InlineData("us.amazon.nova-lite-v1:0", CachePlaces.System | CachePlaces.Messages, false)]
    [InlineData("us.meta.llama3-3-70b-instruct-v1:0", CachePlaces.None, false)]
    [InlineData("some.model", CachePlaces.None, false)]
    public void H_407_cache_points_go_where_the_family_takes_them(string model, CachePlaces places, bool ttl)
    {
        var (profile, _) = Of(model);
        profile.CachePoints.ShouldBe(places);
        profile.CacheTtl.ShouldBe(ttl);
    }

    [Fact]
    public void Reported_counts_cost_what_the_price_list_says_with_cache_reads_and_writes_of_both_lives()
    {
        var usage = new Usage { IsReported = true, InputTokens = 1000, OutputTokens = 100, CacheReadTokens = 10_000, CacheWriteTokens = 3000, CacheWrite1hTokens = 1000 };
        var (_, known) = Of("us.anthropic.claude-haiku-4-5-20251001-v1:0");
        // 1000 x 1 + 100 x 5 + 10000 x 0.1 + 2000 x 1.25 + 1000 x 2 dollars per million.
        ProviderCatalogue.PriceOf(known).Cost(in usage).ShouldBe(7_000_000);
    }

    private static (BedrockConverseProfile Profile, Dragoman.Core.Configuration.ModelConfig Known) Of(string model)
    {
        var target = Load.Snapshot("upstreams: {bedrock: {region: us-east-1}}\n").Decide($"bedrock/{model}").Target.ShouldNotBeNull();
        return (target.Profile.ShouldBeOfType<BedrockConverseProfile>(), ProviderCatalogue.BuiltIn.Describe("bedrock", model));
    }
}
