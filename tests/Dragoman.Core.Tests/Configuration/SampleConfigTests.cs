using Dragoman.Core.Configuration;
using Dragoman.Core.Routing;
using Dragoman.Dialects.OpenAiChat;

namespace Dragoman.Core.Tests.Configuration;

public sealed class SampleConfigTests
{
    /// <summary>The same ground as the sample that lies beside the repository, written for this test.</summary>
    public const string Own = """
        routes:
          - name: large
            inbound_protocol: anthropic
            upstream: {provider: openai, model: gpt-5, endpoint: https://api.openai.com/v1/chat/completions, api_key_ref: openai_prod}
            translation: {system_placement: first_message, tool_use: openai_tool_calls, streaming: anthropic_events, drop_headers: [cache_control]}
          - name: small
            upstream: {provider: openai, model: gpt-5-mini, endpoint: https://api.openai.com/v1, api_key_ref: openai_prod}
          - name: spare
            upstream: {provider: anthropic, model: claude-opus-4-7, endpoint: https://api.anthropic.com, api_key_ref: anthropic_prod}
            translation: {passthrough: true}
        policies:
          - name: by_size
            rule: |
              if input_tokens < 8000 and tool_call_count <= 2:
                route small
              elif input_tokens < 60000:
                route large
              else:
                route spare
        """;

    [Fact]
    public void A16_the_sample_loads_as_it_stands()
    {
        var result = Load.Yaml(File.ReadAllText(Shared.Path("samples/gateway-config.yaml")));

        result.Errors.ShouldBeEmpty();
        result.Warnings.ShouldBeEmpty();
        result.Config!.Routes.Select(route => route.Name).ShouldBe(["gpt-5-via-gateway", "gpt-5-mini-via-gateway", "claude-opus-fallback"]);
    }

    [Theory]
    [InlineData("gpt-5-via-gateway", "openai", "gpt-5", DialectNames.OpenAiChat, "https://api.openai.com/v1/chat/completions")]
    [InlineData("gpt-5-mini-via-gateway", "openai", "gpt-5-mini", DialectNames.OpenAiChat, "https://api.openai.com/v1/chat/completions")]
    [InlineData("claude-opus-fallback", "anthropic", "claude-opus-4-7", DialectNames.AnthropicMessages, "https://api.anthropic.com/v1/messages")]
    public void A16_each_alias_of_the_sample_leads_to_its_upstream_and_model(
        string alias, string provider, string model, string dialect, string endpoint)
    {
        var decision = Sample().Decide(alias, inputTokens: 100_000);

        decision.Failure.ShouldBeNull();
        decision.Target!.Upstream.Provider.ShouldBe(provider);
        decision.Target.Model.ShouldBe(model);
        decision.Target.Upstream.Dialect.Name.ShouldBe(dialect);
        decision.Target.StreamEndpoint.AbsoluteUri.ShouldBe(endpoint);
        decision.Reason.ShouldBe($"route {alias}");
    }

    [Theory]
    [InlineData(7_999, 0, "gpt-5-mini")]
    [InlineData(7_999, 2, "gpt-5-mini")]
    [InlineData(7_999, 3, "gpt-5")]
    [InlineData(8_000, 0, "gpt-5")]
    [InlineData(9_999, 0, "gpt-5")]
    [InlineData(10_000, 0, "gpt-5")]
    [InlineData(59_999, 9, "gpt-5")]
    [InlineData(60_000, 0, "claude-opus-4-7")]
    public void D01_the_samples_policy_decides_for_plain_claude_ids(long tokens, int calls, string model)
    {
        foreach (var asked in new[] { "claude-opus-5-5", "claude-haiku-4-5", "claude-sonnet-5[1m]", "claude-opus-4-7" })
        {
            var decision = Sample().Decide(asked, tokens, calls);

            decision.Target!.Model.ShouldBe(model);
            decision.Reason.ShouldStartWith("policy cost_aware_routing, line ");
        }
    }

    [Fact]
    public void A16_the_translation_options_of_the_sample_arrive()
    {
        var snapshot = Sample();
        var chat = snapshot.Decide("gpt-5-via-gateway").Route!.Translation;
        chat.SystemPlacement.ShouldBe(SystemPlacement.FirstMessage);
        chat.ToolUse.ShouldBe(ToolUseStyle.OpenAiToolCalls);
        chat.Streaming.ShouldBe(StreamingStyle.AnthropicEvents);
        chat.DropHeaders.ShouldBe(["cache_control"]);
        chat.DropsCacheControl.ShouldBeTrue();
        chat.Passthrough.ShouldBeNull();
        snapshot.Decide("claude-opus-fallback").Route!.Translation.Passthrough.ShouldBe(true);
    }

    [Fact]
    public void A16_routes_that_share_provider_endpoint_and_key_share_one_upstream()
    {
        var upstreams = Sample().Upstreams;
        upstreams.Select(upstream => upstream.Id).ShouldBe(["openai", "anthropic"]);
        upstreams[0].AuthStyle.ShouldBe(AuthStyle.Bearer);
        upstreams[0].ApiKey!.Reveal().ShouldBe("sk-openai");
        upstreams[0].ApiKey!.Reference.ShouldBe("${OPENAI_PROD}");
        upstreams[1].AuthStyle.ShouldBe(AuthStyle.XApiKey);
    }

    [Fact]
    public void A16_the_repositorys_own_sample_covers_the_same_ground()
    {
        var snapshot = Load.Snapshot(Own);

        snapshot.Decide("claude-fable-5", 100).Target!.Model.ShouldBe("gpt-5-mini");
        snapshot.Decide("claude-fable-5", 59_999).Target!.Model.ShouldBe("gpt-5");
        snapshot.Decide("claude-fable-5", 60_000).Target!.Model.ShouldBe("claude-opus-4-7");
        snapshot.Decide("small", 60_000).Target!.Model.ShouldBe("gpt-5-mini");
        snapshot.Decide("by_size", 100).Target!.Model.ShouldBe("gpt-5-mini");
        snapshot.Upstreams.Select(upstream => upstream.Address("m", stream: true).AbsoluteUri).ShouldContain("https://api.openai.com/v1/chat/completions");
    }

    [Theory]
    [InlineData("first_message", HeadRole.Developer)]
    [InlineData("native", HeadRole.Developer)]
    [InlineData("system", HeadRole.System)]
    [InlineData("developer", HeadRole.Developer)]
    [InlineData("first_user_message", HeadRole.None)]
    public void A05_system_placement_reaches_the_dialects_profile(string placement, HeadRole role)
    {
        var snapshot = Load.Snapshot($$"""
            routes:
              - name: r
                upstream: {provider: openai, model: gpt-5, api_key_ref: openai_prod, dialect: openai-chat}
                translation: {system_placement: {{placement}}}
            """);

        ((OpenAiChatProfile)snapshot.Decide("r").Target!.Profile!).HeadRole.ShouldBe(role);
    }

    private static PolicySnapshot Sample() => Load.Snapshot(File.ReadAllText(Shared.Path("samples/gateway-config.yaml")));
}
