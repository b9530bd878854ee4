using Dragoman.Core.Configuration;
using Dragoman.Core.Routing;
using Dragoman.Dialects.OpenAiChat;
using Dragoman.Dialects.OpenAiResponses;

namespace Dragoman.Core.Tests.Configuration;

/// <summary>Models that their provider offers best in another protocol than its own (A04).</summary>
public sealed class BestDialectTests
{
    [Theory]
    [InlineData("gpt-5")]
    [InlineData("gpt-5.4")]
    [InlineData("gpt-5.6-sol")]
    [InlineData("gpt-6-astra")]
    [InlineData("o4-mini")]
    [InlineData("gpt-5-2025-08-07")]
    public void A04_H_346_a_reasoning_model_is_asked_through_responses(string model)
    {
        var target = Load.FromEnvironment(("OPENAI_API_KEY", "k")).Decide(model).Target!;
        target.Upstream.Dialect.Name.ShouldBe(DialectNames.OpenAiResponses);
        target.Upstream.Id.ShouldBe("openai");
        target.Address(stream: true).AbsoluteUri.ShouldBe("https://api.openai.com/v1/responses");
        target.Profile.ShouldBeOfType<OpenAiResponsesProfile>().WebSearch.ShouldBeTrue("H-353");
    }

    [Theory]
    [InlineData("gpt-4.1")]
    [InlineData("gpt-5-chat-latest")]
    [InlineData("o1-mini")]
    public void A04_others_stay_with_chat(string model) =>
        Load.FromEnvironment(("OPENAI_API_KEY", "k")).Decide(model).Target!.Upstream.Dialect.Name.ShouldBe(DialectNames.OpenAiChat);

    [Theory]
    [InlineData("dialect: openai-chat")]
    [InlineData("endpoint: 'https://api.openai.com/v1/chat/completions'")]
    public void A04_who_names_a_dialect_or_a_full_url_has_decided(string words)
    {
        var target = Load.Snapshot($"upstreams:\n  openai: {{api_key: '${{OPENAI_PROD}}', {words}}}\n").Decide("gpt-5.4").Target!;
        target.Upstream.Dialect.Name.ShouldBe(DialectNames.OpenAiChat);
        target.Profile.ShouldBeOfType<OpenAiChatProfile>().EffortWithTools.ShouldBeFalse("H-346: then the effort is left out beside tools");
        target.Address(stream: false).AbsoluteUri.ShouldBe("https://api.openai.com/v1/chat/completions");
    }

    [Fact]
    public void A04_it_is_selectable_per_route()
    {
        var snapshot = Load.Snapshot("""
            routes:
              - {name: by-chat, upstream: {provider: openai, model: gpt-5.4, api_key_ref: openai_prod, dialect: openai-chat}}
              - {name: by-responses, upstream: {provider: openai, model: gpt-4.1, api_key_ref: openai_prod, dialect: openai-responses}}
            """);
        snapshot.Decide("by-chat").Target!.Upstream.Dialect.Name.ShouldBe(DialectNames.OpenAiChat);
        snapshot.Decide("by-responses").Target!.Upstream.Dialect.Name.ShouldBe(DialectNames.OpenAiResponses);
    }

    [Fact]
    public void A_models_phase_marks_and_retention_are_data()
    {
        OpenAiResponsesProfile Of(string model) => (OpenAiResponsesProfile)Load.FromEnvironment(("OPENAI_API_KEY", "k")).Decide(model).Target!.Profile!;
        (Of("gpt-5").Phase, Of("gpt-5").CacheBreakpoints, Of("gpt-5").Sampling).ShouldBe((false, false, false));
        (Of("gpt-5.4").Phase, Of("gpt-5.4").CacheRetention).ShouldBe((true, true));
        (Of("gpt-6-sol").Phase, Of("gpt-6-sol").CacheBreakpoints, Of("gpt-6-sol").Efforts.Contains("max")).ShouldBe((true, true, true));
    }

    [Theory]
    [InlineData("endpoint: 'https://r.openai.azure.com'", "gpt-5", DialectNames.OpenAiResponses, "https://r.openai.azure.com/openai/v1/responses")]
    [InlineData("endpoint: 'https://r.openai.azure.com/openai/v1'", "gpt-4.1", DialectNames.OpenAiChat, "https://r.openai.azure.com/openai/v1/chat/completions")]
    [InlineData("endpoint: 'https://r.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21'", "gpt-5", DialectNames.OpenAiChat, "https://r.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21")]
    public void H_371_azure_has_its_own_addresses_and_its_own_header(string endpoint, string model, string dialect, string full)
    {
        var target = Load.Snapshot($"upstreams:\n  az: {{provider: azure, api_key: '${{OPENAI_PROD}}', {endpoint}}}\n").Decide($"az/{model}").Target!;
        target.Upstream.Dialect.Name.ShouldBe(dialect);
        target.Address(stream: true).AbsoluteUri.ShouldBe(full);
        target.Upstream.AuthStyle.ShouldBe(AuthStyle.AzureApiKey);
        target.Model.ShouldBe(model, "on v1 the deployment is the model");
    }

    [Fact]
    public void H_371_azure_takes_a_token_instead_of_a_key()
    {
        var upstream = Load.Snapshot("upstreams:\n  az: {provider: azure, auth: entra, role: my-tenant, endpoint: 'https://r.openai.azure.com'}\n").Decide("az/gpt-5").Target!.Upstream;
        upstream.Cloud.ShouldNotBeNull().Style.ShouldBe(AuthStyle.EntraId);
        upstream.Cloud.Role.ShouldBe("my-tenant");
    }

    [Fact]
    public void H_376_claude_on_foundry_is_a_messages_upstream()
    {
        var target = Load.Snapshot("upstreams:\n  f: {provider: azure-foundry, api_key: '${OPENAI_PROD}', project: my-resource}\n").Decide("f/claude-opus-5-5").Target!;
        target.Upstream.SpeaksMessages.ShouldBeTrue();
        target.Address(stream: true).AbsoluteUri.ShouldBe("https://my-resource.services.ai.azure.com/anthropic/v1/messages");
        target.Upstream.AuthStyle.ShouldBe(AuthStyle.XApiKey);
    }
}
