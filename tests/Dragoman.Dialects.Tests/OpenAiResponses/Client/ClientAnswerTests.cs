using System.Text;
using System.Text.Json.Nodes;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Tests.OpenAiChat;

namespace Dragoman.Dialects.Tests.OpenAiResponses.Client;

public sealed class ClientAnswerTests
{
    private const string Body = """
        {"model":"m","input":"hi","max_output_tokens":100,"stream":true,"tools":[{"type":"function","name":"shell","parameters":{"type":"object","properties":{}}},{"type":"custom","name":"patch"}]}
        """;

    private static void Thought(IStreamSink sink)
    {
        sink.Event(StreamEventKind.MessageStart, id: "msg_up", name: "claude");
        sink.Event(StreamEventKind.BlockStart, BlockKind.Thinking);
        sink.Delta(BlockKind.Thinking, DeltaKind.Thinking, "Hm");
        sink.Delta(BlockKind.Thinking, DeltaKind.Thinking, "m.");
        sink.Delta(BlockKind.Thinking, DeltaKind.Signature, "EqQB");
        sink.Event(StreamEventKind.BlockStop, BlockKind.Thinking);
        sink.Event(StreamEventKind.BlockStart, BlockKind.Text, index: 1);
        sink.Delta(BlockKind.Text, DeltaKind.Text, "Hel");
        sink.Event(StreamEventKind.Ping);
        sink.Delta(BlockKind.Text, DeltaKind.Text, "lo");
        sink.Event(StreamEventKind.BlockStop, BlockKind.Text);
        sink.Event(StreamEventKind.BlockStart, BlockKind.ToolUse, "toolu_1", "shell", 2);
        sink.Delta(BlockKind.ToolUse, DeltaKind.InputJson, "{\\\"a\\\":");
        sink.Delta(BlockKind.ToolUse, DeltaKind.InputJson, "1}");
        sink.Event(StreamEventKind.BlockStop, BlockKind.ToolUse);
        sink.Event(StreamEventKind.BlockStart, BlockKind.ToolUse, "toolu_2", "shell", 3);
        sink.Event(StreamEventKind.BlockStop, BlockKind.ToolUse);
        sink.Event(StreamEventKind.BlockStart, BlockKind.ToolUse, "toolu_3", "patch", 4);
        sink.Delta(BlockKind.ToolUse, DeltaKind.InputJson, "{\\\"input\\\":\\\"*** x\\\"}");
        sink.Event(StreamEventKind.BlockStop, BlockKind.ToolUse);
        sink.Finish(StopReason.ToolUse);
    }

    [Fact]
    public void E05_an_answer_is_told_in_the_whole_grammar_of_the_protocol()
    {
        var events = Inbound.Stream(Body, Thought);
        string[] item = ["response.output_item.added", "response.output_item.done"];
        events.Select(node => node["type"]!.ToString()["response.".Length..]).ShouldBe([
            "created", "in_progress",
            "output_item.added", "reasoning_summary_part.added", "reasoning_summary_text.delta", "reasoning_summary_text.delta",
            "reasoning_summary_text.done", "reasoning_summary_part.done", "output_item.done",
            "output_item.added", "content_part.added", "output_text.delta", "output_text.delta", "output_text.done", "content_part.done", "output_item.done",
            "output_item.added", "function_call_arguments.delta", "function_call_arguments.delta", "function_call_arguments.done", "output_item.done",
            "output_item.added", "function_call_arguments.delta", "function_call_arguments.done", "output_item.done",
            "output_item.added", "custom_tool_call_input.delta", "custom_tool_call_input.done", "output_item.done",
            "completed"]);
        events.Where(node => item.Contains(node["type"]!.ToString())).Select(node => node["output_index"]!.GetValue<int>()).ShouldBe([0, 0, 1, 1, 2, 2, 3, 3, 4, 4]);
        var done = events[^1]["response"]!;
        done["status"]!.ToString().ShouldBe("completed");
        done["model"]!.ToString().ShouldBe("claude-opus-5-5");
        done["usage"].ShouldBeJson("""
            {"input_tokens":100,"input_tokens_details":{"cached_tokens":40,"cache_write_tokens":10},"output_tokens":30,"output_tokens_details":{"reasoning_tokens":20},"total_tokens":130}
            """);
        Shape(done["output"]!.AsArray());
        for (var i = 0; i < 5; i++)
        {
            events.Where(node => node["type"]!.ToString() == "response.output_item.done").ElementAt(i)["item"].ShouldBeJson(done["output"]![i]!.ToJsonString());
        }
    }

    [Fact]
    public void A_whole_answer_is_the_same_items()
    {
        var whole = Inbound.Whole(Body, Thought);
        Shape(whole["output"]!.AsArray());
        whole["object"]!.ToString().ShouldBe("response");
        whole["usage"]!["total_tokens"]!.GetValue<int>().ShouldBe(130);
    }

    private static void Shape(JsonArray output)
    {
        output.Select(item => item!["type"]!.ToString()).ShouldBe(["reasoning", "message", "function_call", "function_call", "custom_tool_call"]);
        output[0]!["summary"].ShouldBeJson("""[{"type":"summary_text","text":"Hmm."}]""");
        output[0]!["encrypted_content"]!.ToString().ShouldBe("EqQB");
        output[1]!["content"]![0]!["text"]!.ToString().ShouldBe("Hello");
        (output[2]!["call_id"]!.ToString(), output[2]!["arguments"]!.ToString()).ShouldBe(("toolu_1", "{\"a\":1}"));
        output[3]!["arguments"]!.ToString().ShouldBe("{}", "H-216");
        output[4]!["input"]!.ToString().ShouldBe("*** x");
    }

    [Fact]
    public void What_a_client_was_told_it_can_send_back_as_it_came()
    {
        var output = Inbound.Whole(Body, Thought)["output"]!.ToJsonString();
        var body = Inbound.ToMessages($$"""
            {"model":"m","max_output_tokens":100,"tools":[{"type":"function","name":"shell"},{"type":"custom","name":"patch"}],"input":[{"role":"user","content":"hi"},{{output[1..^1]}},
             {"type":"function_call_output","call_id":"toolu_1","output":"1"},{"type":"function_call_output","call_id":"toolu_2","output":"2"},{"type":"custom_tool_call_output","call_id":"toolu_3","output":"3"}]}
            """);
        body["messages"]![1]!["content"].ShouldBeJson("""
            [{"type":"thinking","thinking":"Hmm.","signature":"EqQB"},{"type":"text","text":"Hello"},{"type":"tool_use","id":"toolu_1","name":"shell","input":{"a":1}},
             {"type":"tool_use","id":"toolu_2","name":"shell","input":{}},{"type":"tool_use","id":"toolu_3","name":"patch","input":{"input":"*** x"}}]
            """);
    }

    [Fact]
    public void Redacted_thinking_goes_through_the_client_and_comes_back()
    {
        var output = Inbound.Whole(Body, sink =>
        {
            sink.Event(StreamEventKind.MessageStart);
            sink.On(new StreamEvent { Kind = StreamEventKind.BlockStart, Block = BlockKind.RedactedThinking, Text = "BLOB"u8 });
            sink.Event(StreamEventKind.BlockStop, BlockKind.RedactedThinking);
            sink.Event(StreamEventKind.BlockStart, BlockKind.Text, index: 1);
            sink.Delta(BlockKind.Text, DeltaKind.Text, "x");
            sink.Event(StreamEventKind.BlockStop, BlockKind.Text);
            sink.Finish(StopReason.EndTurn);
        })["output"]!.ToJsonString();
        Inbound.ToMessages($$"""{"model":"m","max_output_tokens":9,"input":[{"role":"user","content":"a"},{{output[1..^1]}},{"role":"user","content":"b"}]}""")
            ["messages"]![1]!["content"]![0].ShouldBeJson("""{"type":"redacted_thinking","data":"BLOB"}""");
    }

    [Theory]
    [InlineData(StopReason.MaxTokens, "incomplete", "max_output_tokens")]
    [InlineData(StopReason.ContextWindowExceeded, "incomplete", "max_output_tokens")]
    [InlineData(StopReason.Refusal, "incomplete", "content_filter")]
    [InlineData(StopReason.EndTurn, "completed", null)]
    [InlineData(StopReason.StopSequence, "completed", null)]
    public void H_230_a_stop_reason_in_the_protocols_words(StopReason stop, string status, string? reason)
    {
        var last = Inbound.Stream(Body, sink =>
        {
            sink.Event(StreamEventKind.MessageStart);
            sink.Event(StreamEventKind.BlockStart, BlockKind.Text);
            sink.Delta(BlockKind.Text, DeltaKind.Text, "x");
            sink.Event(StreamEventKind.BlockStop, BlockKind.Text);
            sink.Finish(stop);
        })[^1];
        last["type"]!.ToString().ShouldBe($"response.{status}");
        last["response"]!["status"]!.ToString().ShouldBe(status);
        last["response"]!["incomplete_details"]?["reason"]?.ToString().ShouldBe(reason);
    }

    [Fact]
    public void An_answer_that_breaks_off_says_so_twice()
    {
        var events = Inbound.Stream(Body, sink =>
        {
            sink.Event(StreamEventKind.MessageStart);
            sink.Event(StreamEventKind.BlockStart, BlockKind.Text);
            sink.Delta(BlockKind.Text, DeltaKind.Text, "x");
            sink.On(new StreamEvent { Kind = StreamEventKind.Error, Failure = new Failure(FailureCause.PromptTooLong, 400, "prompt is too long: 2 tokens > 1 maximum") });
        });
        events[^2]["type"]!.ToString().ShouldBe("error");
        events[^2]["code"]!.ToString().ShouldBe("context_length_exceeded");
        events[^1]["type"]!.ToString().ShouldBe("response.failed");
        events[^1]["response"]!["error"]!["code"]!.ToString().ShouldBe("context_length_exceeded");
    }

    [Fact]
    public void A_search_and_its_citations_are_the_protocols_own()
    {
        var events = Inbound.Stream(Body, sink =>
        {
            sink.Event(StreamEventKind.MessageStart);
            sink.Event(StreamEventKind.BlockStart, BlockKind.ServerToolUse, "srvtoolu_1", "web_search");
            sink.Delta(BlockKind.ServerToolUse, DeltaKind.InputJson, "{\\\"query\\\":\\\"gateways\\\"}");
            sink.Event(StreamEventKind.BlockStop, BlockKind.ServerToolUse);
            sink.On(new StreamEvent { Kind = StreamEventKind.BlockStart, Block = BlockKind.ServerToolResult, Index = 1, Raw = """{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[]}"""u8 });
            sink.Event(StreamEventKind.BlockStop, BlockKind.ServerToolResult);
            sink.Event(StreamEventKind.BlockStart, BlockKind.Text, index: 2);
            sink.Delta(BlockKind.Text, DeltaKind.Text, "H\u00e9r\\n");
            sink.Delta(BlockKind.Text, DeltaKind.Text, "\\ud83d\\ude00\U0001F600");
            sink.On(new StreamEvent { Kind = StreamEventKind.Delta, Block = BlockKind.Text, Delta = DeltaKind.Citation, Raw = """{"type":"citations_delta","citation":{"type":"web_search_result_location","cited_text":"","url":"https://a.example","title":"A","encrypted_index":""}}"""u8 });
            sink.Event(StreamEventKind.BlockStop, BlockKind.Text);
            sink.Finish(StopReason.EndTurn);
        });
        var output = events[^1]["response"]!["output"]!;
        output[0]!["action"].ShouldBeJson("""{"type":"search","query":"gateways"}""");
        output[1]!["content"]![0]!["annotations"].ShouldBeJson("""[{"type":"url_citation","start_index":0,"end_index":6,"url":"https://a.example","title":"A"}]""");
        events.ShouldContain(node => node["type"]!.ToString() == "response.output_text.annotation.added");
    }

    [Fact]
    public void P3_a_delta_is_written_without_an_allocation()
    {
        using var request = Inbound.Read(Body);
        using var output = new Dragoman.Dialects.Json.ByteWriter(1 << 20);
        var sink = Resp.Dialect.CreateStreamWriter(Resp.Attempt(request), output);
        sink.Event(StreamEventKind.MessageStart);
        sink.Event(StreamEventKind.BlockStart, BlockKind.Text);
        var text = Encoding.UTF8.GetBytes("word ");
        void Write()
        {
            output.Reset();
            for (var i = 0; i < 64; i++)
            {
                sink.On(new StreamEvent { Kind = StreamEventKind.Delta, Block = BlockKind.Text, Delta = DeltaKind.Text, Text = text });
            }
        }

        for (var i = 0; i < 100; i++)
        {
            Write();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        Write();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThanOrEqualTo(0);
    }
}
