using Dragoman.Core.Catalogue;
using Dragoman.Core.Configuration;

namespace Dragoman.Core.Tests.Configuration;

public sealed class CloudCatalogueTests
{
    [Theory]
    [InlineData("bedrock-claude", "us.anthropic.claude-opus-5-5", 5_500_000L)]
    [InlineData("bedrock-claude", "global.anthropic.claude-opus-5-5", 5_000_000L)]
    [InlineData("bedrock-claude", "eu.anthropic.claude-haiku-4-5-20251001-v1:0", 1_100_000L)]
    [InlineData("bedrock-mantle", "anthropic.claude-sonnet-5-5", 3_000_000L)]
    [InlineData("claude-platform-aws", "claude-opus-5-5", 5_000_000L)]
    [InlineData("vertex-claude", "claude-haiku-4-5@20251001", 1_000_000L)]
    public void D13_claude_is_priced_at_every_cloud_with_its_premium_for_a_region(string provider, string model, long inputPicoDollars)
    {
        var known = ProviderCatalogue.BuiltIn.Describe(provider, model);
        ProviderCatalogue.PriceOf(known).Base.Input.ShouldBe(inputPicoDollars);
        known.Tier.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("bedrock: {provider: bedrock-claude, region: eu-west-1}", "https://bedrock-runtime.eu-west-1.amazonaws.com/model/us.anthropic.claude-opus-5-5/invoke")]
    [InlineData("mantle: {provider: bedrock-mantle, region: us-east-2}", "https://bedrock-mantle.us-east-2.api.aws/anthropic/v1/messages")]
    [InlineData("platform: {provider: claude-platform-aws, region: us-east-2}", "https://aws-external-anthropic.us-east-2.api.aws/v1/messages")]
    [InlineData("vertex: {provider: vertex-claude, region: global, project: p}", "https://aiplatform.googleapis.com/v1/projects/p/locations/global/publishers/anthropic/models/claude-opus-5-5:rawPredict")]
    [InlineData("vertex: {provider: vertex-claude, region: eu, project: p}", "https://aiplatform.eu.rep.googleapis.com/v1/projects/p/locations/eu/publishers/anthropic/models/claude-opus-5-5:rawPredict")]
    [InlineData("vertex: {provider: vertex-claude, region: us-east5, project: p}", "https://us-east5-aiplatform.googleapis.com/v1/projects/p/locations/us-east5/publishers/anthropic/models/claude-opus-5-5:rawPredict")]
    public void H_417_a_region_says_where_a_cloud_is_and_opus_is_its_opus(string upstream, string address)
    {
        var snapshot = Load.Snapshot($"upstreams:\n  {upstream}\n");
        var target = snapshot.Decide("claude-opus-5-5").Target.ShouldNotBeNull();
        target.WholeEndpoint.AbsoluteUri.ShouldBe(address);
        target.Upstream.Cloud.ShouldNotBeNull().Service.ShouldBe(
            address.Contains("mantle", StringComparison.Ordinal) ? "bedrock-mantle" : address.Contains("external", StringComparison.Ordinal) ? "aws-external-anthropic" : null);
    }

    [Fact]
    public void H_397_a_cloud_takes_only_its_betas_unless_the_configuration_says_otherwise()
    {
        var snapshot = Load.Snapshot("upstreams:\n  a: {provider: bedrock-claude, region: us-east-1}\n  b: {provider: bedrock-claude, region: us-east-1, betas: {unsupported: []}}\n");
        Betas("a/m").ShouldBe(["interleaved-thinking-2025-05-14"]);
        Betas("b/m").ShouldBe(["interleaved-thinking-2025-05-14", "foo-2099-01-01"]);

        IEnumerable<string> Betas(string name) =>
            ((Dialects.AnthropicMessages.Hosts.MessagesHost)snapshot.Decide(name).Target!.Profile!).Plan(["interleaved-thinking-2025-05-14,foo-2099-01-01"]).Betas;
    }
}
