using System.Text.Json.Nodes;

namespace Dragoman.Core.Tests.Hosts;

public sealed class MistralTests
{
    private static readonly StrictHost Strict = new(
        "model messages max_tokens temperature top_p stop stream tools tool_choice parallel_tool_calls response_format random_seed safe_prompt prompt_mode reasoning_effort prediction presence_penalty frequency_penalty n",
        "role content tool_calls tool_call_id prefix",
        function: "name description parameters strict");

    private static Host Small => Host.Of("mistral", "mistral-small-latest");

    [Fact]
    public void H_423_nothing_that_the_host_forbids_is_sent()
    {
        foreach (var host in new[] { Small, Host.Of("mistral", "devstral-latest"), Host.Of("mistral", "mistral-medium-2604") })
        {
            Strict.Refuses(host.Write(Host.Session)).ShouldBeNull(host.Target.Model);
        }

        Small.Write(Host.Hello).ContainsKey("tools").ShouldBeFalse();
    }

    [Fact]
    public void H_419_ids_of_calls_are_nine_letters_and_digits_on_both_sides()
    {
        var messages = Small.Write(Host.Session)["messages"]!.AsArray();
        var id = (string)messages.Single(m => m!["tool_calls"] is not null)!["tool_calls"]![0]!["id"]!;
        id.ShouldMatch("^[a-zA-Z0-9]{9}$");
        ((string)messages.Single(m => (string)m!["role"]! == "tool")!["tool_call_id"]!).ShouldBe(id);
    }

    [Fact]
    public void H_420_no_user_follows_a_tool_message_at_once()
    {
        var roles = Small.Write(Host.Session)["messages"]!.AsArray().Select(message => (string)message!["role"]!).ToList();
        roles[^3..].ShouldBe(["tool", "assistant", "user"]);
    }

    [Fact]
    public void H_421_what_the_assistant_began_is_marked_to_be_gone_on_with()
    {
        var last = Small.Write(Host.Request("""[{"role":"user","content":"hi"},{"role":"assistant","content":"{"}]"""))["messages"]!.AsArray()[^1]!;
        ((string)last["role"]!, (bool)last["prefix"]!).ShouldBe(("assistant", true));
    }

    [Theory]
    [InlineData("mistral-small-latest", "minimal", "none")]
    [InlineData("mistral-small-latest", "low", "none")]
    [InlineData("mistral-small-latest", "medium", "high")]
    [InlineData("mistral-small-latest", "high", "high")]
    [InlineData("mistral-medium-2604", "max", "high")]
    [InlineData("mistral-medium-2508", "high", null)]
    [InlineData("devstral-latest", "high", null)]
    [InlineData("mistral-small-2506", "high", null)]
    public void H_424_efforts_are_none_or_high_where_there_are_any(string model, string asked, string? sent) =>
        ((string?)Host.Of("mistral", model).Write(Host.Request("""[{"role":"user","content":"hi"}]""", $$$"""
            "thinking":{"type":"adaptive"},"output_config":{"effort":"{{{asked}}}"}
            """))["reasoning_effort"]).ShouldBe(sent);

    [Fact]
    public void H_424_a_call_is_forced_with_any_and_parallel_calls_can_be_forbidden()
    {
        var body = Small.Write(Host.Request("""[{"role":"user","content":"hi"}]""", Host.Tools + ""","tool_choice":{"type":"any","disable_parallel_tool_use":true}"""));
        ((string)body["tool_choice"]!).ShouldBe("any");
        ((bool)body["parallel_tool_calls"]!).ShouldBeFalse();
    }
}
