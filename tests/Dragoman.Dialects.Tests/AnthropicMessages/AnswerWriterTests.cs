using System.Text.Json.Nodes;
using Dragoman.Dialects.Conversation;

namespace Dragoman.Dialects.Tests.AnthropicMessages;

public sealed class AnswerWriterTests
{
    [Fact]
    public void H_208_a_whole_answer_has_every_mandatory_field()
    {
        var usage = new Usage { IsReported = true, InputTokens = 5, OutputTokens = 2 };
        var message = Answers.Whole(sink => sink.Start().Text("hi").Finish(StopReason.EndTurn, usage).End());
        JsonNode.DeepEquals(message, JsonNode.Parse("""
            {"id":"msg_aaaaaaaaaaaaaaaaaaaaaaaa","type":"message","role":"assistant","model":"claude-opus-5-5",
             "content":[{"type":"text","text":"hi"}],"stop_reason":"end_turn","stop_sequence":null,
             "usage":{"input_tokens":5,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,
                      "cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":0},"output_tokens":2,
                      "server_tool_use":null,"service_tier":null,"inference_geo":null}}
            """)).ShouldBeTrue(message.ToJsonString());
    }

    [Fact]
    public void H_209_blocks_always_have_their_fields()
    {
        var message = Answers.Whole(sink => sink.Start(raw: """{"id":"msg_1","type":"message","role":"assistant","model":"x","usage":{}}""")
            .Open(BlockKind.Thinking, raw: """{"type":"thinking"}""").Close()
            .Open(BlockKind.Text, raw: """{"type":"text"}""").Close().Finish(StopReason.EndTurn).End());
        message["content"]!.ToJsonString().ShouldBe("""[{"type":"thinking","thinking":"","signature":""},{"type":"text","text":""}]""");
    }

    [Fact]
    public void Text_thinking_and_arguments_are_folded()
    {
        var message = Answers.Whole(sink => sink.Start()
            .Open(BlockKind.Thinking).Delta(DeltaKind.Thinking, "a").Delta(DeltaKind.Thinking, "b").Delta(DeltaKind.Signature, "s").Close()
            .Open(BlockKind.Text).Close()
            .Open(BlockKind.Text).Delta(DeltaKind.Text, "x\n").Delta(DeltaKind.Text, "y").Close()
            .Open(BlockKind.ToolUse, "toolu_1", "Bash").Delta(DeltaKind.InputJson, "{\"comm").Delta(DeltaKind.InputJson, "and\":\"a\\\"b\"}").Close()
            .Finish(StopReason.ToolUse).End());
        JsonNode.DeepEquals(message["content"], JsonNode.Parse("""
            [{"type":"thinking","thinking":"ab","signature":"s"},{"type":"text","text":"x\ny"},
             {"type":"tool_use","id":"toolu_1","name":"Bash","input":{"command":"a\"b"}}]
            """)).ShouldBeTrue(message.ToJsonString());
        message["stop_reason"]!.ToString().ShouldBe("tool_use");
    }

    [Fact]
    public void H_220_arguments_that_were_cut_off_do_not_break_the_answer()
    {
        var message = Answers.Whole(sink => sink.Start().Call("toolu_1", "Bash", "{\"command\":\"l").Finish(StopReason.MaxTokens).End());
        message["content"]![0]!["input"]!.ToJsonString().ShouldBe(new JsonObject
        {
            ["__unparsedToolInput"] = new JsonObject { ["raw"] = "{\"command\":\"l", ["len"] = 13 },
        }.ToJsonString());
        message["stop_reason"]!.ToString().ShouldBe("max_tokens");
    }

    [Theory]
    [InlineData("""{"a": foo}""")]
    [InlineData("""{"a":1}{"b":2}""")]
    [InlineData("""{"a":1}],"stop_reason":"x","y":[{""")]
    public void Arguments_never_change_the_answer_around_them(string input)
    {
        var message = Answers.Whole(sink => sink.Start().Call("toolu_1", "Bash", input).Finish(StopReason.ToolUse).End());
        message["content"]![0]!["input"]!["__unparsedToolInput"]!["raw"]!.ToString().ShouldBe(input);
    }

    [Fact]
    public void H_248_usage_that_is_not_known_is_kept_and_the_last_word_wins()
    {
        var message = Answers.Whole(sink => sink
            .Start(raw: """{"id":"msg_1","type":"message","role":"assistant","model":"x","content":[],"stop_reason":null,"container":null,"usage":{"input_tokens":1,"output_tokens":1,"service_tier":"standard"}}""")
            .Finish(StopReason.EndTurn, raw: """{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null,"container":{"id":"c"}},"usage":{"input_tokens":9,"output_tokens":7,"iterations":[{"type":"message"}],"fallback_credit":2}}""")
            .End());
        JsonNode.DeepEquals(message["usage"], JsonNode.Parse("""
            {"input_tokens":9,"output_tokens":7,"service_tier":"standard","iterations":[{"type":"message"}],"fallback_credit":2}
            """)).ShouldBeTrue(message.ToJsonString());
        message["container"]!["id"]!.ToString().ShouldBe("c");
        message.Count(member => member.Key == "container").ShouldBe(1);
    }

    [Fact]
    public void H_188_safeguard_results_stand_at_the_top_of_a_whole_answer()
    {
        var message = Answers.Whole(sink => sink.Start(raw: """{"id":"msg_1","type":"message","role":"assistant","model":"x","usage":{}}""")
            .Finish(StopReason.EndTurn, raw: """{"type":"message_delta","delta":{"stop_reason":"end_turn","safeguard_results":[{"type":"dangerous_tool_use"}]},"usage":{}}""")
            .End());
        message["safeguard_results"]!.ToJsonString().ShouldBe("""[{"type":"dangerous_tool_use"}]""");
    }

    [Fact]
    public void An_error_leaves_no_half_answer()
    {
        using var output = new Dragoman.Dialects.Json.ByteWriter();
        Requests.Dialect.CreateAnswerWriter(Answers.NewTranslation(), output).Start().Text("half")
            .Raise(StreamEventKind.Error, new Failure(FailureCause.Truncated, 502, "x")).End();
        output.Length.ShouldBe(0);
    }
}
