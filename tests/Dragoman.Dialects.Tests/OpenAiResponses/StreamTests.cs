using System.Text;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Tests.OpenAiChat;

namespace Dragoman.Dialects.Tests.OpenAiResponses;

public sealed class StreamTests
{
    private static string Item(string type, string id) => $$$$$"""{"id":"{{{{{id}}}}}","type":"{{{{{type}}}}}","status":"in_progress","role":"assistant","content":[]}""";

    [Fact]
    public void A_text_is_told_as_it_comes_with_its_usage()
    {
        var sse = Resp.Sse(
            Resp.Created,
            Resp.Added(0, Item("message", "msg_1")),
            """{"type":"response.content_part.added","item_id":"msg_1","output_index":0,"content_index":0,"part":{"type":"output_text","text":"","annotations":[]}}""",
            Resp.Text(0, "Hel"),
            Resp.Text(0, "lo"),
            """{"type":"response.output_text.done","item_id":"msg_1","output_index":0,"content_index":0,"text":"Hello"}""",
            Resp.Done(0, Resp.Message("Hello")),
            Resp.Completed($"[{Resp.Message("Hello")}]"));
        foreach (var size in new[] { int.MaxValue, 1, 3, 50 })
        {
            var told = Resp.Read(sse, size: size);
            told.Shape.ShouldBe("Text:Hello");
            told.Blocks[0].Deltas.ShouldBe(2);
            told.Stop.ShouldBe(StopReason.EndTurn);
            told.Id.ShouldBe("resp_1");
            (told.Usage.InputTokens, told.Usage.CacheReadTokens, told.Usage.CacheWriteTokens, told.Usage.OutputTokens, told.Usage.ThinkingTokens).ShouldBe((50, 40, 10, 30, 20));
        }
    }

    [Fact]
    public void H_361_H_310_calls_whose_pieces_take_turns_stay_apart()
    {
        var told = Resp.Read(Resp.Sse(
            Resp.Created,
            Resp.Added(0, """{"id":"fc_0","type":"function_call","call_id":"call_a","name":"Bash","arguments":""}"""),
            Resp.Added(1, """{"id":"fc_1","type":"function_call","call_id":"call_b","name":"Read","arguments":""}"""),
            Resp.Arguments(0, "{\"command\":"),
            Resp.Arguments(1, "{\"file_path\":"),
            Resp.Arguments(0, "\"ls\"}"),
            Resp.Arguments(1, "\"a\"}"),
            Resp.Done(0, Resp.Call("call_a", "Bash", "{\"command\":\"ls\"}")),
            Resp.Done(1, Resp.Call("call_b", "Read", "{\"file_path\":\"a\"}")),
            Resp.Completed()));
        told.Shape.ShouldBe("ToolUse Bash:{\"command\":\"ls\"} | ToolUse Read:{\"file_path\":\"a\"}");
        told.Calls.Select(call => call.Id).ShouldBe(["call_a", "call_b"]);
        told.Stop.ShouldBe(StopReason.ToolUse);
    }

    [Fact]
    public void H_361_ids_that_change_from_event_to_event_do_not_matter()
    {
        var told = Resp.Read(Resp.Sse(
            Resp.Created,
            Resp.Added(0, Item("message", "x1")),
            """{"type":"response.output_text.delta","item_id":"x2","output_index":0,"content_index":0,"delta":"a"}""",
            """{"type":"response.output_text.delta","item_id":"x3","output_index":0,"content_index":0,"delta":"b"}""",
            Resp.Done(0, Resp.Message("ab")),
            Resp.Completed($"[{Resp.Message("ab")}]")));
        told.Shape.ShouldBe("Text:ab");
    }

    [Fact]
    public void H_370_H_309_H_315_what_only_the_last_event_holds_is_told_and_nothing_twice()
    {
        var output = $"[{Resp.Reasoning("E")},{Resp.Message("I look.", "commentary")},{Resp.Call("call_1", "Bash", "{\"command\":\"ls\"}")}]";
        var told = Resp.Read(Resp.Sse(Resp.Created, Resp.Completed(output)));
        told.Blocks.Select(block => block.Kind).ShouldBe([BlockKind.Thinking, BlockKind.Text, BlockKind.ToolUse]);
        told.Text.ShouldBe("I look.");
        told.Calls[0].Text.ShouldBe("{\"command\":\"ls\"}");
        told.Calls[0].Id.ShouldBe("call_1");

        told = Resp.Read(Resp.Sse(Resp.Created, Resp.Text(1, "I look."), Resp.Completed(output)));
        told.Text.ShouldBe("I look.");
        told.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public void H_476_arguments_that_stand_only_at_the_end_of_their_item_are_told()
    {
        var told = Resp.Read(Resp.Sse(
            Resp.Created,
            Resp.Added(0, """{"id":"fc_0","type":"function_call","call_id":"call_a","name":"Bash","arguments":""}"""),
            """{"type":"response.function_call_arguments.done","item_id":"fc_0","output_index":0,"arguments":"{\"command\":\"ls\"}"}""",
            Resp.Done(0, Resp.Call("call_a", "Bash", "{\"command\":\"ls\"}")),
            Resp.Completed()));
        told.Shape.ShouldBe("ToolUse Bash:{\"command\":\"ls\"}");
        told = Resp.Read(Resp.Sse(
            Resp.Created,
            """{"type":"response.reasoning_text.delta","item_id":"rs","output_index":0,"content_index":0,"delta":"hm"}""",
            Resp.Done(1, Resp.Call("call_a", "Bash", "")),
            Resp.Completed()));
        told.Shape.ShouldBe("Thinking:hm | ToolUse Bash:{}");
    }

    [Fact]
    public void H_366_a_name_in_a_namespace_is_the_clients()
    {
        var told = Resp.Read(Resp.Sse(
            Resp.Created,
            Resp.Done(0, """{"id":"fc_0","type":"function_call","call_id":"call_a","namespace":"functions","name":"Bash","arguments":"{}","caller":{"type":"program","caller_id":"p"}}"""),
            Resp.Completed()));
        told.Calls[0].Name.ShouldBe("Bash");
    }

    [Fact]
    public void H_320_a_custom_tools_text_becomes_an_object()
    {
        var told = Resp.Read(Resp.Sse(
            Resp.Created,
            Resp.Added(0, """{"id":"ctc","type":"custom_tool_call","call_id":"call_a","name":"Bash","input":""}"""),
            """{"type":"response.custom_tool_call_input.delta","item_id":"ctc","output_index":0,"delta":"ls -l"}""",
            Resp.Done(0, """{"id":"ctc","type":"custom_tool_call","call_id":"call_a","name":"Bash","input":"ls -l \"x\""}"""),
            Resp.Completed()));
        System.Text.Json.Nodes.JsonNode.Parse(told.Calls[0].Text).ShouldBeJson("""{"input":"ls -l \"x\""}""");
    }

    [Theory]
    [InlineData("max_output_tokens", StopReason.MaxTokens)]
    [InlineData("content_filter", StopReason.Refusal)]
    [InlineData("max_messages", StopReason.EndTurn)]
    [InlineData("steered", StopReason.EndTurn)]
    public void H_230_an_answer_that_is_incomplete_says_why(string reason, StopReason expected)
    {
        var last = $$$$$"""{"type":"response.incomplete","response":{"id":"r","status":"incomplete","incomplete_details":{"reason":"{{{{{reason}}}}}"},"output":[],"usage":{"input_tokens":1,"output_tokens":2}}}""";
        Resp.Read(Resp.Sse(Resp.Created, Resp.Text(0, "Hal"), last)).Stop.ShouldBe(expected);
    }

    [Theory]
    [InlineData("rate_limit_exceeded", "Slow down", FailureCause.RateLimit, 429)]
    [InlineData("server_error", "Oops", FailureCause.Upstream, 500)]
    [InlineData("context_length_exceeded", "Your input exceeds the context window of this model.", FailureCause.PromptTooLong, 400)]
    [InlineData("invalid_image", "The image is broken", FailureCause.InvalidRequest, 400)]
    [InlineData("image_too_large", "Too large", FailureCause.InvalidRequest, 400)]
    [InlineData("insufficient_quota", "You exceeded your current quota", FailureCause.Billing, 402)]
    [InlineData("vector_store_timeout", "late", FailureCause.Timeout, 504)]
    public void H_364_a_failure_inside_a_stream_is_what_its_code_says(string code, string message, FailureCause cause, int status)
    {
        var failed = $$$$$"""{"type":"response.failed","response":{"id":"r","status":"failed","error":{"code":"{{{{{code}}}}}","message":"{{{{{message}}}}}"},"output":[]}}""";
        var error = $$$$$"""{"type":"error","code":"{{{{{code}}}}}","message":"{{{{{message}}}}}","param":null}""";
        var nested = $$$$$"""{"type":"error","error":{"type":"{{{{{code}}}}}","code":"{{{{{code}}}}}","message":"{{{{{message}}}}}","param":null}}""";
        foreach (var last in new[] { failed, error, nested })
        {
            Resp.Read(Resp.Sse(Resp.Created, last), out var early);
            early.ShouldNotBeNull(last);
            (early.Cause, early.Status).ShouldBe((cause, status), last);
            var told = Resp.Read(Resp.Sse(Resp.Created, Resp.Text(0, "Hal"), last));
            told.Failure.ShouldNotBeNull().Cause.ShouldBe(cause, last);
        }
    }

    [Theory]
    [InlineData("invalid_prompt")]
    [InlineData("bio_policy")]
    [InlineData("misalignment_policy_violation")]
    public void H_364_a_policys_refusal_is_an_answer(string code)
    {
        var told = Resp.Read(Resp.Sse(Resp.Created, $$$$$"""{"type":"response.failed","response":{"id":"r","status":"failed","error":{"code":"{{{{{code}}}}}","message":"Not this."},"output":[]}}"""));
        (told.Stop, told.Text).ShouldBe((StopReason.Refusal, "Not this."));
    }

    [Fact]
    public void H_201_a_refusal_is_shown_and_is_the_reason()
    {
        var told = Resp.Read(Resp.Sse(
            Resp.Created,
            """{"type":"response.refusal.delta","item_id":"m","output_index":0,"content_index":0,"delta":"I cannot"}""",
            Resp.Done(0, """{"id":"m","type":"message","role":"assistant","status":"completed","content":[{"type":"refusal","refusal":"I cannot"}]}"""),
            Resp.Completed()));
        (told.Stop, told.Text).ShouldBe((StopReason.Refusal, "I cannot"));
    }

    [Fact]
    public void H_324_a_stream_without_its_terminator_ends_in_an_error()
    {
        Resp.Read(Resp.Sse(Resp.Created, Resp.Text(0, "Hal"))).Failure.ShouldNotBeNull().Cause.ShouldBe(FailureCause.Truncated);
        Resp.Read(Resp.Sse(Resp.Created), out var early);
        early.ShouldNotBeNull().IsRetryable.ShouldBeTrue();
        Resp.Read(string.Empty, out early);
        early.ShouldNotBeNull().Cause.ShouldBe(FailureCause.Malformed);
    }

    [Fact]
    public void H_319_a_call_that_is_whole_stays_valid_when_the_stream_breaks()
    {
        var told = Resp.Read(Resp.Sse(Resp.Created, Resp.Done(0, Resp.Call("call_a", "Bash", "{\"command\":\"ls\"}"))));
        told.Stop.ShouldBe(StopReason.ToolUse);
        told.Failure.ShouldBeNull();
    }

    [Fact]
    public void An_event_of_the_future_is_passed_over()
    {
        var told = Resp.Read(Resp.Sse(Resp.Created, """{"type":"response.hologram.delta","output_index":0,"delta":"x"}""", """{"type":"keepalive"}""", Resp.Text(0, "ok"), Resp.Completed()));
        told.Shape.ShouldBe("Text:ok");
    }

    [Fact]
    public void Arbitrary_bytes_are_an_answer_or_a_failure()
    {
        var random = new Random(355);
        var good = Encoding.UTF8.GetBytes(Resp.Sse(
            Resp.Created,
            Resp.Added(0, """{"id":"rs_1","type":"reasoning","summary":[]}"""),
            Resp.Done(0, Resp.Reasoning("E")),
            Resp.Done(1, """{"id":"ws_1","type":"web_search_call","status":"completed","action":{"type":"search","query":"q","sources":[{"type":"url","url":"https://a.example"}]}}"""),
            Resp.Done(2, Resp.Message("Hello", annotations: """[{"type":"url_citation","url":"https://a.example","title":"A"}]""")),
            Resp.Done(3, Resp.Call("c", "Bash", "{}")),
            Resp.Completed()));
        using var conversation = Chat.Read(Streams.Plain);
        for (var i = 0; i < 4000; i++)
        {
            var bytes = (byte[])good.Clone();
            for (var n = random.Next(1, 12); n > 0; n--)
            {
                bytes[random.Next(bytes.Length)] = random.Next(4) == 0 ? (byte)"{}[]\",:\\n"[random.Next(9)] : (byte)random.Next(256);
            }

            var cut = bytes[..random.Next(1, bytes.Length + 1)];
            var told = new Told();
            using var reader = Resp.Dialect.CreateStreamReader(Resp.Attempt(conversation), told);
            Streams.Feed(reader, cut, random.Next(1, 200));
            if (!reader.IsFinished)
            {
                reader.Complete();
            }

            (told.Ended || told.Failure is not null || reader.EarlyFailure is not null).ShouldBeTrue();
            var body = new Told();
            var failure = Resp.Dialect.ReadAnswer(cut, Resp.Attempt(conversation), body);
            (failure is not null || body.Ended || body.Failure is not null).ShouldBeTrue();
        }
    }
}
