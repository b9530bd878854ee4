using System.Text;
using System.Text.Json.Nodes;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.Tests.Cross;
using Dragoman.Testing;

namespace Dragoman.Dialects.Tests.OpenAiChat.Client;

public sealed class ChunkWriterTests
{
    private const string WithUsage = """{"model":"gpt \"x\"","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"u"}]}""";
    private const string WithoutUsage = """{"model":"m","stream":true,"messages":[{"role":"user","content":"u"}],"tools":[{"type":"custom","custom":{"name":"free"}}]}""";

    [Fact]
    public void B03_text_thinking_and_calls_in_any_order_fold_to_what_was_said()
    {
        var (folded, chunks) = Write(WithUsage, script => script
            .Start().Thinking("th", "ink").Text("a\\n", "b").Call("c1", "Bash", "{\\\"x\\\"", ":1}").Ping().Text("c").Call("c2", "Read")
            .Finish(StopReason.ToolUse));

        folded.Errors.ShouldBeEmpty();
        ((string?)folded.Message["content"]).ShouldBe("a\nbc");
        ((string?)folded.Message["reasoning_content"]).ShouldBe("think");
        ((string?)folded.Message["finish_reason"]).ShouldBe("tool_calls");
        var calls = folded.Message["tool_calls"]!.AsArray();
        calls.Select(call => (string?)call!["id"]).ShouldBe(["c1", "c2"]);
        calls.Select(call => (string?)call!["function"]!["name"]).ShouldBe(["Bash", "Read"]);
        calls.Select(call => (string?)call!["function"]!["arguments"]).ShouldBe(["{\"x\":1}", "{}"]);
        ((string?)chunks[0]["choices"]![0]!["delta"]!["role"]).ShouldBe("assistant");
        chunks.ShouldAllBe(chunk => (string?)chunk["model"] == "gpt \"x\"" && (string?)chunk["object"] == "chat.completion.chunk"
            && (long)chunk["created"]! == 1_700_000_000 && (string?)chunk["id"] == (string?)chunks[0]["id"]);
    }

    [Fact]
    public void H_236_usage_comes_once_at_the_end_with_the_cache_inside_the_prompt()
    {
        var (folded, chunks) = Write(WithUsage, script => script.Start().Text("x").Finish(StopReason.EndTurn));

        chunks[^1]["choices"]!.AsArray().Count.ShouldBe(0);
        chunks[..^1].ShouldAllBe(chunk => chunk.ContainsKey("usage") && chunk["usage"] == null);
        var usage = folded.Message["usage"]!;
        ((long)usage["prompt_tokens"]!).ShouldBe(1000);
        ((long)usage["completion_tokens"]!).ShouldBe(9);
        ((long)usage["total_tokens"]!).ShouldBe(1009);
        ((long)usage["prompt_tokens_details"]!["cached_tokens"]!).ShouldBe(800);
        ((long)usage["completion_tokens_details"]!["reasoning_tokens"]!).ShouldBe(4);
    }

    [Fact]
    public void H_242_a_client_that_did_not_ask_for_usage_gets_none()
    {
        var (folded, chunks) = Write(WithoutUsage, script => script.Start().Text("x").Finish(StopReason.EndTurn));

        folded.Errors.ShouldBeEmpty();
        chunks.ShouldAllBe(chunk => !chunk.ContainsKey("usage"));
    }

    [Theory]
    [InlineData(StopReason.EndTurn, "stop")]
    [InlineData(StopReason.StopSequence, "stop")]
    [InlineData(StopReason.PauseTurn, "stop")]
    [InlineData(StopReason.Compaction, "stop")]
    [InlineData(StopReason.None, "stop")]
    [InlineData(StopReason.ToolUse, "stop")]
    [InlineData(StopReason.MaxTokens, "length")]
    [InlineData(StopReason.ContextWindowExceeded, "length")]
    [InlineData(StopReason.Refusal, "content_filter")]
    public void H_224_every_stop_reason_has_a_word(StopReason stop, string expected)
    {
        var (folded, _) = Write(WithoutUsage, script => script.Start().Text("x").Finish(stop));

        ((string?)folded.Message["finish_reason"]).ShouldBe(expected);
    }

    [Fact]
    public void H_201_a_refusal_without_text_tells_its_explanation()
    {
        var (_, chunks) = Write(WithoutUsage, script => script.Start().Finish(StopReason.Refusal, "no \\\"way\\\""));

        chunks.ShouldContain(chunk => (string?)chunk["choices"]![0]!["delta"]!["refusal"] == "no \"way\"");
    }

    [Fact]
    public void H_320_the_call_of_a_custom_tool_comes_back_as_free_text()
    {
        var (_, chunks) = Write(WithoutUsage, script => script.Start().Call("c", "free", "{\\\"input\\\":", "\\\"a\\\\nb\\\"}").Finish(StopReason.ToolUse));

        var calls = chunks.Select(chunk => chunk["choices"]?[0]?["delta"]?["tool_calls"]?[0]).Where(call => call is not null).ToList();
        ((string?)calls[0]!["type"]).ShouldBe("custom");
        ((string?)calls[0]!["custom"]!["name"]).ShouldBe("free");
        string.Concat(calls.Select(call => (string?)call!["custom"]!["input"])).ShouldBe("a\nb");
    }

    [Fact]
    public void H_322_a_failure_in_the_middle_is_an_error_frame_and_no_end()
    {
        var (folded, _) = Write(WithoutUsage, script => script.Start().Text("x").Error(new Failure(FailureCause.Truncated, 502, "cut \"off\"")));

        folded.StreamError.ShouldBe("cut \"off\"");
        folded.Message["finish_reason"].ShouldBeNull();
    }

    [Fact]
    public void P3_a_text_or_argument_delta_allocates_nothing()
    {
        using var request = Exchange.Read(Exchange.Chat, WithUsage);
        using var output = new ByteWriter(1 << 20);
        var writer = Exchange.Chat.CreateStreamWriter(Exchange.Attempt(request), output);
        new Script(writer).Start();
        var text = "some text of a usual length"u8;
        Deltas(writer, text, 100);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Deltas(writer, text, 1_000);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);

        static void Deltas(IStreamSink sink, ReadOnlySpan<byte> text, int count)
        {
            for (var i = 0; i < count; i++)
            {
                sink.On(new StreamEvent { Kind = StreamEventKind.Delta, Block = BlockKind.Text, Delta = DeltaKind.Text, Text = text });
                sink.On(new StreamEvent { Kind = StreamEventKind.Delta, Block = BlockKind.ToolUse, Delta = DeltaKind.InputJson, Text = text });
            }
        }
    }

    private static (FoldedMessage Folded, List<JsonObject> Chunks) Write(string body, Action<Script> play)
    {
        using var request = Exchange.Read(Exchange.Chat, body);
        using var output = new ByteWriter();
        play(new Script(Exchange.Chat.CreateStreamWriter(Exchange.Attempt(request), output)));
        var chunks = new List<JsonObject>();
        foreach (var frame in Encoding.UTF8.GetString(output.Written).Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            frame.ShouldNotContain('\n');
            if (frame.StartsWith(':'))
            {
                continue;
            }

            frame.ShouldStartWith("data: ");
            if (frame != "data: [DONE]")
            {
                chunks.Add(JsonNode.Parse(frame["data: ".Length..])!.AsObject());
            }
        }

        return (OpenAiStreamFold.Fold(output.Written), chunks);
    }
}
