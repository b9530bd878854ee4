using System.Text;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.OpenAiChat;

namespace Dragoman.Dialects.Tests.OpenAiChat;

/// <summary>Content, reasons, usage and framing of streams.</summary>
public sealed class StreamTests
{
    private static readonly string Stop = Streams.Delta("{}", "stop");

    private static string Usage(string usage) => $$"""{"id":"c","model":"m","choices":[],"usage":{{usage}}}""";

    [Fact]
    public void H_195_H_277_calls_alone_open_no_text_block()
    {
        var told = Streams.Read(Streams.Sse(
            Streams.Delta("""{"role":"assistant","content":null}"""), Streams.Call(0, "a", "Bash", "{\"command\":\"ls\"}"), Streams.Delta("""{"content":""}"""),
            Streams.Delta("{}", "tool_calls"), Streams.Done));
        told.Shape.ShouldBe("ToolUse Bash:{\"command\":\"ls\"}");
        Streams.Whole("""{"choices":[{"index":0,"message":{"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"Bash","arguments":"{}"}}]},"finish_reason":"tool_calls"}]}""")
            .Shape.ShouldBe("ToolUse Bash:{}");
    }

    [Fact]
    public void H_041_white_space_alone_opens_no_block_and_is_kept_in_front_of_text()
    {
        Streams.Read(Streams.Sse(Streams.Text("\n\n"), Streams.Call(0, "a", "Bash", "{}"), Streams.Delta("{}", "tool_calls"), Streams.Done)).Shape.ShouldBe("ToolUse Bash:{}");
        Streams.Read(Streams.Sse(Streams.Text("\n\n"), Streams.Text("a"), Streams.Text(" "), Stop, Streams.Done)).Text.ShouldBe("\n\na ");
    }

    [Fact]
    public void H_196_H_301_an_empty_answer_is_a_valid_empty_message()
    {
        var told = Streams.Read(Streams.Sse(Streams.Delta("""{"role":"assistant","content":""}"""), Streams.Delta("""{"content":null}"""), Stop, Streams.Done));
        told.Blocks.ShouldBeEmpty();
        told.Stop.ShouldBe(StopReason.EndTurn);
        told.Ended.ShouldBeTrue();
    }

    [Theory]
    [InlineData("reasoning_content")]
    [InlineData("reasoning")]
    [InlineData("reasoning_text")]
    [InlineData("thinking")]
    public void H_197_H_478_thinking_is_read_under_each_of_its_names(string member)
    {
        var told = Streams.Read(Streams.Sse(Streams.Delta($$"""{"{{member}}":"hm"}"""), Streams.Text("yes"), Stop, Streams.Done));
        told.Shape.ShouldBe("Thinking:hm | Text:yes");
        told.Blocks[0].Signature.ShouldStartWith("dgm1.");
    }

    [Fact]
    public void H_112_H_197_H_422_thinking_is_read_from_parts_and_details()
    {
        Streams.Read(Streams.Sse(Streams.Delta("""{"content":[{"type":"thinking","thinking":[{"type":"text","text":"a"},{"type":"text","text":"b"}]},{"type":"text","text":"c"},{"type":"reference","reference_ids":[1]}]}"""), Stop, Streams.Done))
            .Shape.ShouldBe("Thinking:ab | Text:c");
        Streams.Read(Streams.Sse(Streams.Delta("""{"reasoning_details":[{"type":"reasoning.summary","summary":"s"}]}"""), Streams.Text("c"), Stop, Streams.Done))
            .Shape.ShouldBe("Thinking:s | Text:c");
    }

    [Fact]
    public void H_198_thinking_that_is_given_twice_is_told_once()
    {
        Streams.Read(Streams.Sse(Streams.Delta("""{"reasoning":"a","reasoning_details":[{"type":"reasoning.text","text":"a","index":0}]}"""), Stop, Streams.Done)).Thinking.ShouldBe("a");
        Streams.Read(Streams.Sse(Streams.Delta("""{"reasoning":"a","reasoning_content":"a"}"""), Stop, Streams.Done)).Thinking.ShouldBe("a");
    }

    [Fact]
    public void H_197_an_answer_that_is_only_thinking_becomes_text_where_the_host_means_it()
    {
        var sse = Streams.Sse(Streams.Delta("""{"reasoning_content":"42"}"""), Stop, Streams.Done);
        Streams.Read(sse).Text.ShouldBeEmpty();
        Streams.Read(sse, new OpenAiChatProfile { PromoteReasoning = true }).Text.ShouldBe("42");
    }

    [Theory]
    [InlineData("<think>a</think>b", "Thinking:a | Text:b")]
    [InlineData("\n<think>\na\n</think>\n\nb <think> c", "Thinking:\na\n | Text:b <think> c")]
    [InlineData("b <think>a</think>", "Text:b <think>a</think>")]
    [InlineData("<thi", "Text:<thi")]
    [InlineData("<think>never closed", "Thinking:never closed")]
    public void H_199_thinking_between_tags_is_split_at_any_cut(string text, string expected)
    {
        for (var size = 1; size <= text.Length; size++)
        {
            var pieces = Enumerable.Range(0, (text.Length + size - 1) / size).Select(i => Streams.Text(text.Substring(i * size, Math.Min(size, text.Length - (i * size)))));
            Streams.Read(Streams.Sse([.. pieces, Stop, Streams.Done]), new OpenAiChatProfile { ThinkTags = true }).Shape.ShouldBe(expected, $"pieces of {size}");
        }

        Streams.Read(Streams.Sse(Streams.Delta("""{"content":"\u003cthink\u003ea\u003c/think\u003eb"}"""), Stop, Streams.Done), new OpenAiChatProfile { ThinkTags = true })
            .Shape.ShouldBe("Thinking:a | Text:b");
    }

    [Fact]
    public void H_199_a_template_may_have_opened_the_tag()
    {
        var profile = new OpenAiChatProfile { ThinkTags = true, ThinkTagOpen = true };
        Streams.Read(Streams.Sse(Streams.Text("a</th"), Streams.Text("ink>b"), Stop, Streams.Done), profile).Shape.ShouldBe("Thinking:a | Text:b");
        Streams.Read(Streams.Sse(Streams.Text("just the answer"), Stop, Streams.Done), profile).Text.ShouldBe("just the answer");
    }

    [Fact]
    public void H_201_a_refusal_is_text_and_the_reason()
    {
        var told = Streams.Read(Streams.Sse(Streams.Delta("""{"refusal":"I can"}"""), Streams.Delta("""{"refusal":"not."}"""), Stop, Streams.Done));
        told.Text.ShouldBe("I cannot.");
        told.Stop.ShouldBe(StopReason.Refusal);
        told.Explanation.ShouldBe("I cannot.");
    }

    [Fact]
    public void H_203_a_function_call_of_old_is_one_call_and_an_empty_list_is_none()
    {
        var told = Streams.Read(Streams.Sse(
            Streams.Delta("""{"function_call":{"name":"Bash","arguments":""}}"""), Streams.Delta("""{"function_call":{"arguments":"{\"command\":"}}"""),
            Streams.Delta("""{"function_call":{"arguments":"\"ls\"}"}}"""), Streams.Delta("""{"tool_calls":[]}""", "function_call"), Streams.Done));
        told.Shape.ShouldBe("ToolUse Bash:{\"command\":\"ls\"}");
        told.Calls[0].Id.ShouldStartWith("toolu_");
        told.Stop.ShouldBe(StopReason.ToolUse);
    }

    [Fact]
    public void H_204_annotations_are_ignored() =>
        Streams.Read(Streams.Sse(Streams.Delta("""{"content":"a","annotations":[{"type":"url_citation","url_citation":{"url":"u"}}]}"""), Stop, Streams.Done)).Shape.ShouldBe("Text:a");

    [Fact]
    public void H_205_only_the_first_choice_is_the_answer()
    {
        var told = Streams.Read(Streams.Sse(
            """{"choices":[{"index":1,"delta":{"content":"other"}}]}""", """{"choices":[{"index":0,"delta":{"content":"mine"}},{"index":1,"delta":{"content":"!"}}]}""",
            """{"choices":[{"index":1,"delta":{},"finish_reason":"length"}]}""", """{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""", Streams.Done));
        told.Text.ShouldBe("mine");
        told.Stop.ShouldBe(StopReason.EndTurn);
    }

    [Fact]
    public void H_207_H_465_the_upstreams_model_is_told_as_the_upstreams()
    {
        var told = Streams.Read(Streams.Sse(Streams.Text("a"), Stop, Streams.Done));
        told.Model.ShouldBe("gpt-x");
        told.Id.ShouldBe("chatcmpl-1");
    }

    [Theory]
    [InlineData("stop", StopReason.EndTurn)]
    [InlineData("STOP", StopReason.EndTurn)]
    [InlineData("length", StopReason.MaxTokens)]
    [InlineData("model_length", StopReason.MaxTokens)]
    [InlineData("tool_calls", StopReason.EndTurn)]
    [InlineData("function_call", StopReason.EndTurn)]
    [InlineData("content_filter", StopReason.Refusal)]
    [InlineData("sensitive", StopReason.Refusal)]
    [InlineData("model_context_window_exceeded", StopReason.ContextWindowExceeded)]
    [InlineData("eos", StopReason.EndTurn)]
    [InlineData("eos_token", StopReason.EndTurn)]
    [InlineData("something_new", StopReason.EndTurn)]
    public void H_224_H_226_H_233_H_234_H_441_H_485_each_reason_has_its_place(string reason, StopReason expected) =>
        Streams.Read(Streams.Sse(Streams.Text("a"), Streams.Delta("{}", reason), Streams.Done)).Stop.ShouldBe(expected);

    [Theory]
    [InlineData("error")]
    [InlineData("abort")]
    [InlineData("network_error")]
    public void H_441_H_485_a_reason_that_is_a_failure_is_one(string reason)
    {
        var told = Streams.Read(Streams.Sse(Streams.Text("a"), Streams.Delta("{}", reason), Streams.Done));
        told.Failure.ShouldNotBeNull().Cause.ShouldBe(FailureCause.Upstream);
        told.Ended.ShouldBeFalse();
    }

    [Theory]
    [InlineData("stop", StopReason.ToolUse)]
    [InlineData("something_new", StopReason.ToolUse)]
    [InlineData("length", StopReason.MaxTokens)]
    [InlineData("content_filter", StopReason.Refusal)]
    public void H_225_H_227_a_call_decides_unless_the_answer_was_cut(string reason, StopReason expected) =>
        Streams.Read(Streams.Sse(Streams.Call(0, "a", "Bash", "{\"command\":\"x\"}"), Streams.Delta("{}", reason), Streams.Done)).Stop.ShouldBe(expected);

    [Fact]
    public void H_457_a_call_that_ends_without_a_reason_is_a_call() =>
        Streams.Read(Streams.Sse(Streams.Call(0, "a", "Bash", "{\"command\":\"x\"}"), Streams.Done)).Stop.ShouldBe(StopReason.ToolUse);

    [Fact]
    public void H_457_repeated_thinking_is_told_once_where_the_host_repeats()
    {
        var chunk = Streams.Delta("""{"reasoning_content":"Thinking... "}""");
        Streams.Read(Streams.Sse(chunk, chunk, chunk, Stop, Streams.Done), new OpenAiChatProfile { RepeatsReasoning = true }).Thinking.ShouldBe("Thinking... ");
        Streams.Read(Streams.Sse(chunk, chunk, Stop, Streams.Done)).Thinking.ShouldBe("Thinking... Thinking... ");
    }

    [Fact]
    public void H_155_H_193_H_232_a_stop_sequence_is_enforced_here_at_any_cut()
    {
        const string Text = "<severity>0</severity> bla";
        var request = Chat.Request("""[{"role":"user","content":"hi"}]""", "\"stop_sequences\":[\"</severity>\",\"</sev2>\"]");
        for (var size = 1; size <= Text.Length; size++)
        {
            var pieces = Enumerable.Range(0, (Text.Length + size - 1) / size).Select(i => Streams.Text(Text.Substring(i * size, Math.Min(size, Text.Length - (i * size)))));
            var told = Streams.Read(Streams.Sse([.. pieces, Stop, Streams.Done]), request: request);
            told.Text.ShouldBe("<severity>0");
            told.Stop.ShouldBe(StopReason.StopSequence);
            told.StopSequence.ShouldBe("</severity>");
        }

        Streams.Read(Streams.Sse(Streams.Text("a </sev"), Streams.Text("en"), Stop, Streams.Done), request: request).Text.ShouldBe("a </seven");
        Streams.Read(Streams.Sse(Streams.Text("a </sev"), Stop, Streams.Done), request: request).Text.ShouldBe("a </sev");
        Streams.Read(Streams.Sse(Streams.Delta("""{"content":"1\u003c/severity\u003e"}"""), Stop, Streams.Done), request: request).Text.ShouldBe("1");
    }

    [Fact]
    public void H_155_the_upstream_may_be_left_once_a_stop_sequence_was_met()
    {
        using var conversation = Chat.Read(Chat.Request("""[{"role":"user","content":"hi"}]""", "\"stop_sequences\":[\"END\"]"));
        using var reader = new OpenAiChatDialect().CreateStreamReader(Chat.Attempt(conversation), new Told());
        reader.Feed(Encoding.UTF8.GetBytes(Streams.Sse(Streams.Text("a END b"))));
        reader.IsFinished.ShouldBeTrue();
    }

    [Fact]
    public void H_156_all_stop_sequences_are_enforced_whatever_was_sent()
    {
        var request = Chat.Request("""[{"role":"user","content":"hi"}]""", "\"stop_sequences\":[\"A1\",\"B2\",\"C3\",\"D4\",\"E5\",\"F6\"]");
        Streams.Read(Streams.Sse(Streams.Text("xF6y"), Stop, Streams.Done), request: request).Text.ShouldBe("x");
    }

    [Fact]
    public void H_232_a_host_that_names_its_stop_sequence_is_believed()
    {
        var request = Chat.Request("""[{"role":"user","content":"hi"}]""", "\"stop_sequences\":[\"END\"]");
        var told = Streams.Read(Streams.Sse(Streams.Text("a"), """{"choices":[{"index":0,"delta":{},"finish_reason":"stop","stop_reason":"END"}]}""", Streams.Done), request: request);
        (told.Stop, told.StopSequence).ShouldBe((StopReason.StopSequence, "END"));
    }

    [Fact]
    public void H_151_H_152_a_raised_bound_is_cut_back_here()
    {
        var request = """{"model":"m","max_tokens":4,"stream":true,"messages":[{"role":"user","content":"hi"}]}""";
        var told = Streams.Read(Streams.Sse(Streams.Delta("""{"reasoning_content":"a long thought that does not count"}"""), Streams.Text("0123456789"), Streams.Text("0123456789"), Stop, Streams.Done),
            OpenAiChatProfile.Default, request);
        told.Text.ShouldBe("0123456789012345");
        told.Stop.ShouldBe(StopReason.MaxTokens);
        told.Usage.OutputTokens.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void H_235_H_243_counts_are_never_zero()
    {
        var told = Streams.Read(Streams.Sse(Streams.Text("some text"), Stop, Streams.Done), estimate: 1234);
        told.StartUsage.InputTokens.ShouldBe(1234);
        (told.Usage.InputTokens, told.Usage.OutputTokens, told.Usage.IsReported).ShouldBe((1234, 3, false));
        Streams.Read(Streams.Sse(Streams.Text("a"), Stop, Usage("""{"prompt_tokens":0,"completion_tokens":0}"""), Streams.Done), estimate: 9).Usage.InputTokens.ShouldBe(9);
    }

    [Theory]
    [InlineData("""{"prompt_tokens":1000,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":800,"cache_write_tokens":100}}""", 100, 800, 100, 5, 0)]
    [InlineData("""{"prompt_tokens":1000,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":1200}}""", 0, 1000, 0, 5, 0)]
    [InlineData("""{"prompt_tokens":1000,"completion_tokens":50,"completion_tokens_details":{"reasoning_tokens":40}}""", 1000, 0, 0, 50, 40)]
    [InlineData("""{"prompt_tokens":12,"completion_tokens":1,"total_tokens":303,"completion_tokens_details":{"reasoning_tokens":290}}""", 12, 0, 0, 291, 290)]
    [InlineData("""{"prompt_tokens":100,"completion_tokens":5,"prompt_cache_hit_tokens":60,"prompt_cache_miss_tokens":40}""", 40, 60, 0, 5, 0)]
    [InlineData("""{"prompt_tokens":100,"completion_tokens":5,"cached_tokens":60}""", 40, 60, 0, 5, 0)]
    [InlineData("""{"prompt_tokens":100,"completion_tokens":5,"prompt_tokens_details":null}""", 100, 0, 0, 5, 0)]
    public void H_236_H_237_H_238_H_428_H_436_counts_mean_what_anthropics_mean(string usage, long input, long read, long written, long output, long thinking)
    {
        var told = Streams.Read(Streams.Sse(Streams.Text("a"), Stop, Usage(usage), Streams.Done));
        (told.Usage.InputTokens, told.Usage.CacheReadTokens, told.Usage.CacheWriteTokens, told.Usage.OutputTokens, told.Usage.ThinkingTokens)
            .ShouldBe((input, read, written, output, thinking));
        told.Usage.IsReported.ShouldBeTrue();
    }

    [Theory]
    [InlineData("""{"choices":[],"x_groq":{"usage":{"prompt_tokens":7,"completion_tokens":3}}}""")]
    [InlineData("""{"choices":[{"index":0,"delta":{},"usage":{"prompt_tokens":7,"completion_tokens":3}}]}""")]
    [InlineData("""{"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":3},"x_groq":{"id":"x"}}""")]
    public void H_241_H_244_H_452_counts_are_found_wherever_they_are_and_after_the_reason(string chunk)
    {
        var told = Streams.Read(Streams.Sse(Streams.Text("a"), Stop, chunk, """{"choices":[],"usage":null}""", Streams.Done));
        (told.Usage.InputTokens, told.Usage.OutputTokens).ShouldBe((7, 3));
    }

    [Fact]
    public void H_240_H_244_counts_on_every_chunk_are_totals_and_told_once()
    {
        var told = Streams.Read(Streams.Sse(
            """{"choices":[{"index":0,"delta":{"content":"a"}}],"usage":{"prompt_tokens":7,"completion_tokens":1}}""",
            """{"choices":[{"index":0,"delta":{"content":"b"},"finish_reason":"stop"}],"usage":{"prompt_tokens":7,"completion_tokens":2}}""", Streams.Done));
        told.Usage.OutputTokens.ShouldBe(2);
        told.StartUsage.InputTokens.ShouldBe(7);
        told.Events.Count(kind => kind == "Finish").ShouldBe(1);
    }

    [Fact]
    public void H_241_the_reader_says_when_only_counts_are_awaited()
    {
        using var conversation = Chat.Read(Streams.Plain);
        var told = new Told();
        using var reader = new OpenAiChatDialect().CreateStreamReader(Chat.Attempt(conversation), told);
        reader.Feed(Encoding.UTF8.GetBytes(Streams.Sse(Streams.Text("a"))));
        (reader.HasFinish, reader.HasContent).ShouldBe((false, true));
        reader.Feed(Encoding.UTF8.GetBytes(Streams.Sse(Stop)));
        (reader.HasFinish, reader.IsFinished).ShouldBe((true, false));
        reader.Complete();
        told.Ended.ShouldBeTrue();
    }

    [Fact]
    public void H_295_H_296_H_297_H_307_H_460_framing_is_read_in_every_form()
    {
        var text = Streams.Text("é\U0001F600");
        var odd = $"\uFEFF: OPENROUTER PROCESSING\r\n\r\nretry: 10\r\nid: 7\r\nevent: message\r\ndata:{text}\r\n\r\ndata: \r\n\r\nevent: ping\r\ndata: {{\"type\":\"ping\"}}\r\n\r\n: keepalive\r\rdata: {Stop}\n\ndata:[DONE]";
        for (var size = 1; size < 9; size++)
        {
            var told = Streams.Read(odd, size: size);
            told.Text.ShouldBe("é\U0001F600");
            told.Ended.ShouldBeTrue();
        }
    }

    [Fact]
    public void H_298_the_end_is_the_terminator_or_the_end_of_the_stream()
    {
        Streams.Read(Streams.Sse(Streams.Text("a"), Stop)).Ended.ShouldBeTrue();
        Streams.Read(Streams.Sse(Streams.Text("a"), Stop, Streams.Done, Streams.Done)).Ended.ShouldBeTrue();
        Streams.Read(Streams.Sse(Streams.Text("a"), Streams.Done)).Stop.ShouldBe(StopReason.EndTurn);
    }

    [Fact]
    public void H_299_H_300_content_beside_and_behind_the_reason_is_kept()
    {
        Streams.Read(Streams.Sse(Streams.Delta("""{"content":"x"}""", "stop"), Streams.Done)).Text.ShouldBe("x");
        var told = Streams.Read(Streams.Sse(Streams.Text("x"), Stop, Streams.Text("y"), Stop, Usage("""{"prompt_tokens":1,"completion_tokens":1}"""), Streams.Done));
        told.Text.ShouldBe("xy");
        told.Events.Count(kind => kind == "Finish").ShouldBe(1);
    }

    [Fact]
    public void H_302_H_352_chunks_without_a_choice_and_padding_are_no_text()
    {
        var told = Streams.Read(Streams.Sse(
            """{"id":"","choices":[],"prompt_filter_results":[{"prompt_index":0}]}""", """{"id":"c","choices":[{"index":0,"delta":{"content":"a"}}],"obfuscation":"zzz"}""",
            """{"id":"c","choices":[],"moderation":{"flagged":false}}""", """{"id":"c","choices":[{"index":0,"delta":{"content":"b"}}],"obfuscation":"q"}""",
            """{"id":"c","choices":[{"index":0,"delta":{"content":"c"}}],"obfuscation":"longer padding"}""", Stop, Usage("""{"prompt_tokens":1,"completion_tokens":1}"""), Streams.Done));
        told.Text.ShouldBe("abc");
    }

    [Fact]
    public void H_306_a_very_long_line_is_read()
    {
        var text = new string('x', 16 * 1024 * 1024);
        Streams.Read(Streams.Sse(Streams.Text(text), Stop, Streams.Done), size: 1 << 20).Text.Length.ShouldBe(text.Length);
    }

    [Fact]
    public void H_223_half_a_surrogate_pair_waits_for_the_other_half()
    {
        var told = Streams.Read(Streams.Sse(Streams.Delta("{\"content\":\"a\\ud83d\"}"), Streams.Delta("{\"content\":\"\\ude00b\"}"), Stop, Streams.Done));
        told.Text.ShouldBe("a\U0001F600b");
        told.Blocks[0].Deltas.ShouldBe(2);
    }

    [Fact]
    public void H_093_H_492_thinking_that_is_not_to_be_shown_leaves_a_signed_block()
    {
        var request = Chat.Request("""[{"role":"user","content":"hi"}]""", "\"thinking\":{\"type\":\"adaptive\",\"display\":\"omitted\"}");
        var told = Streams.Read(Streams.Sse(Streams.Delta("""{"reasoning_content":"hidden"}"""), Streams.Text("a"), Stop, Streams.Done), request: request);
        told.Shape.ShouldBe("Thinking: | Text:a");
        told.Blocks[0].Signature.ShouldStartWith("dgm1..");
        var kept = Streams.Read(Streams.Sse(Streams.Delta("""{"reasoning_content":"hidden"}"""), Streams.Text("a"), Stop, Streams.Done),
            new OpenAiChatProfile { ReplayReasoning = ReasoningReplay.ToolTurns }, request);
        kept.Blocks[0].Signature.ShouldBe(Sealed("hidden"));
    }

    [Fact]
    public void H_111_reasoning_details_ride_in_the_signature()
    {
        var told = Streams.Read(Streams.Sse(
            Streams.Delta("""{"reasoning_details":[{"type":"reasoning.text","text":"a","format":"f","index":0}]}"""),
            Streams.Delta("""{"reasoning_details":[{"type":"reasoning.text","text":"b","format":"f","index":0}]}"""),
            Streams.Delta("""{"reasoning_details":[{"type":"reasoning.text","signature":"sig","format":"f","index":0}]}"""),
            Streams.Text("yes"), Stop, Streams.Done), new OpenAiChatProfile { ReplayReasoning = ReasoningReplay.Details });
        told.Shape.ShouldBe("Thinking:ab | Text:yes");
        told.Blocks[0].Signature.ShouldBe(Sealed("""[{"text":"ab","signature":"sig","type":"reasoning.text","format":"f","index":0}]"""));
        var late = Streams.Read(Streams.Sse(Streams.Text("yes"), Streams.Delta("""{"reasoning_details":[{"type":"reasoning.encrypted","data":"x"}]}"""), Stop, Streams.Done),
            new OpenAiChatProfile { ReplayReasoning = ReasoningReplay.Details });
        late.Shape.ShouldBe("Text:yes | Thinking:");
    }

    private static string Sealed(string payload)
    {
        using var output = new Dragoman.Dialects.Json.ByteWriter();
        Chat.Envelope.Seal(Chat.Provenance, Encoding.UTF8.GetBytes(payload), output);
        return Encoding.UTF8.GetString(output.Written);
    }
}
