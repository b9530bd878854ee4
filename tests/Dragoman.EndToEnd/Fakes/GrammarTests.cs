using System.Text;
using Dragoman.Testing;

namespace Dragoman.EndToEnd.Fakes;

/// <summary>The grammar of a Messages stream is seen to fail on each kind of bad stream.</summary>
public sealed class GrammarTests
{
    private const string Start = """message_start|{"type":"message_start","message":{"id":"m","type":"message","role":"assistant","model":"x","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":1,"output_tokens":1}}}""";
    private const string TextStart = """content_block_start|{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""";
    private const string TextDelta = """content_block_delta|{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"a"}}""";
    private const string Stop0 = """content_block_stop|{"type":"content_block_stop","index":0}""";
    private const string Finish = """message_delta|{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":1}}""";
    private const string End = """message_stop|{"type":"message_stop"}""";
    private const string Error = """error|{"type":"error","error":{"type":"api_error","message":"gone"}}""";

    [Fact]
    public void A_good_stream_folds_without_a_fault()
    {
        var folded = Fold(Start, """ping|{"type":"ping"}""", TextStart, TextDelta, Stop0, Finish, End);
        folded.Errors.ShouldBeEmpty();
        folded.Text.ShouldBe("a");
        folded.StopReason.ShouldBe("end_turn");
    }

    [Fact]
    public void An_error_may_end_a_stream_anywhere()
    {
        var folded = Fold(Start, TextStart, TextDelta, Error);
        folded.Errors.ShouldBeEmpty();
        folded.StreamError.ShouldBe("gone");
    }

    public static TheoryData<string[], string> BadStreams => new()
    {
        { [TextStart, TextDelta, Stop0, Finish, End], "content_block_start before message_start" },
        { [Start, Start, TextStart, Stop0, Finish, End], "a second message_start" },
        { [Start, TextDelta, Finish, End], "a delta without an open block" },
        { [Start, TextStart, TextDelta, Finish, End], "message_delta inside a block" },
        { [Start, TextStart, TextDelta, Stop0, Stop0, Finish, End], "a block stops twice" },
        { [Start, TextStart, TextDelta, Stop0, Finish], "ended without message_stop" },
        { [Start, TextStart, TextDelta, Stop0, End], "message_stop without message_delta" },
        { [Start, TextStart, TextDelta, Stop0, Finish, Finish, End], "message_delta after message_delta" },
        { [Start, TextStart, TextDelta, Stop0, Finish, End, Error], "after the end of the stream" },
        { [Start, TextStart.Replace("\"index\":0", "\"index\":1", StringComparison.Ordinal), Finish, End], "block index 1, expected 0" },
        { [Start, TextStart, TextDelta.Replace("text_delta", "thinking_delta", StringComparison.Ordinal), Stop0, Finish, End], "thinking_delta in a text block" },
        { [Start, TextStart.Replace(",\"text\":\"\"", "", StringComparison.Ordinal), Stop0, Finish, End], "starts with the members type, expected type,text" },
        { [Start, TextStart.Replace("\"text\":\"\"", "\"text\":\"\",\"input\":{}", StringComparison.Ordinal), Stop0, Finish, End], "starts with the members type,text,input" },
        { [Start, TextStart.Replace("\"text\":\"\"", "\"text\":\"x\"", StringComparison.Ordinal), Stop0, Finish, End], "starts with content" },
        { [Start, Tool("{\"a\":1}"), Stop0, ToolFinish, End], "starts with input, which clients discard" },
        { [Start, Tool("{}"), Json("{\\\"a\\\":"), Stop0, ToolFinish, End], "tool arguments are incomplete" },
        { [Start, Tool("{}"), Json("{}"), Stop0, Finish, End], "end_turn beside a tool_use block" },
        { [Start, TextStart, TextDelta, Stop0, ToolFinish, End], "tool_use without a tool_use block" },
        { [Start, TextStart, TextDelta, Stop0, Finish.Replace("end_turn", "stop", StringComparison.Ordinal), End], "stop_reason is stop" },
        { [Start, TextStart, TextDelta, Stop0, Finish.Replace(",\"usage\":{\"output_tokens\":1}", "", StringComparison.Ordinal), End], "message_delta has no usage" },
        { [Start, TextStart, TextDelta.Replace("content_block_delta|", "message_delta|", StringComparison.Ordinal), Stop0, Finish, End], "carries data of type content_block_delta" },
    };

    [Theory]
    [MemberData(nameof(BadStreams))]
    public void A_bad_stream_is_found_out(string[] events, string expected) =>
        Fold(events).Errors.ShouldContain(error => error.Contains(expected, StringComparison.Ordinal));

    [Theory]
    [InlineData("data: {\"type\":\"ping\"}\n\n")]
    [InlineData("event: ping\ndata: {\"type\":\ndata: \"ping\"}\n\n")]
    [InlineData("event: ping\r\ndata: {\"type\":\"ping\"}\r\n\r\n")]
    [InlineData("event: ping\ndata: {\"type\":\"ping\"}\nid: 1\n\n")]
    public void Framing_that_clients_do_not_read_is_found_out(string frame) =>
        AnthropicStreamGrammar.Fold(Encoding.UTF8.GetBytes(frame)).Errors.ShouldContain(error => error.StartsWith("badly framed", StringComparison.Ordinal));

    [Fact]
    public void An_sse_reader_takes_every_line_end_and_comments()
    {
        var events = SseReader.ReadAll("﻿: hello\n\nevent: a\r\ndata: 1\r\n\r\ndata:2\rdata: 3\r\rdata: last"u8[3..]);
        events.Select(one => (one.Type, one.Data)).ShouldBe([("a", "1"), ("", "2\n3"), ("", "last")]);
    }

    private static string ToolFinish => Finish.Replace("end_turn", "tool_use", StringComparison.Ordinal);

    private static string Tool(string input) =>
        $$"""content_block_start|{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t","name":"n","input":{{input}}} }""";

    private static string Json(string text) =>
        $$"""content_block_delta|{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{{text}}"} }""";

    private static FoldedMessage Fold(params string[] events) =>
        AnthropicStreamGrammar.Fold(Encoding.UTF8.GetBytes(string.Concat(events.Select(one => one.Split('|', 2)).Select(one => $"event: {one[0]}\ndata: {one[1]}\n\n"))));
}
