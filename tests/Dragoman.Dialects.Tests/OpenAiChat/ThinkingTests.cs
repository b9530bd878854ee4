using System.Text;
using System.Text.Json.Nodes;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.OpenAiChat;

namespace Dragoman.Dialects.Tests.OpenAiChat;

public sealed class ThinkingTests
{
    private const string Hi = """[{"role":"user","content":"hi"}]""";

    private static readonly OpenAiChatProfile DeepSeek = new()
    {
        Effort = EffortStyle.ThinkingTypeAndEffort,
        Efforts = ["low", "medium", "high", "max"],
        ReplayReasoning = ReasoningReplay.ToolTurns,
        ForcedChoiceWithThinking = false,
    };

    private static readonly OpenAiChatProfile Kimi = new()
    {
        Effort = EffortStyle.ThinkingType, ReplayReasoning = ReasoningReplay.ToolTurnsNonEmpty, ForcedChoiceWithThinking = false,
    };

    private static OpenAiChatProfile Efforts(params string[] words) => Chat.OpenAi with { Efforts = words };

    private static JsonObject With(string thinking, OpenAiChatProfile profile, string more = "") =>
        Chat.Write(Chat.Request(Hi, thinking + (more.Length > 0 ? "," + more : more)), profile);

    [Theory]
    [InlineData("\"thinking\":{\"type\":\"adaptive\",\"display\":\"omitted\"}", "high")]
    [InlineData("\"thinking\":{\"type\":\"adaptive\"},\"output_config\":{\"effort\":\"xhigh\"}", "xhigh")]
    [InlineData("\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2000}", "low")]
    [InlineData("\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":10000}", "medium")]
    [InlineData("\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":31999}", "high")]
    [InlineData("\"thinking\":{\"type\":\"disabled\"}", "none")]
    [InlineData("\"thinking\":{\"type\":\"between_tools\"}", "none")]
    [InlineData("\"output_config\":{\"effort\":\"medium\"}", "medium")]
    public void H_092_H_097_H_157_each_way_to_ask_for_thinking_becomes_an_effort(string thinking, string expected) =>
        With(thinking, Chat.OpenAi)["reasoning_effort"]!.ToString().ShouldBe(expected);

    [Fact]
    public void H_097_nothing_said_is_nothing_sent() => Chat.Write(Chat.Request(Hi)).ContainsKey("reasoning_effort").ShouldBeFalse();

    [Theory]
    [InlineData("low", "low", "minimal,low,medium,high")]
    [InlineData("xhigh", "high", "minimal,low,medium,high")]
    [InlineData("max", "xhigh", "none,low,medium,high,xhigh")]
    [InlineData("max", "max", "none,low,medium,high,xhigh,max")]
    [InlineData("medium", "low", "low,high")]
    [InlineData("low", "none", "none,high")]
    [InlineData("medium", "high", "none,high")]
    [InlineData("max", "high", "none,high")]
    public void H_096_H_424_H_487_efforts_go_to_the_nearest_that_the_model_knows(string asked, string expected, string known)
    {
        var body = Chat.Write(Chat.Request(Hi, $"\"thinking\":{{\"type\":\"adaptive\"}},\"output_config\":{{\"effort\":\"{asked}\"}}"), out var losses, Efforts(known.Split(',')));
        body["reasoning_effort"]!.ToString().ShouldBe(expected);
        losses.Has(LossKind.ThinkingConfig).ShouldBe(asked != expected);
    }

    [Fact]
    public void H_094_a_budget_stays_below_the_bound()
    {
        var profile = new OpenAiChatProfile { Effort = EffortStyle.EnableThinking };
        var body = Chat.Write(Chat.Request(Hi, "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":31999}"), profile, new ModelTraits { Id = "qwen", Reasoning = true, MaxOutputTokens = 8192 });
        body["enable_thinking"]!.GetValue<bool>().ShouldBeTrue();
        body["thinking_budget"]!.GetValue<long>().ShouldBe(8191);
        body["max_tokens"]!.GetValue<long>().ShouldBe(8192);
    }

    [Theory]
    [InlineData("adaptive", "enabled")]
    [InlineData("disabled", "disabled")]
    [InlineData("between_tools", "disabled")]
    public void H_438_thinking_has_two_words_for_hosts_that_know_two(string asked, string expected) =>
        With($"\"thinking\":{{\"type\":\"{asked}\"}}", Kimi)["thinking"]!["type"]!.ToString().ShouldBe(expected);

    [Fact]
    public void H_463_openrouter_is_told_in_an_object()
    {
        var profile = Chat.OpenAi with { Effort = EffortStyle.ReasoningObject };
        With("\"thinking\":{\"type\":\"adaptive\"}", profile)["reasoning"].ShouldBeJson("""{"effort":"high"}""");
        With("\"thinking\":{\"type\":\"disabled\"}", profile with { Efforts = [] })["reasoning"].ShouldBeJson("""{"enabled":false}""");
    }

    [Fact]
    public void H_346_tools_and_effort_do_not_meet_where_a_model_refuses_both()
    {
        var profile = Chat.OpenAi with { EffortWithTools = false };
        With("\"thinking\":{\"type\":\"adaptive\"}", profile, Streams.SomeTools)["reasoning_effort"]!.ToString().ShouldBe("none");
        With("\"thinking\":{\"type\":\"adaptive\"}", profile)["reasoning_effort"]!.ToString().ShouldBe("high");
    }

    [Fact]
    public void H_145_H_426_H_434_a_forced_call_switches_thinking_off_where_both_are_refused()
    {
        foreach (var profile in new[] { DeepSeek, Kimi })
        {
            var body = With("\"thinking\":{\"type\":\"adaptive\"},\"tool_choice\":{\"type\":\"any\"}", profile, Streams.SomeTools);
            body["thinking"]!["type"]!.ToString().ShouldBe("disabled");
            body.ContainsKey("reasoning_effort").ShouldBeFalse();
            body["tool_choice"]!.ToString().ShouldBe("required");
        }

        With("\"thinking\":{\"type\":\"adaptive\"}", DeepSeek, Streams.SomeTools)["reasoning_effort"]!.ToString().ShouldBe("high");
        With("\"thinking\":{\"type\":\"adaptive\"}", Kimi).ContainsKey("reasoning_effort").ShouldBeFalse();
    }

    [Fact]
    public void A_model_that_does_not_think_is_told_nothing()
    {
        var body = Chat.Write(Chat.Request(Hi, "\"thinking\":{\"type\":\"adaptive\"}"), out var losses, Chat.OpenAi, new ModelTraits { Id = "gpt-4.1" });
        body.ContainsKey("reasoning_effort").ShouldBeFalse();
        losses.ToString().ShouldContain("thinking_config:dropped");
    }

    [Fact]
    public void H_098_H_099_H_105_H_110_thinking_of_earlier_turns_is_neither_content_nor_a_property()
    {
        var body = Encoding.UTF8.GetString(Chat.Bytes(Chat.Request("""
            [{"role":"user","content":"a"},
             {"role":"assistant","content":[{"type":"thinking","thinking":"SECRET","signature":"s"},{"type":"redacted_thinking","data":"BLOB"},{"type":"text","text":"b"},
                                            {"type":"tool_use","id":"t","name":"Bash","input":{}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":"r"}]}]
            """), out var losses));
        body.ShouldNotContain("SECRET");
        body.ShouldNotContain("BLOB");
        body.ShouldNotContain("reasoning_content");
        losses.Has(LossKind.Thinking).ShouldBeTrue();
    }

    [Fact]
    public void H_108_H_425_reasoning_goes_back_on_the_tool_turns_behind_the_last_prompt()
    {
        var messages = Loop(Seal(Chat.Provenance, []), "I think", DeepSeek);
        messages.Where(message => message!["role"]!.ToString() == "assistant").Select(message => message!["reasoning_content"]?.ToString())
            .ShouldBe([null, "I think", string.Empty]);
    }

    [Fact]
    public void H_109_H_433_a_host_that_wants_it_non_empty_gets_a_space() =>
        Loop("foreign", "I think", Kimi).Where(message => message!["role"]!.ToString() == "assistant").Select(message => message!["reasoning_content"]?.ToString())
            .ShouldBe([null, " ", " "]);

    [Fact]
    public void H_102_H_488_H_490_thinking_of_another_upstream_stays_out()
    {
        foreach (var signature in new[] { "EqQBCgIYAhIM", Seal("other:acme", []), Seal(Chat.Provenance, [])[..^2] + "xx" })
        {
            Loop(signature, "FOREIGN", DeepSeek).ToJsonString().ShouldNotContain("FOREIGN");
        }
    }

    [Fact]
    public void H_492_thinking_that_was_not_shown_comes_back_from_its_envelope() =>
        Loop(Seal(Chat.Provenance, Encoding.UTF8.GetBytes("kept \\\"aside\\\"")), string.Empty, DeepSeek).ToJsonString().ShouldContain("kept \\u0022aside");

    [Fact]
    public void H_111_H_463_reasoning_details_come_back_as_they_were()
    {
        const string Details = """[{"type":"reasoning.encrypted","data":"abc","id":"x","format":"f","index":0}]""";
        var profile = Chat.OpenAi with { ReplayReasoning = ReasoningReplay.Details };
        var messages = Loop(Seal(Chat.Provenance, Encoding.UTF8.GetBytes(Details)), string.Empty, profile);
        messages.First(message => message!["reasoning_details"] != null)!["reasoning_details"].ShouldBeJson(Details);
    }

    [Fact]
    public void Reasoning_is_not_given_back_while_thinking_is_off() =>
        Loop(Seal(Chat.Provenance, []), "I think", DeepSeek, "\"thinking\":{\"type\":\"disabled\"}").ToJsonString().ShouldNotContain("reasoning_content");

    // An old tool turn, a new prompt, a tool turn with that thinking, one without any.
    private static JsonArray Loop(string signature, string thinking, OpenAiChatProfile profile, string more = "\"thinking\":{\"type\":\"adaptive\"}") => Chat.Messages(
        $$$$"""
        [{"role":"user","content":"a"},
         {"role":"assistant","content":[{"type":"tool_use","id":"o","name":"Bash","input":{}}]},
         {"role":"user","content":[{"type":"tool_result","tool_use_id":"o","content":"r"}]},
         {"role":"user","content":"b"},
         {"role":"assistant","content":[{"type":"thinking","thinking":"{{{{thinking}}}}","signature":"{{{{signature}}}}"},{"type":"tool_use","id":"t","name":"Bash","input":{}}]},
         {"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":"r"},{"type":"text","text":"<system-reminder>x</system-reminder>"}]},
         {"role":"assistant","content":[{"type":"tool_use","id":"u","name":"Bash","input":{}}]},
         {"role":"user","content":[{"type":"tool_result","tool_use_id":"u","content":"r"}]}]
        """, profile, more: more);

    private static string Seal(string provenance, byte[] payload)
    {
        using var output = new ByteWriter();
        Chat.Envelope.Seal(provenance, payload, output);
        return Encoding.UTF8.GetString(output.Written);
    }
}
