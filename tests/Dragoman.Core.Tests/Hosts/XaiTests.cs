using System.Text;
using Dragoman.Dialects.Conversation;

namespace Dragoman.Core.Tests.Hosts;

public sealed class XaiTests
{
    [Theory]
    [InlineData("grok-3", true, "high", null)]
    [InlineData("grok-3-mini", false, "high", "high")]
    [InlineData("grok-3-mini", false, "low", "low")]
    [InlineData("grok-3-mini", false, "medium", "low")]
    [InlineData("grok-4-0709", false, "high", null)]
    [InlineData("grok-4-fast-reasoning", false, "high", null)]
    [InlineData("grok-code-fast-1", false, "high", null)]
    [InlineData("grok-build-0.1", false, "high", null)]
    [InlineData("grok-4.3", false, "max", "high")]
    [InlineData("grok-4.3", false, "medium", "medium")]
    public void H_456_each_family_gets_the_parameters_that_it_takes(string model, bool takesStops, string asked, string? effort)
    {
        var body = Host.Of("xai", model).Write(Host.Request("""[{"role":"user","content":"hi"}]""", $$$"""
            "stop_sequences":["END"],"thinking":{"type":"adaptive"},"output_config":{"effort":"{{{asked}}}"}
            """));
        body.ContainsKey("stop").ShouldBe(takesStops);
        ((string?)body["reasoning_effort"]).ShouldBe(effort);
        body.ContainsKey("presence_penalty").ShouldBeFalse();
        body.ContainsKey("frequency_penalty").ShouldBeFalse();
    }

    [Fact]
    public void H_170_the_session_is_named_in_xais_own_header()
    {
        Host.Of("xai", "grok-4.3").Target.Upstream.AffinityHeader.ShouldBe("x-grok-conv-id");
        Load.Snapshot("upstreams: {xai: {api_key: '${ACME_KEY}', affinity_header: x-other}}\n").Decide("xai/grok-4.3").Target!.Upstream.AffinityHeader.ShouldBe("x-other");
        Host.Of("groq", "openai/gpt-oss-120b").Target.Upstream.AffinityHeader.ShouldBeNull();
    }

    [Fact]
    public void H_457_repeated_thinking_is_known_of_the_host() =>
        ((Dragoman.Dialects.OpenAiChat.OpenAiChatProfile)Host.Of("xai", "grok-4.3").Target.Profile!).RepeatsReasoning.ShouldBeTrue();

    [Theory]
    [InlineData("Could not decrypt the provided encrypted_content.")]
    [InlineData("The encrypted content gAAA could not be verified.")]
    [InlineData("messages.1.reasoning_details: invalid signature of another account")]
    public void H_458_refused_reasoning_is_left_out_of_the_next_try(string message)
    {
        var error = $$$"""{"error":{"message":"{{{message}}}","type":"invalid_request_error","code":"bad_request"}}""";
        Host.Of("xai", "grok-4.3").Target.Upstream.Dialect.ReadError(400, Encoding.UTF8.GetBytes(error), null).Remedy.ShouldBe(new Remedy(RemedyKind.DropReasoning));
        var kimi = Host.Of("moonshot", "kimi-k2.6");
        var loop = Host.Request("""[{"role":"user","content":"go"},{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"Bash","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":"1"}]}]""", Host.Tools);
        kimi.Write(loop).ToJsonString().ShouldContain("reasoning_content");
        kimi.Write(loop, new Remedy(RemedyKind.DropReasoning)).ToJsonString().ShouldNotContain("reasoning_content");
    }

    [Fact]
    public void H_459_its_search_is_asked_for_in_responses_where_all_its_models_have_it()
    {
        var target = Load.Snapshot("upstreams: {xai: {api_key: '${ACME_KEY}', dialect: openai-responses}}\n").Decide("xai/grok-4.3").Target!;
        target.Upstream.Dialect.RunsServerTool("web_search_20250305", target.Profile).ShouldBeTrue();
        var body = Host.Of(target).Write(Host.Request(
            """[{"role":"user","content":"Search."}]""", """ "tools":[{"type":"web_search_20250305","name":"web_search","max_uses":8}] """));
        ((string?)body["tools"]![0]!["type"]).ShouldBe("web_search");
        // Its chat completions have another way, which is not used: there the gateway searches.
        Host.Of("xai", "grok-4.3").Target.Upstream.Dialect.RunsServerTool("web_search_20250305", Host.Of("xai", "grok-4.3").Target.Profile).ShouldBeFalse();
    }
}
