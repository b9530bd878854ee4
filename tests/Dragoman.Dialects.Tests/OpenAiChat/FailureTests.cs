using System.Text;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.OpenAiChat;

namespace Dragoman.Dialects.Tests.OpenAiChat;

/// <summary>Streams and answers that break, and errors in every shape.</summary>
public sealed class FailureTests
{
    private static Failure Error(int status, string body, TimeSpan? retryAfter = null) =>
        new OpenAiChatDialect().ReadError(status, Encoding.UTF8.GetBytes(body), retryAfter);

    private static string OpenAi(string message, string type = "invalid_request_error", string code = "null") =>
        $$$$"""{"error":{"message":{{{{System.Text.Json.JsonSerializer.Serialize(message)}}}},"type":"{{{{type}}}}","param":null,"code":{{{{(code == "null" ? code : $"\"{code}\"")}}}}}}""";

    [Fact]
    public void H_261_H_323_an_error_as_the_first_frame_raises_no_event()
    {
        Streams.Read(Streams.Sse("""{"error":{"message":"slow down","code":429}}"""), out var early);
        early.ShouldNotBeNull().Cause.ShouldBe(FailureCause.RateLimit);
        Streams.Read(Streams.Sse(Streams.Delta("""{"role":"assistant","content":""}"""), """{"error":{"message":"busy","code":503}}"""), out early);
        early.ShouldNotBeNull().UpstreamCode.ShouldBe("503");
    }

    [Fact]
    public void H_322_an_error_behind_content_ends_the_answer()
    {
        var told = Streams.Read(Streams.Sse(Streams.Text("a"), """{"error":{"message":"boom","code":"server_error"}}""", Streams.Done));
        told.Failure.ShouldNotBeNull().Message.ShouldBe("boom");
        told.Ended.ShouldBeFalse();
    }

    [Fact]
    public void H_452_an_error_event_is_one()
    {
        var told = Streams.Read(Streams.Sse(Streams.Text("a")) + "event: error\ndata: {\"error\":{\"message\":\"x\",\"code\":\"tool_use_failed\",\"status_code\":400}}\n\n");
        told.Failure.ShouldNotBeNull().UpstreamCode.ShouldBe("tool_use_failed");
    }

    [Fact]
    public void H_324_the_end_without_a_reason_is_no_end()
    {
        var told = Streams.Read(Streams.Sse(Streams.Text("a"), Streams.Text("b")));
        told.Failure.ShouldNotBeNull().Cause.ShouldBe(FailureCause.Truncated);
        told.Events.ShouldNotContain("Finish");
        told.Ended.ShouldBeFalse();
    }

    [Fact]
    public void H_266_H_278_nothing_at_all_is_an_early_failure()
    {
        Streams.Read(string.Empty, out var early);
        early.ShouldNotBeNull().Status.ShouldBe(502);
        Streams.Read(": keepalive\n\n", out early);
        early.ShouldNotBeNull().Status.ShouldBe(502);
        Streams.Whole(string.Empty, out var whole);
        whole.ShouldNotBeNull().Status.ShouldBe(502);
    }

    [Fact]
    public void A_broken_connection_tells_its_own_failure()
    {
        using var conversation = Chat.Read(Streams.Plain);
        var told = new Told();
        using var reader = new OpenAiChatDialect().CreateStreamReader(Chat.Attempt(conversation), told);
        reader.Feed(Encoding.UTF8.GetBytes(Streams.Sse(Streams.Text("a"))));
        reader.Break(new Failure(FailureCause.Timeout, 504, "silent"));
        told.Failure.ShouldNotBeNull().Message.ShouldBe("silent");
        reader.IsFinished.ShouldBeTrue();
        reader.BrokenBy.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}\n\n")]
    [InlineData("data: {\"choices\":\n\n")]
    public void A_frame_that_is_no_json_is_a_failure(string sse)
    {
        Streams.Read(sse, out var early);
        early.ShouldNotBeNull().Cause.ShouldBe(FailureCause.Malformed);
    }

    [Theory]
    [InlineData("""{"error":{"message":"Rate limited","code":429}}""", FailureCause.RateLimit)]
    [InlineData("""{"error":{"code":"1302","message":"High concurrency"}}""", FailureCause.RateLimit)]
    [InlineData("""{"error":{"code":"1113","message":"Insufficient balance"}}""", FailureCause.Billing)]
    [InlineData("""{"code":1261,"msg":"Prompt exceeds max length"}""", FailureCause.PromptTooLong)]
    [InlineData("""{"error":{"message":"No credits","code":402}}""", FailureCause.Billing)]
    [InlineData("""{"error":"something broke"}""", FailureCause.Upstream)]
    [InlineData("<html><body>hello</body></html>", FailureCause.Malformed)]
    [InlineData("""{"choices":[]}""", FailureCause.Malformed)]
    [InlineData("""{"choices":[{"index":0,"message":{"content":"a"}}]""", FailureCause.Malformed)]
    public void H_261_H_442_a_whole_answer_that_is_none_raises_no_event(string body, FailureCause expected)
    {
        Streams.Whole(body, out var failure);
        failure.ShouldNotBeNull().Cause.ShouldBe(expected);
    }

    public static TheoryData<string, string?> Overflows => new()
    {
        { OpenAi("This model's maximum context length is 128000 tokens. However, your messages resulted in 130000 tokens. Please reduce the length of the messages.", code: "context_length_exceeded"), "130000 tokens > 128000" },
        { OpenAi("This model's maximum context length is 128000 tokens. However, you requested 130000 tokens (129000 in the messages, 1000 in the completion).", code: "context_length_exceeded"), "129000 tokens > 128000" },
        { OpenAi("Your input exceeds the context window of this model. Please adjust your input and try again.", code: "context_length_exceeded"), null },
        { OpenAi("The input token count (1200000) exceeds the maximum number of tokens allowed (1048576)."), "1200000 tokens > 1048576" },
        { OpenAi("Input is too long for requested model."), null },
        { """{"error":{"code":400,"message":"the request exceeds the available context size, try increasing it","type":"exceed_context_size_error","n_prompt_tokens":9000,"n_ctx":8192}}""", "9000 tokens > 8192" },
        { OpenAi("Invalid request: Your request exceeded model token limit: 131072 (requested: 140000)"), "140000 tokens > 131072" },
        { OpenAi("Prompt contains 140000 tokens and 0 draft tokens, too large for model with 131072 maximum context length"), "140000 tokens > 131072" },
        { OpenAi("This endpoint's maximum context length is 200000 tokens. However, you requested about 2500021 tokens (2500021 of text input)."), "2500021 tokens > 200000" },
        { OpenAi("This model's maximum prompt length is 131072 but the request contains 140000 tokens."), "140000 tokens > 131072" },
        { """{"object":"error","message":"This model's maximum context length is 8192 tokens. However, you requested 12000 tokens (10000 in the messages, 2000 in the completion). Please reduce the length of the messages or completion.","type":"BadRequestError","code":400}""", "10000 tokens > 8192" },
        { OpenAi("litellm.ContextWindowExceededError: too big"), null },
        { OpenAi("capability_rejected: prompt_too_long"), null },
        { OpenAi("input length exceeds the context length"), null },
        { OpenAi("prompt too long; exceeded max context length by 1119046 tokens (ref: 96164522-08b2-4cbf-886e-e5a38961a688)"), null },
        { OpenAi("Please reduce the length of the messages or completion. Current length is 9000 while limit is 8192", code: "context_length_exceeded"), "9000 tokens > 8192" },
        { OpenAi("The input (9000 tokens) is longer than the model's context length (8192 tokens)."), "9000 tokens > 8192" },
        { """{"error":{"message":"The total length of all messages is too long.","type":"too_many_prompt_tokens","code":400}}""", null },
        { OpenAi("prompt is too long: 200001 tokens > 200000 maximum"), "200001 tokens > 200000" },
        { OpenAi("Range of input length should be [1, 129024]"), null },
    };

    [Theory]
    [MemberData(nameof(Overflows))]
    public void H_250_H_469_H_475_H_482_A23_every_wording_of_an_overflow_is_the_one_that_the_client_compacts_on(string body, string? numbers)
    {
        var failure = Error(400, body);
        failure.Cause.ShouldBe(FailureCause.PromptTooLong);
        failure.Status.ShouldBe(400);
        failure.Message.ShouldStartWith("prompt is too long: ");
        if (numbers is not null)
        {
            failure.Message.ShouldStartWith($"prompt is too long: {numbers} maximum");
        }
    }

    [Theory]
    [InlineData("This model's maximum context length is 40960 tokens. However, you requested 44000 tokens (12000 in the messages, 32000 in the completion). Please reduce the length of the messages or completion.")]
    [InlineData("'max_tokens' or 'max_completion_tokens' is too large: 32000. This model's maximum context length is 40960 tokens and your request has 12000 input tokens (32000 > 40960 - 12000).")]
    public void H_252_a_bound_that_is_too_large_is_told_so_that_the_client_lowers_it(string message) =>
        Error(400, OpenAi(message)).Message.ShouldStartWith("input length and `max_tokens` exceed context limit: 12000 + 32000 > 40960");

    [Fact]
    public void H_451_a_limit_a_minute_is_a_rate_unless_it_can_never_be_met()
    {
        const string Groq = "Request too large for model `x` in organization `org_01hxxxxxxxxxxxxxx` service tier `on_demand` on tokens per minute (TPM): Limit {0}, Requested {1}, please reduce your message size and try again.";
        var rate = Error(413, OpenAi(string.Format(System.Globalization.CultureInfo.InvariantCulture, Groq, 12000, 9000), "tokens", "rate_limit_exceeded"));
        (rate.Cause, rate.Status, rate.IsRetryable).ShouldBe((FailureCause.RateLimit, 429, true));
        rate.Message.ShouldNotContain("org_01h");
        Error(413, OpenAi(string.Format(System.Globalization.CultureInfo.InvariantCulture, Groq, 6000, 30000), "tokens", "rate_limit_exceeded"))
            .Message.ShouldStartWith("prompt is too long: 30000 tokens > 6000 maximum");
    }

    [Theory]
    [InlineData(400, FailureCause.InvalidRequest, 400)]
    [InlineData(422, FailureCause.InvalidRequest, 400)]
    [InlineData(401, FailureCause.UpstreamCredential, 500)]
    [InlineData(402, FailureCause.Billing, 402)]
    [InlineData(403, FailureCause.Permission, 403)]
    [InlineData(408, FailureCause.Timeout, 504)]
    [InlineData(413, FailureCause.TooLarge, 413)]
    [InlineData(429, FailureCause.RateLimit, 429)]
    [InlineData(498, FailureCause.Overloaded, 529)]
    [InlineData(500, FailureCause.Upstream, 500)]
    [InlineData(502, FailureCause.Upstream, 502)]
    [InlineData(503, FailureCause.Upstream, 503)]
    [InlineData(504, FailureCause.Timeout, 504)]
    [InlineData(529, FailureCause.Overloaded, 529)]
    public void H_255_H_265_each_status_keeps_its_meaning(int status, FailureCause cause, int expected)
    {
        var failure = Error(status, OpenAi("It did not work."));
        (failure.Cause, failure.Status, failure.UpstreamStatus).ShouldBe((cause, expected, status));
        failure.Side.ShouldBe(FailureSide.Upstream);
    }

    [Fact]
    public void H_255_a_refused_credential_is_never_the_clients()
    {
        foreach (var body in new[] { OpenAi("Incorrect API key provided: sk-abcdef123456.", code: "invalid_api_key"), "{\"detail\":\"Invalid API Key\"}" })
        {
            var failure = Error(401, body);
            (failure.Status, failure.ShouldRetry).ShouldBe((500, false));
            failure.Message.ShouldNotContain("sk-");
        }

        Error(400, """[{"error":{"code":400,"message":"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT"}}]""").Cause.ShouldBe(FailureCause.UpstreamCredential);
    }

    [Fact]
    public void H_267_an_overload_says_so()
    {
        Error(503, OpenAi("The engine is currently overloaded, please try again later", "server_error")).Status.ShouldBe(529);
        Error(500, OpenAi("x", "overloaded_error")).Cause.ShouldBe(FailureCause.Overloaded);
    }

    [Fact]
    public void H_256_a_404_is_the_model_or_the_address()
    {
        var model = Error(404, OpenAi("The model `gpt-9` does not exist or you do not have access to it.", code: "model_not_found"));
        (model.Cause, model.Status).ShouldBe((FailureCause.NotFound, 404));
        model.Message.ShouldContain("gpt-9");
        var path = Error(404, "{\"detail\":\"Not Found\"}");
        (path.Cause, path.Status, path.ShouldRetry).ShouldBe((FailureCause.Upstream, 500, false));
    }

    [Theory]
    [InlineData(429, "You exceeded your current quota, please check your plan and billing details.", "insufficient_quota")]
    [InlineData(402, "Insufficient Balance", "invalid_request_error")]
    [InlineData(402, "This request requires more credits", "402")]
    public void H_257_H_430_H_460_money_is_not_tried_again(int status, string message, string code)
    {
        var failure = Error(status, OpenAi(message, code: code));
        (failure.Cause, failure.Status, failure.ShouldRetry, failure.IsRetryable).ShouldBe((FailureCause.Billing, 402, false, false));
    }

    [Fact]
    public void H_262_a_filter_is_a_refusal()
    {
        var failure = Error(400, """{"error":{"message":"The response was filtered due to the prompt triggering Azure OpenAI's content management policy.","type":null,"param":"prompt","code":"content_filter","status":400,"innererror":{"code":"ResponsibleAIPolicyViolation"}}}""");
        failure.Cause.ShouldBe(FailureCause.ContentFiltered);
        failure.IsRefusal.ShouldBeTrue();
    }

    [Theory]
    [InlineData("Please try again in 20s.", 20)]
    [InlineData("Rate limit reached. Please try again in 1m2.5s. Visit", 62.5)]
    [InlineData("Please try again in 350ms.", 0.35)]
    [InlineData("Please retry after 7 seconds.", 7)]
    public void H_254_a_wait_in_words_is_a_wait(string message, double seconds)
    {
        Error(429, OpenAi(message)).RetryAfter.ShouldBe(TimeSpan.FromSeconds(seconds));
        Error(429, OpenAi(message), TimeSpan.FromSeconds(3)).RetryAfter.ShouldBe(TimeSpan.FromSeconds(3));
    }

    [Fact]
    public void H_449_a_call_that_the_host_could_not_read_is_worth_another_try()
    {
        var failure = Error(400, OpenAi("Failed to call a function.", code: "tool_use_failed"));
        (failure.Status, failure.IsRetryable).ShouldBe((500, true));
    }

    [Fact]
    public void H_474_H_253_what_the_operator_must_change_is_told_word_for_word_and_not_tried_again()
    {
        const string Message = "\"auto\" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set";
        var failure = Error(400, $$"""{"object":"error","message":{{System.Text.Json.JsonSerializer.Serialize(Message)}},"type":"BadRequestError","param":null,"code":400}""");
        (failure.Message, failure.Status, failure.ShouldRetry).ShouldBe((Message, 400, false));
    }

    [Theory]
    [InlineData("<html><head><title>503</title><style>x{}</style></head><body><h1>Bad&nbsp;gateway</h1>\n<p>nginx</p></body></html>", "Bad")]
    [InlineData("upstream connect error\nor disconnect", "upstream connect error or disconnect")]
    [InlineData("""{"detail":[{"loc":["body"],"msg":"Extra inputs are not permitted"}]}""", "Extra inputs are not permitted")]
    [InlineData("""{"error":{"message":"Provider returned error","code":502,"metadata":{"raw":"{\"error\":{\"message\":\"inner words\"}}"}}}""", "inner words")]
    [InlineData("""{"error":"flat words"}""", "flat words")]
    public void H_249_H_479_H_486_every_shape_of_body_is_read(string body, string expected)
    {
        var failure = Error(502, body);
        failure.Message.ShouldContain(expected);
        failure.Message.ShouldNotContain("<");
        failure.Message.ShouldNotContain("\n");
        failure.Message.Length.ShouldBeLessThan(520);
    }

    [Fact]
    public void H_264_secrets_and_inner_places_do_not_leave_the_house()
    {
        var message = Error(500, OpenAi("Failed at http://10.0.3.7:8000/v1 with Bearer abcdefghijkl and key sk-proj-abc123def456, gsk_abcdefghijk, project proj_abcdefghijklmnop, host api.internal:443 Traceback (most recent call last): File x")).Message;
        foreach (var secret in new[] { "10.0.3.7", "abcdefghijkl", "sk-proj", "gsk_", "api.internal", "Traceback" })
        {
            message.ShouldNotContain(secret);
        }
    }

    [Fact]
    public void H_064_the_hosts_own_words_about_a_document_reach_the_client() =>
        Error(400, OpenAi("The PDF has more than 100 pages.")).Message.ShouldBe("The PDF has more than 100 pages.");

    [Fact]
    public void Any_bytes_are_an_error_and_never_an_exception()
    {
        var random = new Random(7);
        var bytes = new byte[300];
        for (var i = 0; i < 500; i++)
        {
            random.NextBytes(bytes);
            new OpenAiChatDialect().ReadError(random.Next(100, 600), bytes.AsSpan(0, random.Next(300)), null).Message.ShouldNotBeNullOrEmpty();
        }
    }

    /// <summary>Streams with bytes changed, cut and doubled: an end, an error or an early failure, and never anything else.</summary>
    [Fact]
    public void Any_stream_ends_in_one_of_three_ways()
    {
        var good = Encoding.UTF8.GetBytes(Streams.Sse(
            Streams.Delta("""{"role":"assistant","content":""}"""), Streams.Delta("""{"reasoning_content":"hm","reasoning_details":[{"type":"reasoning.text","text":"hm"}]}"""),
            Streams.Text("a <think> \u00e9 \ud83d\ude00"), Streams.Call(0, "a", "Bash", "{\"command\":"), Streams.Call(1, "b", "Read", "{}"), Streams.Call(0, null, null, "\"ls\"}"),
            Streams.Delta("{}", "tool_calls"), """{"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":6,"prompt_tokens_details":{"cached_tokens":2}}}""", Streams.Done));
        var random = new Random(11);
        OpenAiChatProfile[] profiles = [OpenAiChatProfile.Default, new() { ThinkTags = true, TextToolCalls = true, ReplayReasoning = ReasoningReplay.Details }];
        for (var i = 0; i < 3000; i++)
        {
            var bytes = good.ToArray();
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                bytes[random.Next(bytes.Length)] = (byte)"\"{}[]:,\\n0\n\u00ff"[random.Next(12)];
            }

            var length = random.Next(bytes.Length);
            using var conversation = Chat.Read(Streams.Plain);
            var told = new Told();
            using var reader = new OpenAiChatDialect().CreateStreamReader(Chat.Attempt(conversation, profiles[i % 2]), told);
            Streams.Feed(reader, bytes.AsSpan(0, i % 3 == 0 ? length : bytes.Length), random.Next(1, 200));
            if (!reader.IsFinished)
            {
                reader.Complete();
            }

            reader.IsFinished.ShouldBeTrue();
            (told.Ended ? 1 : 0).ShouldBe(reader.EarlyFailure is null && told.Failure is null ? 1 : 0);
            new OpenAiChatDialect().ReadAnswer(bytes.AsSpan(6, Math.Min(length, bytes.Length - 6)), Chat.Attempt(conversation), new Told());
        }
    }
}
