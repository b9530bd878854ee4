namespace Dragoman.Core.Tests.Hosts;

public sealed class OpenRouterTests
{
    [Fact]
    public void H_463_effort_stands_in_its_object_and_nowhere_else()
    {
        var body = Host.Of("openrouter", "z-ai/glm-4.6").Write(Host.Session);
        ((string)body["reasoning"]!["effort"]!).ShouldBe("high");
        body.ContainsKey("reasoning_effort").ShouldBeFalse();
    }

    [Fact]
    public void H_461_a_message_holds_no_settings_of_its_own() =>
        Host.Of("openrouter", "anthropic/claude-opus-4.8").Write(Host.Request("""[{"role":"user","content":"hi","output_config":{"effort":"low"}}]""", "\"thinking\":{\"type\":\"adaptive\"}"))
            .ToJsonString().ShouldNotContain("output_config");

    [Fact]
    public void H_168_claude_behind_openrouter_keeps_its_cache_hints() =>
        Host.Of("openrouter", "anthropic/claude-opus-4.8").Write(Host.Session).ToJsonString().Split("\"cache_control\"").Length.ShouldBe(3);
}
