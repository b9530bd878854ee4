using System.Text;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.Tests.OpenAiChat;

namespace Dragoman.Dialects.Tests.BedrockConverse;

public sealed class AnswerTests
{
    private static readonly byte[] Talk = Bedrock.Stream(
        Bedrock.Start,
        Bedrock.Delta("""{"reasoningContent":{"text":"I "}}"""),
        Bedrock.Delta("""{"reasoningContent":{"text":"think"}}"""),
        Bedrock.Delta("""{"reasoningContent":{"signature":"sig=="}}"""),
        Bedrock.Close(),
        Bedrock.Text("Grüße ", 1),
        Bedrock.Text("👋", 1),
        Bedrock.Close(1),
        Bedrock.Call("tooluse_1", "Bash", 2),
        Bedrock.Delta("""{"toolUse":{"input":"{\"command\":"}}""", 2),
        Bedrock.Delta("""{"toolUse":{"input":"\"ls\"}"}}""", 2),
        Bedrock.Close(2),
        Bedrock.Call("tooluse_2", "Read", 3),
        Bedrock.Close(3),
        Bedrock.Stop("tool_use"),
        Bedrock.Usage);

    [Fact]
    public void H_403_H_404_H_405_a_stream_is_told_whole_at_every_chunking()
    {
        for (var size = 1; size <= 400; size++)
        {
            var told = Bedrock.Read(Talk, size: size);
            told.Shape.ShouldBe("""Thinking:I think | Text:Grüße 👋 | ToolUse Bash:{"command":"ls"} | ToolUse Read:{}""", $"pieces of {size}");
            told.Calls.Select(call => call.Id).ShouldBe(["tooluse_1", "tooluse_2"]);
            told.Stop.ShouldBe(StopReason.ToolUse);
            told.Usage.ShouldBe(new Usage
            {
                IsReported = true, InputTokens = 10, OutputTokens = 20, CacheReadTokens = 60, CacheWriteTokens = 40, CacheWrite1hTokens = 30,
            });
            told.Ended.ShouldBeTrue();
            Opened(told.Blocks[0].Signature).ShouldBe("""{"signature":"sig=="}""");
        }
    }

    [Fact]
    public void A_whole_answer_says_what_its_stream_says()
    {
        var told = Bedrock.Whole("""
            {"output":{"message":{"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"I think","signature":"sig=="}}},{"text":"Grüße 👋"},
             {"toolUse":{"toolUseId":"tooluse_1","name":"Bash","input":{"command":"ls"}}},{"toolUse":{"toolUseId":"tooluse_2","name":"Read","input":{}}}]}},
             "stopReason":"tool_use","usage":{"inputTokens":10,"outputTokens":20,"totalTokens":130,"cacheReadInputTokens":60,"cacheWriteInputTokens":40,"cacheDetails":[{"inputTokens":30,"ttl":"1h"}]},"metrics":{"latencyMs":1}}
            """, out var failure);
        failure.ShouldBeNull();
        var streamed = Bedrock.Read(Talk);
        told.Shape.ShouldBe(streamed.Shape);
        told.Usage.ShouldBe(streamed.Usage);
        told.Stop.ShouldBe(streamed.Stop);
        told.Blocks[0].Signature.ShouldBe(streamed.Blocks[0].Signature);
    }

    [Fact]
    public void H_105_H_405_encrypted_thinking_is_a_block_of_its_own_and_its_pieces_are_joined()
    {
        var sink = new DataSink();
        using var conversation = Chat.Read(Streams.Plain);
        using var reader = Bedrock.Dialect.CreateStreamReader(Bedrock.Attempt(conversation), sink);
        reader.Feed(Bedrock.Stream(
            Bedrock.Start,
            Bedrock.Delta("""{"reasoningContent":{"redactedContent":"AAE="}}"""),
            Bedrock.Delta("""{"reasoningContent":{"redactedContent":"AgM="}}"""),
            Bedrock.Close(),
            Bedrock.Text("x", 1),
            Bedrock.Stop("end_turn"),
            Bedrock.Usage));
        Opened(sink.Redacted.ShouldNotBeNull()).ShouldBe("""{"redactedContent":"AAECAw=="}""");
        sink.Kinds.ShouldBe([BlockKind.RedactedThinking, BlockKind.Text]);
    }

    [Fact]
    public void H_108_thinking_that_the_client_does_not_want_to_see_rides_in_its_signature()
    {
        var request = Chat.Request("""[{"role":"user","content":"hi"}]""", "\"thinking\":{\"type\":\"adaptive\",\"display\":\"omitted\"}");
        var told = Bedrock.Read(Talk, request);
        told.Blocks[0].Kind.ShouldBe(BlockKind.Thinking);
        told.Blocks[0].Text.ShouldBeEmpty();
        Opened(told.Blocks[0].Signature).ShouldBe("""{"signature":"sig==","text":"I think"}""");
    }

    [Fact]
    public void H_405_a_signature_without_text_still_has_its_block_in_its_place()
    {
        var told = Bedrock.Read(Bedrock.Stream(
            Bedrock.Start,
            Bedrock.Text("a"),
            Bedrock.Close(),
            Bedrock.Delta("""{"reasoningContent":{"signature":"s"}}""", 1),
            Bedrock.Close(1),
            Bedrock.Text("b", 2),
            Bedrock.Close(2),
            Bedrock.Stop("end_turn"),
            Bedrock.Usage));
        told.Shape.ShouldBe("Text:a | Thinking: | Text:b");
    }

    [Theory]
    [InlineData("end_turn", StopReason.EndTurn)]
    [InlineData("max_tokens", StopReason.MaxTokens)]
    [InlineData("guardrail_intervened", StopReason.Refusal)]
    [InlineData("content_filtered", StopReason.Refusal)]
    [InlineData("model_context_window_exceeded", StopReason.ContextWindowExceeded)]
    [InlineData("something_new", StopReason.EndTurn)]
    public void H_229_each_reason_has_its_meaning(string word, StopReason expected) =>
        Bedrock.Read(Bedrock.Stream(Bedrock.Start, Bedrock.Text("x"), Bedrock.Close(), Bedrock.Stop(word), Bedrock.Usage)).Stop.ShouldBe(expected);

    [Fact]
    public void H_155_the_stop_sequence_that_was_met_is_told()
    {
        var request = Chat.Request("""[{"role":"user","content":"hi"}]""", "\"stop_sequences\":[\"</a>\",\"END\"]");
        var told = Bedrock.Read(
            Bedrock.Stream(Bedrock.Start, Bedrock.Text("x"), ("messageStop", """{"stopReason":"stop_sequence","additionalModelResponseFields":{"stop_sequence":"END"}}"""), Bedrock.Usage), request);
        (told.Stop, told.StopSequence).ShouldBe((StopReason.StopSequence, "END"));
        request = Chat.Request("""[{"role":"user","content":"hi"}]""", "\"stop_sequences\":[\"</a>\"]");
        told = Bedrock.Read(Bedrock.Stream(Bedrock.Start, Bedrock.Text("x"), Bedrock.Stop("stop_sequence"), Bedrock.Usage), request);
        (told.Stop, told.StopSequence).ShouldBe((StopReason.StopSequence, "</a>"));
    }

    [Theory]
    [InlineData("malformed_tool_use")]
    [InlineData("malformed_model_output")]
    public void H_412_nonsense_is_tried_again_or_told_as_an_error(string word)
    {
        Bedrock.Read(Bedrock.Stream(Bedrock.Start, Bedrock.Stop(word)), out var early, out _);
        early.ShouldNotBeNull().Remedy.ShouldBe(new Remedy(RemedyKind.Again));
        var told = Bedrock.Read(Bedrock.Stream(Bedrock.Start, Bedrock.Text("x"), Bedrock.Stop(word)));
        told.Failure.ShouldNotBeNull().Cause.ShouldBe(FailureCause.Upstream);
        Bedrock.Whole($$$$"""{"output":{"message":{"role":"assistant","content":[]}},"stopReason":"{{{{word}}}}","usage":{}}""", out var failure);
        failure.ShouldNotBeNull().Remedy.ShouldBe(new Remedy(RemedyKind.Again));
    }

    [Theory]
    [InlineData("throttlingException", "Too many requests", FailureCause.RateLimit, FailureCause.Overloaded)]
    [InlineData("internalServerException", "oops", FailureCause.Upstream, FailureCause.Upstream)]
    [InlineData("modelStreamErrorException", "oops", FailureCause.Upstream, FailureCause.Upstream)]
    [InlineData("serviceUnavailableException", "busy", FailureCause.Overloaded, FailureCause.Overloaded)]
    [InlineData("validationException", "bad", FailureCause.InvalidRequest, FailureCause.InvalidRequest)]
    [InlineData("validationException", "Input is too long for requested model.", FailureCause.PromptTooLong, FailureCause.PromptTooLong)]
    public void H_410_an_exception_behind_the_200_is_told_as_what_it_is(string type, string message, FailureCause before, FailureCause behind)
    {
        var body = $$"""{"message":"{{message}}"}""";
        Bedrock.Read(Bedrock.Stream((type, body)), out var early, out _);
        early.ShouldNotBeNull().Cause.ShouldBe(before);
        early.UpstreamCode.ShouldBe(type);
        var told = Bedrock.Read(Bedrock.Stream(Bedrock.Start, Bedrock.Text("x"), (type, body)));
        told.Failure.ShouldNotBeNull().Cause.ShouldBe(behind);
    }

    [Fact]
    public void H_304_H_324_a_damaged_or_cut_stream_is_never_a_good_answer()
    {
        for (var length = 1; length < Talk.Length - 1; length += 7)
        {
            var told = Bedrock.Read(Talk[..length], out var early, out var reader);
            if (early is null && told.Ended)
            {
                // A call that is complete stays valid, and behind the reason only the counts are missing.
                (reader.BrokenBy is not null || told.Calls.Count > 0).ShouldBeTrue($"cut at {length}");
            }
            else
            {
                (early ?? told.Failure).ShouldNotBeNull($"cut at {length}");
            }
        }

        byte[] damaged = [.. Bedrock.Stream(Bedrock.Start, Bedrock.Text("x"))];
        damaged[^9] ^= 1;
        Bedrock.Read(damaged, out var first, out _);
        first.ShouldNotBeNull().Cause.ShouldBe(FailureCause.Malformed);
        Bedrock.Read([], out var nothing, out _);
        nothing.ShouldNotBeNull().Cause.ShouldBe(FailureCause.Malformed);
    }

    [Fact]
    public void H_247_counts_come_behind_the_stop_and_those_of_the_cache_are_not_in_the_input()
    {
        var frames = Bedrock.Stream(
            Bedrock.Start,
            Bedrock.Text("x"),
            Bedrock.Close(),
            Bedrock.Stop("end_turn"),
            ("metadata", """{"usage":{"inputTokens":7,"outputTokens":2,"totalTokens":1209,"cacheReadInputTokens":1000,"cacheWriteInputTokens":200},"metrics":{"latencyMs":1}}"""));
        var told = Bedrock.Read(frames, out _, out _);
        told.Ended.ShouldBeTrue();
        (told.Usage.InputTokens, told.Usage.CacheReadTokens, told.Usage.CacheWriteTokens, told.Usage.OutputTokens).ShouldBe((7, 1000, 200, 2));
    }

    [Fact]
    public void H_241_an_answer_without_its_counts_ends_with_an_estimate()
    {
        var told = Bedrock.Read(Bedrock.Stream(Bedrock.Start, Bedrock.Text("hello there"), Bedrock.Close(), Bedrock.Stop("end_turn")), out var early, out var reader);
        early.ShouldBeNull();
        reader.HasFinish.ShouldBeTrue();
        told.Ended.ShouldBeTrue();
        told.Usage.OutputTokens.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void H_204_what_the_providers_own_tools_did_and_named_as_sources_is_told_as_lost()
    {
        var losses = Bedrock.LossesOf(Bedrock.Stream(
            Bedrock.Start,
            ("contentBlockStart", """{"contentBlockIndex":0,"start":{"toolUse":{"toolUseId":"s","name":"nova_grounding","type":"server_tool_use"}}}"""),
            Bedrock.Close(),
            Bedrock.Text("found", 1),
            Bedrock.Delta("""{"citation":{"title":"t"}}""", 1),
            Bedrock.Delta("""{"citation":{"title":"u"}}""", 1),
            Bedrock.Close(1),
            Bedrock.Stop("end_turn"),
            Bedrock.Usage));
        losses.ShouldBe("server_tool:dropped, citations:dropped");
    }

    [Fact]
    public void What_the_providers_own_tools_did_is_not_the_clients()
    {
        var told = Bedrock.Read(Bedrock.Stream(
            Bedrock.Start,
            ("contentBlockStart", """{"contentBlockIndex":0,"start":{"toolUse":{"toolUseId":"s","name":"nova_grounding","type":"server_tool_use"}}}"""),
            Bedrock.Delta("""{"toolUse":{"input":"{}"}}"""),
            Bedrock.Close(),
            ("contentBlockStart", """{"contentBlockIndex":1,"start":{"toolResult":{"toolUseId":"s","status":"success"}}}"""),
            Bedrock.Delta("""{"toolResult":[{"json":{"a":1}}]}""", 1),
            Bedrock.Close(1),
            Bedrock.Text("found", 2),
            Bedrock.Delta("""{"citation":{"title":"t"}}""", 2),
            Bedrock.Close(2),
            Bedrock.Stop("end_turn"),
            Bedrock.Usage));
        told.Shape.ShouldBe("Text:found");
        told.Stop.ShouldBe(StopReason.EndTurn);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"output":{}}""")]
    [InlineData("""{"output":{"message":{"content":{}}}}""")]
    public void A_body_that_is_no_answer_is_refused(string body)
    {
        Bedrock.Whole(body, out var failure);
        failure.ShouldNotBeNull().Cause.ShouldBe(FailureCause.Malformed);
    }

    [Theory]
    [InlineData(400, """{"message":"The model returned the following errors: Input Tokens Exceeded: Number of input tokens exceeds maximum length. Please update the input to try again."}""", FailureCause.PromptTooLong, null)]
    [InlineData(400, """{"message":"The model returned the following errors: prompt is too long: 208310 tokens > 200000 maximum"}""", FailureCause.PromptTooLong, null)]
    [InlineData(400, """{"message":"The provided model identifier is invalid."}""", FailureCause.NotFound, null)]
    [InlineData(400, """{"message":"Invocation of model ID a.b with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile that contains this model."}""", FailureCause.NotFound, null)]
    [InlineData(403, """{"message":"You don't have access to the model with the specified model ID."}""", FailureCause.NotFound, null)]
    [InlineData(403, """{"message":"The security token included in the request is invalid."}""", FailureCause.UpstreamCredential, null)]
    [InlineData(403, """{"message":"The security token included in the request is expired"}""", FailureCause.UpstreamCredential, null)]
    [InlineData(403, """{"message":"User is not authorized to perform: bedrock:InvokeModel"}""", FailureCause.Permission, null)]
    [InlineData(403, """{"message":"You invoked an unsupported model or your request did not allow prompt caching. See the documentation for more information."}""", FailureCause.InvalidRequest, "cachePoint")]
    [InlineData(400, """{"message":"This model doesn't support the toolConfig.toolChoice.any field. Remove toolConfig.toolChoice.any and try again."}""", FailureCause.InvalidRequest, "toolConfig.toolChoice.any")]
    [InlineData(400, """{"message":"This model doesn't support the stopSequences field. Remove stopSequences and try again."}""", FailureCause.InvalidRequest, "stopSequences")]
    [InlineData(400, """{"message":"The model returned the following errors: Unknown parameter: 'reasoning_effort'."}""", FailureCause.InvalidRequest, "reasoning_effort")]
    [InlineData(400, """{"message":"This model doesn't support the s3Uri field. Remove s3Uri and try again."}""", FailureCause.InvalidRequest, null)]
    [InlineData(408, """{"message":"slow"}""", FailureCause.Timeout, null)]
    [InlineData(424, """{"message":"model broke"}""", FailureCause.Upstream, null)]
    [InlineData(429, """{"message":"Too many tokens, please wait before trying again."}""", FailureCause.RateLimit, null)]
    [InlineData(429, """{"message":"Model is not ready for inference."}""", FailureCause.Overloaded, null)]
    [InlineData(400, """{"message":"Your request exceeds the service quota for your account."}""", FailureCause.RateLimit, null)]
    [InlineData(503, """{"message":"Bedrock is unable to process your request."}""", FailureCause.Overloaded, null)]
    [InlineData(500, "", FailureCause.Upstream, null)]
    public void H_249_H_250_errors_are_told_as_what_they_are(int status, string body, FailureCause cause, string? member)
    {
        var failure = Bedrock.Dialect.ReadError(status, Encoding.UTF8.GetBytes(body), TimeSpan.FromSeconds(3));
        failure.Cause.ShouldBe(cause);
        failure.Message.ShouldNotBeNullOrWhiteSpace();
        failure.Remedy?.Member.ShouldBe(member);
        (failure.Remedy is null).ShouldBe(member is null);
        if (cause == FailureCause.PromptTooLong)
        {
            failure.Message.ShouldStartWith("prompt is too long");
        }
    }

    [Fact]
    public void H_356_a_refused_signature_says_how_to_go_on() =>
        Bedrock.Dialect.ReadError(400, "{\"message\":\"The model returned the following errors: messages.1.content.0: Invalid `signature` in `thinking` block\"}"u8, null)
            .Remedy.ShouldBe(new Remedy(RemedyKind.DropReasoning));

    internal static string Opened(string envelope)
    {
        using var output = new ByteWriter();
        Chat.Envelope.TryOpen(Chat.Provenance, Encoding.UTF8.GetBytes(envelope), output).ShouldBeTrue(envelope);
        return Encoding.UTF8.GetString(output.Written);
    }

    private sealed class DataSink : IStreamSink
    {
        public string? Redacted { get; private set; }

        public List<BlockKind> Kinds { get; } = [];

        public void On(in StreamEvent streamEvent)
        {
            if (streamEvent.Kind == StreamEventKind.BlockStart)
            {
                Kinds.Add(streamEvent.Block);
                Redacted = streamEvent.Block == BlockKind.RedactedThinking ? Encoding.UTF8.GetString(streamEvent.Text) : Redacted;
            }
        }
    }
}
