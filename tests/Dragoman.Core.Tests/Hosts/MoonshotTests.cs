using System.Text.Json.Nodes;

namespace Dragoman.Core.Tests.Hosts;

public sealed class MoonshotTests
{
    private static Host Kimi => Host.Of("moonshot", "kimi-k2.6");

    [Fact]
    public void H_432_schemas_keep_to_moonshots_subset()
    {
        var schema = Kimi.Write(Host.Request("""[{"role":"user","content":"hi"}]""", """
            "tools":[{"name":"t","input_schema":{"type":"object","properties":{"a":{"type":"string","anyOf":[{"type":"string"},{"type":"null"}]}}}}]
            """))["tools"]![0]!["function"]!["parameters"]!;
        ((string)schema["type"]!).ShouldBe("object");
        schema["properties"]!["a"]!.AsObject().ContainsKey("type").ShouldBeFalse();
        schema["properties"]!["a"]!["anyOf"]!.AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public void H_433_a_call_without_known_thinking_has_a_space_of_it()
    {
        var call = Kimi.Write(Host.Request("""[{"role":"user","content":"go"},{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"Bash","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":"1"}]}]""", Host.Tools))
            ["messages"]!.AsArray().Single(message => message!["tool_calls"] is not null)!;
        ((string)call["reasoning_content"]!).ShouldBe(" ");
    }

    [Theory]
    [InlineData("\"thinking\":{\"type\":\"adaptive\"},\"output_config\":{\"effort\":\"max\"}", "enabled")]
    [InlineData("\"thinking\":{\"type\":\"disabled\"}", "disabled")]
    [InlineData("\"thinking\":{\"type\":\"adaptive\"},\"tool_choice\":{\"type\":\"any\"}", "disabled")]
    public void H_434_thinking_is_said_once_and_never_with_a_forced_call(string more, string said)
    {
        var body = Kimi.Write(Host.Request("""[{"role":"user","content":"hi"}]""", $"{Host.Tools},{more}"));
        ((string)body["thinking"]!["type"]!).ShouldBe(said);
        body.ContainsKey("reasoning_effort").ShouldBeFalse();
    }

    [Fact]
    public void H_435_the_hosts_own_id_comes_back_as_it_was() =>
        Kimi.Write(Host.Request("""[{"role":"user","content":"go"},{"role":"assistant","content":[{"type":"tool_use","id":"functions.Read:3","name":"Read","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"functions.Read:3","content":"1"}]}]""", Host.Tools))
            ["messages"]!.AsArray().Count(message => message!.ToJsonString().Contains("\"functions.Read:3\"", StringComparison.Ordinal)).ShouldBe(2);

    [Fact]
    public void H_437_sampling_stays_behind_and_documents_and_far_images_are_told_in_text()
    {
        var body = Kimi.Write(Host.Request("""
            [{"role":"user","content":[{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"JVBERi0="},"title":"Plan"},
              {"type":"image","source":{"type":"url","url":"https://x.test/a.png"}},
              {"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw0KGgo="}},{"type":"text","text":"?"}]}]
            """, "\"temperature\":0.2,\"top_p\":0.9"));
        body.ContainsKey("temperature").ShouldBeFalse();
        body.ContainsKey("top_p").ShouldBeFalse();
        var parts = body["messages"]!.AsArray()[^1]!["content"]!.AsArray();
        parts.Select(part => (string)part!["type"]!).ShouldAllBe(type => type == "text" || type == "image_url");
        ((string)parts.Single(part => (string)part!["type"]! == "image_url")!["image_url"]!["url"]!).ShouldStartWith("data:image/png;base64,");
        body.ToJsonString().ShouldContain("Plan");
    }
}
