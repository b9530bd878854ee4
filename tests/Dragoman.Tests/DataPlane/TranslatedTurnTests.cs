using System.Net;
using System.Text;
using System.Text.Json;
using Dragoman.Dialects.Conversation;
using Dragoman.Store.Turns;
using Dragoman.Testing;

namespace Dragoman.Tests.DataPlane;

/// <summary>Whole turns against an OpenAI upstream: what the dialect's own tests prove in pieces, from socket to socket.</summary>
public sealed partial class TranslatedTurnTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TaskCompletionSource _hold = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private StrictOpenAi _openai = null!;
    private StrictAnthropic _anthropic = null!;
    private GatewayFixture _gateway = null!;
    private Func<RecordedRequest, Answer> _script = _ => Answer.Text("hello from afar");

    public async ValueTask InitializeAsync()
    {
        _openai = await StrictOpenAi.StartAsync(
            request => _script(request), new StrictOpenAiOptions { Keys = new HashSet<string> { "sk-test-upstream-key" } });
        _anthropic = await StrictAnthropic.StartAsync(_ => Answer.Text("hello from claude"));
        _gateway = await GatewayFixture.StartAsync(GatewayFixture.Config(
            ("via", "openai", "gpt-5", _openai.BaseUrl + "/v1/chat/completions"),
            ("claude-opus-5-5", "anthropic", "claude-opus-5-5", _anthropic.BaseUrl + "/v1/messages")));
    }

    public async ValueTask DisposeAsync()
    {
        _hold.TrySetResult();
        await _gateway.DisposeAsync();
        await _openai.DisposeAsync();
        await _anthropic.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task B07_a_turn_is_translated_there_and_back_streamed_or_whole(bool stream)
    {
        _script = _ => Answer.New().Say("hello ", "from afar").Call("Bash", """{"command":"ls -la"}""").Using(1000, 50, cached: 800);
        using var response = await PostAsync(Body(stream: stream, tools: true));
        var message = await MessageAsync(response, stream);
        message.GetProperty("model").GetString().ShouldBe("via");
        message.GetProperty("stop_reason").GetString().ShouldBe("tool_use");
        message.GetProperty("content")[0].GetProperty("text").GetString().ShouldBe("hello from afar");
        message.GetProperty("content")[1].GetProperty("input").GetProperty("command").GetString().ShouldBe("ls -la");
        message.GetProperty("usage").GetProperty("input_tokens").GetInt64().ShouldBe(200);
        message.GetProperty("usage").GetProperty("cache_read_input_tokens").GetInt64().ShouldBe(800);
        _openai.Violations.ShouldBeEmpty();
        var turn = await _gateway.TurnAsync(response);
        turn.Outcome.ShouldBe(TurnOutcome.Completed);
        turn.UpstreamModel.ShouldBe("gpt-5");
        turn.ToolCalls.ShouldBe(1);
        turn.Usage.CacheReadTokens.ShouldBe(800);
        turn.CostNanoUsd!.Value.ShouldBeGreaterThan(0);
        turn.PriceId.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task H_002_H_005_nothing_of_the_clients_headers_reaches_a_foreign_upstream()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages?beta=true") { Content = Body() };
        request.Headers.TryAddWithoutValidation("anthropic-beta", "foo-2099-01-01,effort-2025-11-24");
        request.Headers.Add("x-claude-code-session-id", "session-1");
        using var response = await _gateway.Http.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var seen = _openai.Requests[0];
        seen.Query.ShouldBeEmpty();
        seen.Headers.Keys.ShouldAllBe(name => !name.StartsWith("anthropic", StringComparison.OrdinalIgnoreCase)
            && !name.StartsWith("x-", StringComparison.OrdinalIgnoreCase));
        seen.Header("Authorization").ShouldBe("Bearer sk-test-upstream-key");
    }

    [Fact]
    public async Task H_007_unknown_members_are_no_error_and_never_reach_a_foreign_upstream()
    {
        using var response = await PostAsync(new StringContent(
            """{"model":"via","max_tokens":100,"x_future":{"a":1},"tags":{"a":"b"},"messages":[{"role":"user","content":"hi"}]}"""));
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        Encoding.UTF8.GetString(_openai.Requests[0].Body).ShouldNotContain("x_future");
        _openai.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A13_A14_a_dropped_cache_hint_is_told_in_header_and_record()
    {
        using var response = await PostAsync(new StringContent(
            """{"model":"via","max_tokens":100,"system":[{"type":"text","text":"s","cache_control":{"type":"ephemeral"}}],"messages":[{"role":"user","content":"hi"}]}"""));
        response.Headers.GetValues("x-dragoman-losses").Single().ShouldContain("cache_hint:");
        response.Headers.GetValues("x-dragoman-cache-hint").Single().ShouldNotBeEmpty();
        Encoding.UTF8.GetString(_openai.Requests[0].Body).ShouldNotContain("cache_control");
        (await _gateway.TurnAsync(response)).Losses!.ShouldContain("cache_hint:");
    }

    [Fact]
    public async Task H_166_one_session_keeps_one_cache_key_and_another_agent_has_its_own()
    {
        foreach (var (session, agent) in new[] { ("s1", ""), ("s1", ""), ("s1", "a1"), ("s2", "") })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = Body() };
            request.Headers.Add("x-claude-code-session-id", session);
            if (agent.Length > 0)
            {
                request.Headers.Add("x-claude-code-agent-id", agent);
            }

            using var response = await _gateway.Http.SendAsync(request);
        }

        var keys = _openai.Requests.Select(request => request.Json.GetProperty("prompt_cache_key").GetString()).ToList();
        keys[0].ShouldBe(keys[1]);
        keys.Distinct().Count().ShouldBe(3);
        keys.ShouldAllBe(key => key!.Length <= 64 && !key.Contains("s1", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(400, """{"error":{"message":"This model's maximum context length is 128000 tokens. However, your messages resulted in 130000 tokens.","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}""", 400, "invalid_request_error", "prompt is too long: 130000 tokens > 128000 maximum")]
    [InlineData(429, """{"error":{"message":"Rate limit reached","type":"requests","param":null,"code":"rate_limit_exceeded"}}""", 429, "rate_limit_error", "Rate limit")]
    [InlineData(429, """{"error":{"message":"You exceeded your current quota","type":"insufficient_quota","param":null,"code":"insufficient_quota"}}""", null, "billing_error", "quota")]
    [InlineData(503, """{"error":{"message":"The server is overloaded","type":"server_error","param":null,"code":null}}""", 529, "overloaded_error", "overloaded")]
    [InlineData(500, """{"error":{"message":"Internal","type":"server_error","param":null,"code":null}}""", 500, "api_error", "")]
    [InlineData(401, """{"error":{"message":"Incorrect API key provided: sk-abcdefghijklmnopqrstuvwx","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}""", 500, "api_error", "key")]
    [InlineData(422, """{"error":{"message":"bad field","type":"invalid_request_error","param":null,"code":null}}""", 400, "invalid_request_error", "bad field")]
    public async Task H_249_H_255_errors_of_the_upstream_come_in_the_clients_shape(int status, string body, int? expected, string type, string says)
    {
        _script = _ => Answer.Fail(status, body).Header("retry-after", "30");
        using var response = await PostAsync(Body());
        var text = await response.Content.ReadAsStringAsync();
        if (expected is not null)
        {
            ((int)response.StatusCode).ShouldBe(expected.Value, text);
        }

        using var json = JsonDocument.Parse(text);
        json.RootElement.GetProperty("error").GetProperty("type").GetString().ShouldBe(type);
        json.RootElement.GetProperty("error").GetProperty("message").GetString()!.ShouldContain(says);
        text.ShouldNotContain("sk-abcdef");
        _openai.Requests.Count.ShouldBe(1);
        (await _gateway.TurnAsync(response)).Outcome.ShouldBe(TurnOutcome.UpstreamError);
    }

    [Fact]
    public async Task H_254_the_wait_that_the_upstream_asks_for_reaches_the_client_in_whole_seconds()
    {
        _script = _ => Answer.Fail(429, """{"error":{"message":"slow down","type":"requests","code":"rate_limit_exceeded"}}""").Header("retry-after-ms", "6500");
        using var response = await PostAsync(Body());
        response.Headers.GetValues("retry-after").ShouldBe(["7"]);
    }

    [Fact]
    public async Task H_262_a_content_filters_refusal_is_an_answer_with_its_own_stop_reason()
    {
        _script = _ => Answer.Fail(400, """{"error":{"message":"The response was filtered","type":null,"param":"prompt","code":"content_filter","status":400}}""");
        using var response = await PostAsync(Body(stream: true));
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        AnthropicStreamGrammar.Fold(await response.Content.ReadAsByteArrayAsync()).StopReason.ShouldBe("refusal");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task H_287_H_288_the_client_gets_what_it_asked_for_whatever_the_upstream_sends(bool stream)
    {
        _script = _ => stream
            ? Answer.New().Say("whole").AsJson()
            : Answer.Fail(
                200,
                "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt-5\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"whole\"},\"finish_reason\":null}]}\n\n"
                + "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt-5\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
                + "data: [DONE]\n\n",
                "text/event-stream");
        using var response = await PostAsync(Body(stream: stream));
        response.Content.Headers.ContentType!.MediaType.ShouldBe(stream ? "text/event-stream" : "application/json");
        var message = await MessageAsync(response, stream);
        message.GetProperty("content").GetArrayLength().ShouldBe(1, message.GetRawText());
        message.GetProperty("content")[0].GetProperty("text").GetString().ShouldBe("whole");
    }

    [Fact]
    public async Task B04_H_325_an_upstream_that_thinks_in_silence_does_not_lose_the_client()
    {
        var time = new ManualTimeProvider();
        await using var gateway = await GatewayFixture.StartAsync(
            GatewayFixture.Config(("via", "openai", "gpt-5", _openai.BaseUrl + "/v1/chat/completions")), change: options => options with { Time = time });
        _script = _ => Answer.New().Wait(_hold.Task).Say("at last");
        var pending = gateway.Http.SendAsync(
            new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = Body(stream: true) }, HttpCompletionOption.ResponseHeadersRead);
        await _openai.RequestAsync(1, Patience);
        while (!pending.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(10));
            await Task.WhenAny(pending, Task.Delay(20, TestContext.Current.CancellationToken));
        }

        using var response = await pending;
        for (var i = 0; i < 40; i++)
        {
            time.Advance(TimeSpan.FromSeconds(10));
        }

        _hold.SetResult();
        var message = AnthropicStreamGrammar.Fold(await response.Content.ReadAsByteArrayAsync().WaitAsync(Patience));
        message.Errors.ShouldBeEmpty();
        message.Text.ShouldBe("at last");
        _openai.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task H_324_a_stream_that_breaks_off_is_an_error_for_a_client_that_wanted_a_whole_answer()
    {
        _script = _ => Answer.Fail(
            200,
            "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt-5\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"half\"},\"finish_reason\":null}]}\n\n",
            "text/event-stream");
        using var response = await PostAsync(Body());
        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await response.Content.ReadAsStringAsync()).ShouldContain("api_error");
        (await _gateway.TurnAsync(response)).FailureCause.ShouldBe(FailureCause.Truncated);
    }

    [Fact]
    public async Task H_319_a_stream_cut_behind_a_complete_call_ends_as_tool_use_and_is_recorded_as_cut()
    {
        _script = _ => Answer.New().Call("Bash", """{"command":"ls"}""").Say("and now").EndAfter(4);
        using var response = await PostAsync(Body(stream: true, tools: true));
        var message = AnthropicStreamGrammar.Fold(await response.Content.ReadAsByteArrayAsync());
        message.Errors.ShouldBeEmpty();
        message.StopReason.ShouldBe("tool_use");
        var turn = await _gateway.TurnAsync(response);
        turn.Outcome.ShouldBe(TurnOutcome.Truncated);
        turn.Attempts.ShouldBe(1);
        _openai.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task H_241_a_host_that_says_why_it_stopped_and_then_nothing_more_holds_no_answer_back()
    {
        _script = _ => Answer.Frames(
            "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt-5\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"done\"},\"finish_reason\":null}]}\n\n",
            "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt-5\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n").Wait(_hold.Task);
        using var response = await PostAsync(Body(stream: true)).WaitAsync(Patience);
        var message = AnthropicStreamGrammar.Fold(await response.Content.ReadAsByteArrayAsync());
        message.Errors.ShouldBeEmpty();
        message.StopReason.ShouldBe("end_turn");
        message.Text.ShouldBe("done");
    }

    [Fact]
    public async Task B06_H_502_a_client_that_leaves_closes_the_upstream_within_a_second()
    {
        _script = _ => Answer.New().Say(new string('x', 4000)).Wait(_hold.Task);
        var response = await _gateway.Http.SendAsync(
            new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = Body(stream: true) }, HttpCompletionOption.ResponseHeadersRead);
        var stream = await response.Content.ReadAsStreamAsync();
        await stream.ReadExactlyAsync(new byte[1000]);
        response.Dispose();
        await _openai.Requests[0].Aborted.WaitAsync(TimeSpan.FromSeconds(5));
        var turn = await _gateway.TurnAsync(response);
        turn.Outcome.ShouldBe(TurnOutcome.ClientGone);
        turn.Usage.OutputTokens.ShouldBeGreaterThanOrEqualTo(900);
        turn.Usage.InputTokens.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A16_a_route_that_forbids_passing_writes_the_request_anew_for_the_same_dialect()
    {
        await using var gateway = await GatewayFixture.StartAsync(
            $"routes:\n  - name: anew\n    upstream:\n      provider: anthropic\n      model: claude-opus-5-5\n      endpoint: {_anthropic.BaseUrl}/v1/messages\n      api_key_ref: test\n    translation:\n      passthrough: false\n");
        using var response = await gateway.Http.PostAsync("/v1/messages", new StringContent(
            """{"messages":[{"role":"user","content":"hi"}],"model":"anew","max_tokens":100,"stream":true}"""));
        AnthropicStreamGrammar.Fold(await response.Content.ReadAsByteArrayAsync()).Text.ShouldBe("hello from claude");
        Encoding.UTF8.GetString(_anthropic.Requests[0].Body).ShouldStartWith("{\"model\":\"claude-opus-5-5\"");
        _anthropic.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task H_345_the_probe_of_a_model_switch_is_served()
    {
        using var response = await PostAsync(new StringContent(
            """{"model":"via","max_tokens":1,"messages":[{"role":"user","content":"hi"}]}"""));
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await MessageAsync(response, stream: false)).GetProperty("stop_reason").GetString().ShouldBeOneOf("max_tokens", "end_turn");
        _openai.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task H_187_a_small_model_that_nobody_configured_is_served_without_tools()
    {
        await using var gateway = await GatewayFixture.StartAsync(
            $"upstreams:\n  only:\n    provider: openai\n    endpoint: {_openai.BaseUrl}/v1/chat/completions\n    api_key_ref: test\n");
        using var response = await gateway.Http.PostAsync("/v1/messages", new StringContent(
            """{"model":"claude-haiku-9-20990101","max_tokens":500,"stream":true,"messages":[{"role":"user","content":"summarise this page"}]}"""));
        AnthropicStreamGrammar.Fold(await response.Content.ReadAsByteArrayAsync()).Text.ShouldBe("hello from afar");
        _openai.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A21_H_179_H_353_a_web_search_on_a_host_without_it_is_refused_in_a_clear_sentence()
    {
        using var response = await PostAsync(new StringContent(
            """{"model":"via","max_tokens":500,"stream":true,"tools":[{"type":"web_search_20250305","name":"web_search","max_uses":8}],"tool_choice":{"type":"auto"},"messages":[{"role":"user","content":"Perform a web search"}]}"""));
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync()).ShouldContain("web_search is not supported by this model");
        _openai.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A20_structured_output_images_and_documents_reach_the_upstream_in_its_own_form()
    {
        using var response = await PostAsync(new StringContent(
            """{"model":"via","max_tokens":500,"output_config":{"format":{"type":"json_schema","schema":{"type":"object","properties":{"title":{"type":"string"}},"required":["title"],"additionalProperties":false}}},"messages":[{"role":"user","content":[{"type":"text","text":"look"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw0KGgo="}},{"type":"document","title":"a.pdf","source":{"type":"base64","media_type":"application/pdf","data":"JVBERi0="},"citations":{"enabled":true}}]}]}"""));
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        _openai.Violations.ShouldBeEmpty();
        var body = _openai.Requests[0].Json;
        body.GetProperty("response_format").GetProperty("type").GetString().ShouldBe("json_schema");
        var parts = body.GetProperty("messages")[0].GetProperty("content").EnumerateArray().Select(part => part.GetProperty("type").GetString()).ToList();
        parts.ShouldBe(["text", "image_url", "file"]);
    }

    [Fact]
    public async Task A_request_without_a_bound_on_the_answer_is_told_that_it_needs_one()
    {
        using var response = await PostAsync(new StringContent("""{"model":"via","messages":[{"role":"user","content":"hi"}]}"""));
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync()).ShouldContain("max_tokens");
    }

    [Fact]
    public async Task H_152_a_prewarm_without_output_is_answered_here()
    {
        using var response = await PostAsync(new StringContent(
            """{"model":"via","max_tokens":0,"messages":[{"role":"user","content":"hi"}]}"""));
        var message = await MessageAsync(response, stream: false);
        message.GetProperty("content").GetArrayLength().ShouldBe(0);
        message.GetProperty("stop_reason").GetString().ShouldBe("max_tokens");
        _openai.Requests.ShouldBeEmpty();
    }

    private static StringContent Body(bool stream = false, bool tools = false) => new(
        "{\"model\":\"via\",\"max_tokens\":1000,\"stream\":" + (stream ? "true" : "false")
        + (tools ? ",\"tools\":[{\"name\":\"Bash\",\"input_schema\":{\"type\":\"object\",\"properties\":{\"command\":{\"type\":\"string\"}}}}]" : string.Empty)
        + ",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}",
        Encoding.UTF8,
        "application/json");

    private Task<HttpResponseMessage> PostAsync(HttpContent body) => _gateway.Http.PostAsync("/v1/messages", body);

    private static async Task<JsonElement> MessageAsync(HttpResponseMessage response, bool stream)
    {
        var body = await response.Content.ReadAsByteArrayAsync();
        if (!stream)
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.Clone();
        }

        var folded = AnthropicStreamGrammar.Fold(body);
        folded.Errors.ShouldBeEmpty();
        using var message = JsonDocument.Parse(folded.Message.ToJsonString());
        return message.RootElement.Clone();
    }
}
