using System.Text;
using System.Text.Json.Nodes;
using Dragoman.Dialects.AnthropicMessages;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Tests.AnthropicMessages;

public sealed class StreamWriterTests
{
    [Fact]
    public void H_273_every_frame_names_its_event_and_carries_one_line_of_data()
    {
        var stream = Answers.Stream(sink => sink.Start().Text("one\ntwo\u2028three").Finish(StopReason.EndTurn).End());
        Answers.Shape(Answers.Events(stream)).ShouldBe("message_start start:text text_delta stop message_delta message_stop");
        stream.ShouldContain("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,"
            + "\"delta\":{\"type\":\"text_delta\",\"text\":\"one\\ntwo\u2028three\"}}\n\n");
    }

    [Fact]
    public void H_274_blocks_follow_the_grammar_whatever_is_raised()
    {
        var stream = Answers.Stream(sink => sink.Close().Delta(DeltaKind.Text, "early").Start().Open(BlockKind.Thinking)
            .Open(BlockKind.ToolUse, "toolu_1", "Bash").Finish(StopReason.ToolUse).Text("late").End().Text("later").End());
        Answers.Shape(Answers.Events(stream))
            .ShouldBe("message_start start:text text_delta stop start:tool_use stop message_delta message_stop");
    }

    [Fact]
    public void H_275_a_delta_of_another_kind_opens_a_block_of_its_own()
    {
        var stream = Answers.Stream(sink => sink.Start().Open(BlockKind.Thinking).Delta(DeltaKind.Thinking, "hm").Delta(DeltaKind.Text, "a")
            .Delta(DeltaKind.Thinking, "again").Close().Call("toolu_1", "Bash", "{}").Finish(StopReason.ToolUse).End());
        Answers.Shape(Answers.Events(stream)).ShouldBe(
            "message_start start:thinking thinking_delta stop start:text text_delta stop start:thinking thinking_delta stop "
            + "start:tool_use input_json_delta stop message_delta message_stop");
    }

    [Fact]
    public void H_276_the_delta_that_changes_the_kind_is_kept()
    {
        var events = Answers.Events(Answers.Stream(sink => sink.Start().Open(BlockKind.Text).Delta(DeltaKind.Text, "a")
            .Delta(DeltaKind.Thinking, "b").Finish(StopReason.EndTurn).End()));
        events.Select(data => (string?)(data["delta"]?["text"] ?? data["delta"]?["thinking"])).Where(text => text is not null)
            .ShouldBe(["a", "b"]);
    }

    [Fact]
    public void H_277_an_empty_block_is_not_opened()
    {
        var stream = Answers.Stream(sink => sink.Start().Open(BlockKind.Text).Delta(DeltaKind.Text, "").Close()
            .Call("toolu_1", "Bash", "{}").Finish(StopReason.ToolUse).End());
        Answers.Shape(Answers.Events(stream)).ShouldBe("message_start start:tool_use input_json_delta stop message_delta message_stop");
    }

    [Fact]
    public void H_278_a_start_stands_in_front_of_everything()
    {
        Answers.Shape(Answers.Events(Answers.Stream(sink => sink.End()))).ShouldBe("message_start message_delta message_stop");
    }

    [Fact]
    public void H_279_there_is_one_start()
    {
        var stream = Answers.Stream(sink => sink.Start().Start().Text("x").Start().Finish(StopReason.EndTurn).End());
        Answers.Events(stream).Count(data => (string)data["type"]! == "message_start").ShouldBe(1);
    }

    [Fact]
    public void H_280_an_open_block_is_closed_before_the_finish()
    {
        var stream = Answers.Stream(sink => sink.Start().Open(BlockKind.ToolUse, "toolu_1", "Bash").Delta(DeltaKind.InputJson, "{}")
            .Finish(StopReason.ToolUse).End());
        Answers.Shape(Answers.Events(stream)).ShouldBe("message_start start:tool_use input_json_delta stop message_delta message_stop");
    }

    [Fact]
    public void H_281_a_block_is_closed_once()
    {
        var stream = Answers.Stream(sink => sink.Start().Text("x").Close().Close().Finish(StopReason.EndTurn).End());
        Answers.Shape(Answers.Events(stream)).ShouldBe("message_start start:text text_delta stop message_delta message_stop");
    }

    [Fact]
    public void H_282_a_call_starts_with_empty_input_and_tells_it_in_deltas()
    {
        var events = Answers.Events(Answers.Stream(sink => sink.Start().Call("toolu_1", "Bash", """{"command":"ls"}""").Finish(StopReason.ToolUse).End()));
        events[1]["content_block"]!.ToJsonString().ShouldBe("""{"type":"tool_use","id":"toolu_1","name":"Bash","input":{}}""");
        ((string)events[2]["delta"]!["partial_json"]!).ShouldBe("""{"command":"ls"}""");
    }

    [Fact]
    public void H_283_starts_have_exactly_their_keys()
    {
        var events = Answers.Events(Answers.Stream(sink => sink.Start().Open(BlockKind.Thinking).Delta(DeltaKind.Thinking, "t").Close()
            .Text("x").Call("toolu_1", "Bash", "{}").Finish(StopReason.ToolUse).End()));
        events.Where(data => data["content_block"] is not null).Select(data => data["content_block"]!.ToJsonString()).ShouldBe([
            """{"type":"thinking","thinking":"","signature":""}""",
            """{"type":"text","text":""}""",
            """{"type":"tool_use","id":"toolu_1","name":"Bash","input":{}}"""]);
    }

    [Fact]
    public void H_284_indexes_count_up_from_zero()
    {
        var events = Answers.Events(Answers.Stream(sink => sink.Start().Text("a").Open(BlockKind.Text).Close().Text("b").Call("i", "n", "{}")
            .Finish(StopReason.ToolUse).End()));
        events.Where(data => (string)data["type"]! == "content_block_start").Select(data => (int)data["index"]!).ShouldBe([0, 1, 2]);
    }

    [Fact]
    public void H_285_the_last_delta_tells_reason_sequence_and_usage()
    {
        var usage = new Usage { IsReported = true, InputTokens = 100, CacheReadTokens = 800, CacheWriteTokens = 100, OutputTokens = 9, ThinkingTokens = 4 };
        var events = Answers.Events(Answers.Stream(sink => sink.Start().Text("a").Finish(StopReason.StopSequence, usage, "</s>").End()));
        events[^2].ToJsonString().ShouldBe(JsonNode.Parse("""
            {"type":"message_delta","delta":{"stop_reason":"stop_sequence","stop_sequence":"</s>"},
             "usage":{"input_tokens":100,"cache_creation_input_tokens":100,"cache_read_input_tokens":800,"output_tokens":9,
                      "output_tokens_details":{"thinking_tokens":4},"server_tool_use":null}}
            """)!.ToJsonString());
    }

    [Fact]
    public void H_286_message_stop_is_the_last_thing()
    {
        Answers.Stream(sink => sink.Start().Text("a").Finish(StopReason.EndTurn).End().Raise(StreamEventKind.Ping).Finish(StopReason.EndTurn))
            .ShouldEndWith("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
    }

    [Fact]
    public void H_290_a_signature_stands_in_front_of_the_stop()
    {
        var stream = Answers.Stream(sink => sink.Start().Open(BlockKind.Thinking).Delta(DeltaKind.Thinking, "t").Delta(DeltaKind.Signature, "dgm1.x").Close()
            .Text("x").Finish(StopReason.EndTurn).End());
        Answers.Shape(Answers.Events(stream)).ShouldStartWith("message_start start:thinking thinking_delta signature_delta stop start:text");
    }

    [Fact]
    public void H_492_thinking_without_text_still_carries_its_signature()
    {
        var stream = Answers.Stream(sink => sink.Start().Open(BlockKind.Thinking).Delta(DeltaKind.Signature, "dgm1.x").Close()
            .Text("x").Finish(StopReason.EndTurn).End());
        Answers.Shape(Answers.Events(stream)).ShouldStartWith("message_start start:thinking signature_delta stop start:text");
    }

    [Fact]
    public void H_291_raw_parts_with_line_breaks_become_one_line()
    {
        var stream = Answers.Stream(sink => sink
            .Start(raw: "{\n \"id\": \"msg_1\",\r\n \"model\": \"x\",\n \"usage\": {}\n}")
            .Open(BlockKind.Text, raw: "{\n\"type\":\"text\",\"text\":\"\"\n}")
            .Delta(DeltaKind.Text, "a", "{\n\"type\":\"text_delta\",\"text\":\"a\"\n}").Close()
            .Finish(StopReason.EndTurn, raw: "{\n\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\n\"usage\":{}}").End());
        Answers.Events(stream).Count.ShouldBe(6);
    }

    [Theory]
    [InlineData('a', 200_000)]
    [InlineData('é', 150_000)]
    [InlineData('"', 120_000)]
    [InlineData('\u0001', 60_000)]
    public void H_294_a_very_long_argument_is_cut_between_characters(char filler, int length)
    {
        var text = string.Concat(Enumerable.Repeat(filler, length)) + "\U0001F600";
        var input = new JsonObject { ["content"] = text }.ToJsonString();
        var events = Answers.Events(Answers.Stream(sink => sink.Start().Call("toolu_1", "Write", input).Finish(StopReason.ToolUse).End()));
        var deltas = events.Where(data => data["delta"]?["partial_json"] is not null).ToList();
        deltas.Count.ShouldBeGreaterThan(1);
        deltas.ShouldAllBe(data => data.ToJsonString().Length <= 64 * 1024 * 6);
        string.Concat(deltas.Select(data => (string)data["delta"]!["partial_json"]!)).ShouldBe(input);
    }

    [Fact]
    public void H_207_the_answer_echoes_the_model_that_was_asked_for()
    {
        var translation = Answers.NewTranslation("claude-opus-5-5[1m]");
        Answers.Events(Answers.Stream(sink => sink.Start().End(), translation))[0]["message"]!["model"]!.ToString().ShouldBe("claude-opus-5-5[1m]");
        Answers.Events(Answers.Stream(sink => sink.Start(raw: """{"id":"msg_1","model":"other","usage":{"x":1}}""").End(), translation))[0]["message"]!
            .ToJsonString().ShouldBe("""{"id":"msg_1","model":"claude-opus-5-5[1m]","usage":{"x":1}}""");
    }

    [Theory]
    [InlineData("msg_01AbC", "msg_01AbC")]
    [InlineData("chatcmpl-9", "msg_aaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("", "msg_aaaaaaaaaaaaaaaaaaaaaaaa")]
    public void The_message_id_is_one_of_the_messages_api(string upstream, string expected)
    {
        Answers.Events(Answers.Stream(sink => sink.Start(upstream).End()))[0]["message"]!["id"]!.ToString().ShouldBe(expected);
    }

    [Fact]
    public void H_235_input_tokens_at_the_start_are_never_zero()
    {
        var events = Answers.Events(Answers.Stream(sink => sink.Start().Text("abcdefgh").Finish(StopReason.EndTurn).End(), Answers.NewTranslation(estimate: 1234)));
        ((int)events[0]["message"]!["usage"]!["input_tokens"]!).ShouldBe(1234);
    }

    [Fact]
    public void H_243_missing_usage_is_estimated_on_both_sides()
    {
        var events = Answers.Events(Answers.Stream(sink => sink.Start().Text("twelve bytes").Finish(StopReason.EndTurn).End()));
        ((int)events[^2]["usage"]!["input_tokens"]!).ShouldBe(42);
        ((int)events[^2]["usage"]!["output_tokens"]!).ShouldBe(3);
        ((int)Answers.Events(Answers.Stream(sink => sink.Start().End(), Answers.NewTranslation(estimate: 0)))[1]["usage"]!["output_tokens"]!).ShouldBe(1);
    }

    [Fact]
    public void H_245_usage_at_the_start_has_every_key()
    {
        var usage = new Usage { IsReported = true, InputTokens = 3, CacheWriteTokens = 10, CacheWrite1hTokens = 4, WebSearches = 2 };
        Answers.Events(Answers.Stream(sink => sink.Start(usage: usage).End()))[0]["message"]!["usage"]!.ToJsonString().ShouldBe(JsonNode.Parse("""
            {"input_tokens":3,"cache_creation_input_tokens":10,"cache_read_input_tokens":0,
             "cache_creation":{"ephemeral_5m_input_tokens":6,"ephemeral_1h_input_tokens":4},"output_tokens":0,
             "server_tool_use":{"web_search_requests":2,"web_fetch_requests":0},"service_tier":null,"inference_geo":null}
            """)!.ToJsonString());
    }

    [Fact]
    public void H_201_H_234_a_refusal_has_details_with_every_key()
    {
        var delta = Answers.Events(Answers.Stream(sink => sink.Start().Text("no").Finish(StopReason.Refusal, explanation: "against \"the\" rules").End()))[^2]["delta"]!;
        delta["stop_reason"]!.ToString().ShouldBe("refusal");
        delta["stop_details"]!.ToJsonString().ShouldBe(JsonNode.Parse("""
            {"type":"refusal","category":null,"explanation":"against \"the\" rules","fallback_credit_token":null,
             "fallback_has_prefill_claim":null,"recommended_model":null}
            """)!.ToJsonString());
    }

    [Fact]
    public void H_224_only_the_eight_stop_reasons_are_written()
    {
        string[] known = ["end_turn", "max_tokens", "stop_sequence", "tool_use", "pause_turn", "refusal", "model_context_window_exceeded", "compaction"];
        foreach (var reason in Enum.GetValues<StopReason>())
        {
            var written = Answers.Events(Answers.Stream(sink => sink.Start().Call("i", "n", "{}").Finish(reason).End()))[^2]["delta"]!["stop_reason"]!.ToString();
            known.ShouldContain(written);
            StopReasons.Parse(Encoding.UTF8.GetBytes(written)).ShouldNotBe(StopReason.None);
        }
    }

    [Fact]
    public void H_225_a_call_makes_the_reason_tool_use()
    {
        Reason(sink => sink.Call("i", "n", "{}").Finish(StopReason.EndTurn)).ShouldBe("tool_use");
        Reason(sink => sink.Call("i", "n", "{}").Finish(StopReason.None)).ShouldBe("tool_use");
    }

    [Fact]
    public void H_226_tool_use_without_a_call_is_the_end_of_the_turn() => Reason(sink => sink.Text("a").Finish(StopReason.ToolUse)).ShouldBe("end_turn");

    [Fact]
    public void H_227_the_token_limit_wins_over_a_call() => Reason(sink => sink.Call("i", "n", "{\"a").Finish(StopReason.MaxTokens)).ShouldBe("max_tokens");

    [Fact]
    public void H_191_a_changed_reason_keeps_what_stands_beside_it()
    {
        const string Raw = """{"type":"message_delta","delta":{"safeguard_results":[{"type":"dangerous_tool_use"}],"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":5},"context_management":{"applied_edits":[]}}""";
        Answers.Stream(sink => sink.Start().Finish(StopReason.EndTurn, raw: Raw).End()).ShouldContain($"event: message_delta\ndata: {Raw}\n\n");
        Answers.Stream(sink => sink.Start().Finish(StopReason.MaxTokens, raw: Raw).End())
            .ShouldContain($"event: message_delta\ndata: {Raw.Replace("end_turn", "max_tokens", StringComparison.Ordinal)}\n\n");
    }

    [Fact]
    public void H_292_unknown_members_of_a_delta_pass()
    {
        const string Delta = """{"type":"thinking_delta","thinking":"t","estimated_tokens":7}""";
        Answers.Stream(sink => sink.Start(raw: """{"id":"msg_1","model":"m"}""").Open(BlockKind.Thinking, raw: """{"type":"thinking","thinking":"","signature":""}""")
            .Delta(DeltaKind.Thinking, "t", Delta).Close().End()).ShouldContain($"\"index\":0,\"delta\":{Delta}}}\n\n");
    }

    [Fact]
    public void An_event_of_an_unknown_type_passes()
    {
        Answers.Stream(sink => sink.Start().Raise(StreamEventKind.Unknown, raw: """{"type":"weather","x":1}""").End())
            .ShouldContain("event: weather\ndata: {\"type\":\"weather\",\"x\":1}\n\n");
        Answers.Stream(sink => sink.Start().Raise(StreamEventKind.Unknown, raw: """{"type":"we ather\n"}""").End()).ShouldNotContain("ather");
    }

    [Fact]
    public void H_326_a_ping_before_the_start_is_a_comment()
    {
        Answers.Stream(sink => sink.Raise(StreamEventKind.Ping).Start().Raise(StreamEventKind.Ping))
            .ShouldMatch("^: ping\n\nevent: message_start\n.*\n\nevent: ping\ndata: \\{\"type\": \"ping\"\\}\n\n$");
    }

    [Fact]
    public void H_322_an_error_is_an_event_and_the_last_one()
    {
        var failure = new Failure(FailureCause.Overloaded, 529, "Overloaded: try again.");
        var stream = Answers.Stream(sink => sink.Start().Open(BlockKind.Text).Delta(DeltaKind.Text, "half").Raise(StreamEventKind.Error, failure).Close().End());
        stream.ShouldEndWith("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded: try again.\"}}\n\n");
        stream.ShouldNotContain("message_stop");
    }

    [Fact]
    public void B02_a_text_delta_allocates_nothing()
    {
        using var output = new ByteWriter(1 << 20);
        var writer = Requests.Dialect.CreateStreamWriter(Answers.NewTranslation(), output);
        writer.Start().Open(BlockKind.Text);
        Measure(writer, output, raw: false).ShouldBe(0);
        writer.Close().Open(BlockKind.Text, raw: """{"type":"text","text":""}""");
        Measure(writer, output, raw: true).ShouldBe(0);

        static long Measure(IStreamSink writer, ByteWriter output, bool raw)
        {
            var text = "some generated text"u8;
            var delta = raw ? "{\"type\":\"text_delta\",\"text\":\"some generated text\"}"u8 : default;
            long allocated = 0;
            for (var round = 0; round < 3; round++)
            {
                output.Reset();
                var before = GC.GetAllocatedBytesForCurrentThread();
                for (var i = 0; i < 1000; i++)
                {
                    writer.On(new StreamEvent { Kind = StreamEventKind.Delta, Delta = DeltaKind.Text, Text = text, Raw = delta });
                }

                allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            }

            return allocated;
        }
    }

    private static string Reason(Action<IStreamSink> events) => Answers.Events(Answers.Stream(sink =>
    {
        sink.Start();
        events(sink);
        sink.End();
    }))[^2]["delta"]!["stop_reason"]!.ToString();
}
