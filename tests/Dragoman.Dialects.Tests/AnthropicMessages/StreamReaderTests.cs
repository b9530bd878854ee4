using System.Text;
using System.Text.Json.Nodes;
using Dragoman.Dialects.Conversation;

namespace Dragoman.Dialects.Tests.AnthropicMessages;

public sealed class StreamReaderTests
{
    private static readonly Failure Cut = new(FailureCause.Truncated, 502, "The connection broke: try again.") { IsRetryable = true };

    private static string ErrorMessage(string stream) =>
        Answers.Events(stream, complete: false)[^1]["error"]!["message"]!.ToString();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void H_295_H_296_H_307_any_framing_is_read(int chunk)
    {
        var bytes = Encoding.UTF8.GetBytes("\uFEFF: OPENROUTER PROCESSING\r\nretry: 10\r\n\r\nid: 7\rdata:" + Upstreams.Start + "\r\revent: ping\ndata: {\"type\":\"ping\"}\n\ndata:\n\ndata: \n\n"
            + Upstreams.Frames(Upstreams.TextStart) + "event: content_block_delta\r\ndata: {\"type\":\"content_block_delta\",\r\ndata: \"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"é😀\"}}\r\n\r\n"
            + Upstreams.Frames(Upstreams.BlockStop, Upstreams.Finish) + "data:[DONE]\n\ndata: " + Upstreams.Stop);
        var (stream, reader) = Upstreams.Relay(bytes, chunk);
        reader.BrokenBy.ShouldBeNull();
        var events = Answers.Events(stream);
        Answers.Shape(events).ShouldBe("message_start start:text text_delta stop message_delta message_stop");
        events[2]["delta"]!["text"]!.ToString().ShouldBe("é😀");
    }

    [Fact]
    public void H_297_a_last_frame_without_its_blank_line_counts()
    {
        var (stream, _) = Upstreams.Relay(Upstreams.Frames(Upstreams.Start, Upstreams.TextStart, Upstreams.TextDelta, Upstreams.BlockStop, Upstreams.Finish, Upstreams.Stop).TrimEnd('\n'));
        Answers.Events(stream).Count.ShouldBe(6);
    }

    [Fact]
    public void H_261_H_323_B05_an_error_as_the_first_frame_is_no_event()
    {
        var (stream, reader) = Upstreams.Relay(Upstreams.Frames(Upstreams.Overloaded));
        stream.ShouldBeEmpty();
        reader.EarlyFailure!.Cause.ShouldBe(FailureCause.Overloaded);
        reader.EarlyFailure.Status.ShouldBe(529);
        reader.EarlyFailure.IsRetryable.ShouldBeTrue();
        reader.HasContent.ShouldBeFalse();
    }

    [Fact]
    public void H_323_H_329_an_error_behind_the_start_but_before_content_is_no_event_either()
    {
        var (stream, reader) = Upstreams.Relay(Upstreams.Frames(Upstreams.Start, """{"type":"ping"}""", Upstreams.Overloaded));
        stream.ShouldBeEmpty();
        reader.EarlyFailure!.Cause.ShouldBe(FailureCause.Overloaded);
    }

    [Fact]
    public void H_322_an_error_in_the_middle_is_told_in_the_upstreams_words_and_ends_the_stream()
    {
        var (stream, reader) = Upstreams.Relay(Upstreams.Frames(Upstreams.Start, Upstreams.TextStart, Upstreams.TextDelta, Upstreams.Overloaded, Upstreams.BlockStop, Upstreams.Finish, Upstreams.Stop));
        stream.ShouldEndWith($"event: error\ndata: {Upstreams.Overloaded}\n\n");
        reader.BrokenBy!.Cause.ShouldBe(FailureCause.Overloaded);
        reader.HasContent.ShouldBeTrue();
        reader.IsFinished.ShouldBeTrue();
    }

    [Fact]
    public void H_265_a_complaint_about_the_gateways_credential_is_not_told_as_the_clients()
    {
        var (stream, _) = Upstreams.Relay(Upstreams.Frames(Upstreams.Start, Upstreams.TextStart, Upstreams.TextDelta, """{"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"}}"""));
        stream.ShouldContain("\"api_error\"");
        stream.ShouldNotContain("authentication_error");
    }

    [Fact]
    public void H_324_the_end_of_the_stream_without_a_finish_is_an_error()
    {
        var (stream, reader) = Upstreams.Relay(Upstreams.Frames(Upstreams.Start, Upstreams.TextStart, Upstreams.TextDelta, Upstreams.TextDelta));
        ErrorMessage(stream).ShouldContain("ended early");
        stream.ShouldNotContain("message_stop");
        stream.ShouldNotContain("end_turn");
        reader.BrokenBy!.Cause.ShouldBe(FailureCause.Truncated);
    }

    [Fact]
    public void H_278_H_298_an_empty_stream_is_an_early_failure()
    {
        foreach (var upstream in new[] { "", ": keepalive\n\n", "data: [DONE]\n\n", Upstreams.Frames(Upstreams.Start) })
        {
            var (stream, reader) = Upstreams.Relay(upstream);
            stream.ShouldBeEmpty();
            reader.EarlyFailure!.Cause.ShouldBe(FailureCause.Truncated);
        }
    }

    [Fact]
    public void H_286_a_finish_without_its_last_frame_is_a_whole_answer()
    {
        var (stream, reader) = Upstreams.Relay(Upstreams.Frames(Upstreams.Start, Upstreams.TextStart, Upstreams.TextDelta, Upstreams.BlockStop, Upstreams.Finish), breakWith: Cut);
        Answers.Shape(Answers.Events(stream)).ShouldEndWith("message_delta message_stop");
        reader.BrokenBy.ShouldBeNull();
    }

    [Fact]
    public void H_319_a_complete_call_is_kept_when_the_upstream_dies_behind_it()
    {
        foreach (var rest in new[] { "", Upstreams.Frames(Upstreams.Overloaded), Upstreams.Frames(Upstreams.TextStart.Replace(":0", ":1", StringComparison.Ordinal)) })
        {
            var (stream, reader) = Upstreams.Relay(Upstreams.Frames(Upstreams.Start, Upstreams.CallStart, Upstreams.CallDelta, Upstreams.BlockStop) + rest);
            var events = Answers.Events(stream);
            events[^2]["delta"]!["stop_reason"]!.ToString().ShouldBe("tool_use");
            reader.BrokenBy.ShouldNotBeNull();
        }
    }

    [Fact]
    public void H_319_an_unfinished_call_behind_a_complete_one_cannot_run()
    {
        var second = Upstreams.CallStart.Replace("\"index\":0", "\"index\":1", StringComparison.Ordinal).Replace("toolu_1", "toolu_2", StringComparison.Ordinal);
        var (stream, _) = Upstreams.Relay(Upstreams.Frames(Upstreams.Start, Upstreams.CallStart, Upstreams.CallDelta, Upstreams.BlockStop, second), breakWith: Cut);
        var input = string.Concat(Answers.Events(stream).Where(data => (int?)data["index"] == 1).Select(data => (string?)data["delta"]?["partial_json"]));
        Should.Throw<System.Text.Json.JsonException>(() => JsonNode.Parse(input));
    }

    [Fact]
    public void H_319_a_call_that_is_not_complete_is_an_error()
    {
        var (stream, _) = Upstreams.Relay(Upstreams.Frames(Upstreams.Start, Upstreams.CallStart, Upstreams.CallDelta), breakWith: Cut);
        ErrorMessage(stream).ShouldBe(Cut.Message);
    }

    [Fact]
    public void H_282_what_stands_in_a_start_is_told_in_deltas()
    {
        var call = """{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"toolu_1","name":"Bash","input":{"command":"l\"s"},"caller":{"type":"direct"}}}""";
        var (stream, _) = Upstreams.Relay(Upstreams.Frames(Upstreams.Start, call, Upstreams.BlockStop, Upstreams.Finish, Upstreams.Stop));
        var events = Answers.Events(stream);
        events[1]["content_block"]!.ToJsonString().ShouldBe("""{"type":"tool_use","id":"toolu_1","name":"Bash","input":{},"caller":{"type":"direct"}}""");
        events[2]["delta"]!["partial_json"]!.ToString().ShouldBe("""{"command":"l\"s"}""");
    }

    [Fact]
    public void A_message_that_comes_whole_in_its_start_is_told_in_events()
    {
        var start = """{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"up","content":[{"type":"tool_use","id":"toolu_1","name":"roll","input":{"n":1}}],"stop_reason":"tool_use","stop_sequence":null,"usage":{"input_tokens":3,"output_tokens":9}}}""";
        var (stream, reader) = Upstreams.Relay(Upstreams.Frames(start, Upstreams.Stop), 1);
        var events = Answers.Events(stream);
        Answers.Shape(events).ShouldBe("message_start start:tool_use input_json_delta stop message_delta message_stop");
        events[0]["message"]!["content"]!.AsArray().ShouldBeEmpty();
        events[^2]["delta"]!["stop_reason"]!.ToString().ShouldBe("tool_use");
        reader.BrokenBy.ShouldBeNull();
    }

    [Fact]
    public void H_275_a_delta_without_its_start_opens_a_block()
    {
        var (stream, _) = Upstreams.Relay(Upstreams.Frames(Upstreams.Start, Upstreams.TextDelta, Upstreams.Finish, Upstreams.Stop));
        Answers.Shape(Answers.Events(stream)).ShouldBe("message_start start:text text_delta stop message_delta message_stop");
        var (none, reader) = Upstreams.Relay(Upstreams.Frames(Upstreams.Start, Upstreams.CallDelta));
        none.ShouldBeEmpty();
        reader.EarlyFailure!.Cause.ShouldBe(FailureCause.Malformed);
    }

    [Fact]
    public void H_279_a_second_start_is_no_message()
    {
        var (stream, reader) = Upstreams.Relay(Upstreams.Frames(Upstreams.Start, Upstreams.TextStart, Upstreams.TextDelta, Upstreams.Start));
        Answers.Events(stream, complete: false)[^1]["type"]!.ToString().ShouldBe("error");
        reader.BrokenBy!.Cause.ShouldBe(FailureCause.Malformed);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"x\"}")]
    [InlineData("{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"x\",\"y\":{\"a\" 1}}}")]
    [InlineData("{\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":\"text\",\"text\":\"\",,}}")]
    [InlineData("{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":end_turn}}")]
    [InlineData("[]")]
    public void A_frame_that_is_no_json_never_reaches_the_client(string data)
    {
        var (stream, reader) = Upstreams.Relay(Upstreams.Frames(Upstreams.Start, Upstreams.TextStart, Upstreams.TextDelta) + $"data: {data}\n\n" + Upstreams.Frames(Upstreams.Stop));
        reader.BrokenBy!.Cause.ShouldBe(FailureCause.Malformed);
        Answers.Events(stream, complete: false)[^1]["type"]!.ToString().ShouldBe("error");
    }

    [Fact]
    public void H_297_half_a_last_frame_is_a_truncated_stream()
    {
        var (_, reader) = Upstreams.Relay(Upstreams.Frames(Upstreams.Start, Upstreams.TextStart, Upstreams.TextDelta) + "event: content_block_delta\ndata: {\"type\":\"content_blo");
        reader.BrokenBy!.Cause.ShouldBe(FailureCause.Truncated);
    }

    [Fact]
    public void Invalid_utf8_never_reaches_the_client()
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes(Upstreams.Frames(Upstreams.Start, Upstreams.TextStart)), .. "data: {\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\",\"text\":\""u8, 0xC3, 0x28, .. "\"}}\n\n"u8];
        Upstreams.Relay(bytes).Reader.BrokenBy!.Cause.ShouldBe(FailureCause.Malformed);
    }

    [Fact]
    public void H_240_of_several_last_deltas_all_pass_and_the_last_counts()
    {
        var first = """{"type":"message_delta","delta":{"stop_reason":null,"safeguard_results":[1]},"usage":{"output_tokens":3}}""";
        var (stream, _) = Upstreams.Relay(Upstreams.Frames(Upstreams.Start, Upstreams.TextStart, Upstreams.TextDelta, Upstreams.BlockStop, first, Upstreams.Finish, Upstreams.Stop));
        stream.ShouldContain(first);
        stream.ShouldEndWith(Upstreams.Frames(Upstreams.Finish, Upstreams.Stop));
    }

    [Fact]
    public void H_188_safeguard_results_pass_byte_for_byte()
    {
        var finish = """{"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null,"safeguard_results":[{"type":"dangerous_tool_use","status":{"type":"available","tool_uses":{"toolu_1":{"type":"evaluated","outcome":"not_flagged"}}}}]},"usage":{"output_tokens":7}}""";
        var (stream, _) = Upstreams.Relay(Upstreams.Frames(Upstreams.Start, Upstreams.CallStart, Upstreams.CallDelta, Upstreams.BlockStop, finish, Upstreams.Stop));
        stream.ShouldContain(finish);
    }

    [Fact]
    public void Usage_and_reason_are_told_in_typed_form()
    {
        var seen = new Recorder();
        using var reader = Requests.Dialect.CreateStreamReader(Answers.NewTranslation(), seen);
        Upstreams.Feed(reader, Encoding.UTF8.GetBytes(Upstreams.Frames(
            """{"type":"message_start","message":{"id":"msg_7","model":"claude-x","usage":{"input_tokens":10,"cache_creation_input_tokens":6,"cache_read_input_tokens":5,"cache_creation":{"ephemeral_1h_input_tokens":4},"output_tokens":1}}}""",
            Upstreams.TextStart, Upstreams.TextDelta, Upstreams.BlockStop,
            """{"type":"message_delta","delta":{"stop_reason":"refusal","stop_sequence":"s","stop_details":{"type":"refusal","explanation":"why"}},"usage":{"output_tokens":70,"output_tokens_details":{"thinking_tokens":30},"server_tool_use":{"web_search_requests":2}}}""",
            Upstreams.Stop)), 1);
        reader.Complete();
        seen.Id.ShouldBe("msg_7");
        seen.Model.ShouldBe("claude-x");
        seen.Stop.ShouldBe(StopReason.Refusal);
        seen.Sequence.ShouldBe("s");
        seen.Explanation.ShouldBe("why");
        seen.Usage.ShouldBe(new Usage
        {
            IsReported = true,
            InputTokens = 10,
            CacheReadTokens = 5,
            CacheWriteTokens = 6,
            CacheWrite1hTokens = 4,
            OutputTokens = 70,
            ThinkingTokens = 30,
            WebSearches = 2,
        });
    }

    [Fact]
    public void B02_a_relayed_text_delta_allocates_nothing()
    {
        using var output = new Dragoman.Dialects.Json.ByteWriter(1 << 20);
        var translation = Answers.NewTranslation();
        using var reader = Requests.Dialect.CreateStreamReader(translation, Requests.Dialect.CreateStreamWriter(translation, output));
        reader.Feed(Encoding.UTF8.GetBytes(Upstreams.Frames(Upstreams.Start, Upstreams.TextStart)));
        var frame = Encoding.UTF8.GetBytes(Upstreams.Frames(Upstreams.TextDelta));
        // The least of some rounds: a collection that another test causes may trim the pool in one of them.
        var allocated = long.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            output.Reset();
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1000; i++)
            {
                reader.Feed(frame);
            }

            allocated = Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        allocated.ShouldBe(0);
    }

    private sealed class Recorder : IStreamSink
    {
        public string? Id { get; private set; }

        public string? Model { get; private set; }

        public string? Sequence { get; private set; }

        public string? Explanation { get; private set; }

        public StopReason Stop { get; private set; }

        public Usage Usage { get; private set; }

        public void On(in StreamEvent streamEvent)
        {
            if (streamEvent.Kind == StreamEventKind.MessageStart)
            {
                Id = Encoding.UTF8.GetString(streamEvent.Id);
                Model = Encoding.UTF8.GetString(streamEvent.Name);
            }
            else if (streamEvent.Kind == StreamEventKind.Finish)
            {
                Sequence = Encoding.UTF8.GetString(streamEvent.StopSequence);
                Explanation = Encoding.UTF8.GetString(streamEvent.Explanation);
                Stop = streamEvent.Stop;
                Usage = streamEvent.Usage;
            }
        }
    }
}
