namespace Dragoman.Core.Tests.Hosts;

public sealed class ZaiTests
{
    private static readonly StrictHost Strict = new(
        "model messages max_tokens temperature top_p stop stream tools tool_choice thinking tool_stream response_format request_id user_id do_sample",
        "role content tool_calls tool_call_id reasoning_content");

    private static Host Glm => Host.Of("zai", "glm-4.7");

    [Theory]
    [InlineData("\"thinking\":{\"type\":\"adaptive\"}", "enabled")]
    [InlineData("\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2048}", "enabled")]
    [InlineData("\"thinking\":{\"type\":\"disabled\"}", "disabled")]
    [InlineData("\"thinking\":{\"type\":\"between_tools\"}", "disabled")]
    public void H_438_thinking_is_enabled_or_disabled_and_nothing_else(string asked, string sent) =>
        Glm.Write(Host.Request("""[{"role":"user","content":"hi"}]""", asked))["thinking"]!.ToJsonString().ShouldBe($$"""{"type":"{{sent}}"}""");

    [Fact]
    public void H_439_arguments_are_asked_to_stream_and_a_forced_call_is_told_in_words()
    {
        var body = Glm.Write(Host.Request("""[{"role":"user","content":"hi"}]""", Host.Tools + ""","tool_choice":{"type":"tool","name":"Read"}"""));
        ((bool)body["tool_stream"]!).ShouldBeTrue();
        ((string)body["tool_choice"]!).ShouldBe("auto");
        body["messages"]!.ToJsonString().ShouldContain("Answer with a call of the tool Read.");
        Glm.Write(Host.Hello).ContainsKey("tool_stream").ShouldBeFalse();
        Glm.Write(Host.Hello.Replace("\"stream\":true", "\"stream\":false", StringComparison.Ordinal)).ContainsKey("tool_stream").ShouldBeFalse();
    }

    [Fact]
    public void H_440_nothing_that_the_host_refuses_is_sent_and_a_user_comes_first()
    {
        Strict.Refuses(Glm.Write(Host.Session)).ShouldBeNull();
        var roles = Glm.Write(Host.Request("""[{"role":"assistant","content":"I begin."},{"role":"user","content":"go"}]""", "\"system\":\"s\""))
            ["messages"]!.AsArray().Select(message => (string)message!["role"]!);
        roles.ShouldBe(["system", "user", "assistant", "user"]);
        Glm.Write(Host.Request("[]", "\"system\":\"s\""))["messages"]!.AsArray().Select(message => (string)message!["role"]!).ShouldBe(["system", "user"]);
    }

    [Theory]
    [InlineData("https://api.z.ai/api/coding/paas/v4/chat/completions", "https://api.z.ai/api/coding/paas/v4/chat/completions")]
    [InlineData("https://api.z.ai/api/coding/paas/v4", "https://api.z.ai/api/coding/paas/v4/chat/completions")]
    [InlineData(null, "https://api.z.ai/api/paas/v4/chat/completions")]
    public void H_443_the_address_is_the_configured_one_without_a_v1_put_in(string? endpoint, string address) =>
        Load.Snapshot($"upstreams:\n  zai: {{api_key: '${{ACME_KEY}}'{(endpoint is null ? "" : $", endpoint: '{endpoint}'")}}}\n")
            .Decide("zai/glm-4.7").Target!.Address(stream: true).AbsoluteUri.ShouldBe(address);
}
