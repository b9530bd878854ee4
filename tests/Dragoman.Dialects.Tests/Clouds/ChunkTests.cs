using System.Text;
using System.Text.Json.Nodes;
using Dragoman.Dialects.AnthropicMessages;
using Dragoman.Dialects.BedrockInvoke;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.EventStream;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.Tests.AnthropicMessages;
using Dragoman.Testing;
using SharedData = Dragoman.Testing.SharedData;
using Told = Dragoman.Dialects.Tests.OpenAiChat.Told;

namespace Dragoman.Dialects.Tests.Clouds;

public sealed class ChunkTests
{
    private static readonly string[] Events =
    [
        """{"type":"message_start","message":{"id":"msg_bdrk_1","type":"message","role":"assistant","model":"claude-x","content":[],"stop_reason":null,"usage":{"input_tokens":3,"output_tokens":1}}}""",
        """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Grüße \"you\"\n"}}""",
        """{"type":"content_block_stop","index":0}""",
        """{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":5}}""",
        """{"type":"message_stop","amazon-bedrock-invocationMetrics":{"inputTokenCount":3}}""",
    ];

    [Fact]
    public void H_415_at_every_chunking_the_events_are_those_of_the_messages_api()
    {
        var expected = string.Concat(Events.Select(json => Sse(json.Replace(""","amazon-bedrock-invocationMetrics":{"inputTokenCount":3}""", "", StringComparison.Ordinal))));
        var stream = Stream(Events);
        for (var size = 1; size <= stream.Length; size = size < 40 ? size + 1 : size * 2)
        {
            Unwrap(stream, size, out var isWhole).ShouldBe(expected, $"in pieces of {size}");
            isWhole.ShouldBeTrue();
        }
    }

    [Fact]
    public void H_415_frames_without_a_type_are_dropped_and_line_breaks_cannot_end_an_event()
    {
        var text = Unwrap(Stream("""{"keep":"alive"}""", "{\n \"type\":\"ping\"\r\n}"), 7, out _);
        text.ShouldBe("event: ping\ndata: { \"type\":\"ping\"}\n\n");
    }

    [Theory]
    [InlineData("throttlingException", true, "rate_limit_error")]
    [InlineData("throttlingException", false, "overloaded_error")]
    [InlineData("serviceUnavailableException", true, "overloaded_error")]
    [InlineData("validationException", true, "invalid_request_error")]
    [InlineData("modelTimeoutException", true, "timeout_error")]
    [InlineData("modelStreamErrorException", true, "api_error")]
    [InlineData("internalServerException", false, "api_error")]
    public void H_410_an_exception_inside_a_stream_becomes_an_error_event(string exception, bool isFirst, string type)
    {
        var frame = AwsFrames.Make("""{"message":"It \"broke\""}"""u8.ToArray(), (":exception-type", exception), (":message-type", "exception"));
        var text = Unwrap([.. isFirst ? [] : Stream(Events[0]), .. frame], 5, out _);
        text.ShouldEndWith($"event: error\ndata: {{\"type\":\"error\",\"error\":{{\"type\":\"{type}\",\"message\":\"It \\\"broke\\\"\"}}}}\n\n");
    }

    [Fact]
    public void H_304_a_damaged_frame_ends_the_answer_in_an_error_and_what_came_before_stays()
    {
        var stream = Stream(Events);
        stream[^9] ^= 1;
        Unwrap(stream, 64, out var isWhole).ShouldEndWith("\"output_tokens\":5}}\n\n");
        isWhole.ShouldBeFalse();

        var sink = new Kinds();
        using var reader = new BedrockInvokeDialect().CreateStreamReader(Translation(), sink);
        var cut = Stream(Events);
        cut[200] ^= 1;
        reader.Feed(cut);
        reader.EarlyFailure.ShouldNotBeNull().Cause.ShouldBe(FailureCause.Malformed);
    }

    [Fact]
    public void H_304_a_stream_that_ends_inside_a_frame_ends_in_an_error()
    {
        var sink = new Kinds();
        using var reader = new BedrockInvokeDialect().CreateStreamReader(Translation(), sink);
        reader.Feed(Stream(Events[..4])[..^3]);
        reader.Complete();
        sink.Last.ShouldBe(StreamEventKind.Error);
        reader.BrokenBy.ShouldNotBeNull();
    }

    [Fact]
    public void H_415_recorded_streams_of_claude_fold_into_what_their_chunks_say()
    {
        var recordings = SharedData.Recordings()
            .Where(one => one.Provider == "bedrock" && one.Api == "invoke-stream" && one.Model.Contains("claude", StringComparison.Ordinal)).ToList();
        Assert.SkipWhen(recordings.Count == 0, SharedData.Missing);
        foreach (var recording in recordings)
        {
            var stream = Convert.FromBase64String(Encoding.ASCII.GetString(recording.Bytes("stream.eventstream.b64")));
            var chunks = Encoding.UTF8.GetString(recording.Bytes("stream.events.jsonl")).Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonNode.Parse(line)!["payload"]!["bytes_decoded"]!).ToList();
            foreach (var size in new[] { 1, 3, 16, 100, stream.Length })
            {
                var told = Unwrap(stream, size, out _).Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
                    .Select(frame => JsonNode.Parse(frame[(frame.IndexOf("data: ", StringComparison.Ordinal) + 6)..])!).ToList();
                told.Count.ShouldBe(chunks.Count, recording.Case);
                for (var i = 0; i < told.Count; i++)
                {
                    chunks[i].AsObject().Remove("amazon-bedrock-invocationMetrics");
                    JsonNode.DeepEquals(told[i], chunks[i]).ShouldBeTrue($"{recording.Case} event {i}: {told[i]}");
                }
            }
        }
    }

    [Fact]
    public void H_397_recorded_whole_answers_of_claude_are_read_and_their_requests_as_a_clients()
    {
        var recordings = SharedData.Recordings()
            .Where(one => one is { Provider: "bedrock", Api: "invoke", Status: 200 } && one.Model.Contains("claude", StringComparison.Ordinal)).ToList();
        Assert.SkipWhen(recordings.Count == 0, SharedData.Missing);
        recordings.Count.ShouldBe(4);
        foreach (var recording in recordings)
        {
            var json = JsonNode.Parse(recording.Bytes("response.json"))!;
            var told = new Told();
            new BedrockInvokeDialect().ReadAnswer(recording.Bytes("response.json"), Translation(), told).ShouldBeNull(recording.Case);
            told.Text.ShouldBe(string.Concat(json["content"]!.AsArray().Where(block => block!["type"]!.ToString() == "text").Select(block => block!["text"]!.ToString())));
            told.Calls.Select(call => call.Id).ShouldBe(json["content"]!.AsArray().Where(block => block!["type"]!.ToString() == "tool_use").Select(block => block!["id"]!.ToString()));
            told.Usage.OutputTokens.ShouldBe(json["usage"]!["output_tokens"]!.GetValue<long>());
            told.Usage.CacheReadTokens.ShouldBe(json["usage"]!["cache_read_input_tokens"]?.GetValue<long>() ?? 0);
            told.Ended.ShouldBeTrue();

            var body = recording.Bytes("request.json");
            var arena = new Arena(body.Length + 64);
            using var request = ConversationRequest.Rent(arena);
            request.Body = arena.Append(body);
            request.Model = arena.Append("the id in the URL"u8);
            new BedrockInvokeDialect().ReadRequest(request).ShouldBeNull(recording.Case);
            request.Messages.Length.ShouldBeGreaterThan(0);
        }
    }

    [Fact]
    public void H_416_what_is_written_for_clients_of_bedrock_reads_as_what_was_told()
    {
        using var output = new ByteWriter();
        var writer = new BedrockInvokeDialect().CreateStreamWriter(Translation(), output);
        using (var reader = new AnthropicMessagesDialect().CreateStreamReader(Translation(), writer))
        {
            reader.Feed(Encoding.UTF8.GetBytes(string.Concat(Events.Select(Sse))));
            reader.Complete();
        }

        var text = Unwrap(output.Written.ToArray(), 11, out var isWhole);
        isWhole.ShouldBeTrue();
        text.ShouldContain("""event: content_block_delta""");
        text.ShouldContain("""Grüße \"you\"\n""");
        text.ShouldEndWith("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
    }

    [Fact]
    public void H_416_a_failure_is_an_exception_frame_and_nothing_follows()
    {
        using var output = new ByteWriter();
        var writer = new BedrockInvokeDialect().CreateStreamWriter(Translation(), output);
        writer.On(new StreamEvent { Kind = StreamEventKind.Error, Failure = new Failure(FailureCause.Overloaded, 529, "Too busy.") });
        writer.On(new StreamEvent { Kind = StreamEventKind.End });
        using var frames = new EventStreamReader();
        frames.Append(output.Written);
        frames.TryRead(out var frame).ShouldBeTrue();
        Encoding.UTF8.GetString(frame.ExceptionType).ShouldBe("serviceUnavailableException");
        Encoding.UTF8.GetString(frame.Payload).ShouldBe("""{"__type":"ServiceUnavailableException","message":"Too busy."}""");
        frames.TryRead(out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("bedrock-invoke", """{"anthropic_version":"bedrock-2023-05-31","anthropic_beta":["interleaved-thinking-2025-05-14"],"max_tokens":9,"messages":[{"role":"user","content":"hi"}]}""")]
    [InlineData("vertex-anthropic", """{"anthropic_version":"vertex-2023-10-16","stream":true,"max_tokens":9,"messages":[{"role":"user","content":"hi"}]}""")]
    public void A02_what_clients_of_clouds_send_is_read_with_the_model_of_its_url(string dialect, string body)
    {
        var arena = new Arena(256);
        using var request = ConversationRequest.Rent(arena);
        request.Body = arena.Append(Encoding.UTF8.GetBytes(body));
        request.Model = arena.Append("us.anthropic.claude-opus-5-5"u8);
        request.Stream = true;

        DialectRegistry.Find(dialect)!.ReadRequest(request).ShouldBeNull();

        Encoding.UTF8.GetString(request[request.Model]).ShouldBe("us.anthropic.claude-opus-5-5");
        (request.Stream, request.MaxTokens, request.Messages.Length).ShouldBe((true, 9L, 1));
        request.Unknown.Length.ShouldBe(0, "what belongs to the envelope does not travel on");
        request.BetasRaw.IsAbsent.ShouldBe(dialect != "bedrock-invoke");
    }

    [Fact]
    public void P3_taking_a_delta_out_of_its_frame_allocates_nothing()
    {
        using var unwrapper = new ChunkUnwrapper();
        using var events = new ByteWriter(64 * 1024);
        var delta = Stream(Events[2]);
        unwrapper.Unwrap(Stream(Events[0]), events).ShouldBeTrue();
        Run(1000);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(1000);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);

        void Run(int times)
        {
            for (var i = 0; i < times; i++)
            {
                events.Reset();
                unwrapper.Unwrap(delta, events);
            }
        }
    }

    [Fact]
    public void Any_bytes_are_an_answer_or_a_failure()
    {
        var random = new Random(415);
        var stream = Stream(Events);
        for (var i = 0; i < 500; i++)
        {
            var bytes = stream.ToArray();
            for (var j = random.Next(1, 6); j > 0; j--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            var sink = new Kinds();
            using var reader = new BedrockInvokeDialect().CreateStreamReader(Translation(), sink);
            reader.Feed(bytes);
            reader.Complete();
            reader.IsFinished.ShouldBeTrue();
        }
    }

    private static Translation Translation() => new()
    {
        Request = Requests.Read("""{"model":"m","max_tokens":9,"messages":[]}"""),
        RequestedModel = "m",
        Model = new ModelTraits { Id = "m" },
        Ids = new CountingIds(),
        Envelope = new SignatureEnvelope(new byte[32]),
        Provenance = "test",
    };

    private static string Sse(string json) => $"event: {JsonNode.Parse(json)!["type"]}\ndata: {json}\n\n";

    private static byte[] Stream(params string[] events) =>
    [
        .. events.SelectMany(json => AwsFrames.Make(
            Encoding.UTF8.GetBytes($$"""{"bytes":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(json))}}","p":"abcd"}"""),
            (":event-type", "chunk"), (":content-type", "application/json"), (":message-type", "event"))),
    ];

    private static string Unwrap(byte[] stream, int size, out bool isWhole)
    {
        using var unwrapper = new ChunkUnwrapper();
        using var events = new ByteWriter();
        isWhole = true;
        for (var at = 0; at < stream.Length; at += size)
        {
            isWhole &= unwrapper.Unwrap(stream.AsSpan(at, Math.Min(size, stream.Length - at)), events);
        }

        isWhole &= !unwrapper.IsInsideFrame;
        return Encoding.UTF8.GetString(events.Written);
    }

    private sealed class Kinds : IStreamSink
    {
        public StreamEventKind Last { get; private set; }

        public void On(in StreamEvent streamEvent) => Last = streamEvent.Kind;
    }
}
