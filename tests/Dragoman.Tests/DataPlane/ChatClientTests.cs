using System.Net;
using System.Text;
using System.Text.Json;
using Dragoman.Dialects.Conversation;
using Dragoman.Store.Turns;
using Dragoman.Testing;

namespace Dragoman.Tests.DataPlane;

/// <summary>Whole turns of clients that speak OpenAI's chat completions, at upstreams of either dialect, from socket to socket.</summary>
public sealed partial class ChatClientTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly ManualTimeProvider _time = new();
    private readonly TaskCompletionSource _hold = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private StrictOpenAi _openai = null!;
    private StrictAnthropic _anthropic = null!;
    private GatewayFixture _gateway = null!;
    private HttpClient _http = null!;
    private Func<RecordedRequest, Answer> _script = _ => Answer.Text("hello from afar");

    public async ValueTask InitializeAsync()
    {
        var keys = new HashSet<string> { "sk-test-upstream-key" };
        _openai = await StrictOpenAi.StartAsync(request => _script(request), new StrictOpenAiOptions { Keys = keys });
        _anthropic = await StrictAnthropic.StartAsync(request => _script(request), new StrictAnthropicOptions { Keys = keys });
        _gateway = await GatewayFixture.StartAsync(
            GatewayFixture.Config(
                ("gpt", "openai", "gpt-5", _openai.BaseUrl + "/v1/chat/completions"),
                ("claude", "anthropic", "claude-opus-4-7", _anthropic.BaseUrl + "/v1/messages")),
            change: options => options with { Time = _time });
        _http = new HttpClient { BaseAddress = _gateway.Gateway.Address };
        _http.DefaultRequestHeaders.Add("Authorization", "Bearer " + GatewayFixture.Key);
    }

    public async ValueTask DisposeAsync()
    {
        _hold.TrySetResult();
        _http.Dispose();
        await _gateway.DisposeAsync();
        await _openai.DisposeAsync();
        await _anthropic.DisposeAsync();
    }

    [Theory]
    [InlineData("claude", true)]
    [InlineData("claude", false)]
    [InlineData("gpt", true)]
    [InlineData("gpt", false)]
    public async Task E05_a_turn_goes_through_the_model_to_either_upstream_and_back_streamed_or_whole(string model, bool stream)
    {
        _script = _ => Answer.New().Say("hello ", "from afar").Call("Bash", """{"command":"ls -la"}""").Call("Bash", """{"command":"pwd"}""").Using(1000, 50, cached: 800);
        using var response = await PostAsync(Body(model, stream, tools: true));
        var answer = await AnswerAsync(response, stream);
        answer.Text.ShouldBe("hello from afar");
        answer.Finish.ShouldBe("tool_calls");
        answer.Calls.Select(call => call.Name).ShouldBe(["Bash", "Bash"]);
        answer.Calls.Select(call => JsonDocument.Parse(call.Arguments).RootElement.GetProperty("command").GetString()).ShouldBe(["ls -la", "pwd"]);
        answer.Calls.Select(call => call.Id).Distinct().Count().ShouldBe(2);
        answer.Model.ShouldBe(model);
        answer.Usage!.Value.GetProperty("prompt_tokens").GetInt64().ShouldBe(1000);
        answer.Usage.Value.GetProperty("prompt_tokens_details").GetProperty("cached_tokens").GetInt64().ShouldBe(800);
        NoViolations();

        var turn = await _gateway.TurnAsync(response);
        turn.Outcome.ShouldBe(TurnOutcome.Completed);
        turn.ClientDialect.ShouldBe("openai-chat");
        turn.UpstreamDialect.ShouldBe(model == "claude" ? "anthropic-messages" : "openai-chat");
        turn.Stream.ShouldBe(stream);
        turn.ToolCalls.ShouldBe(2);
        turn.Usage.CacheReadTokens.ShouldBe(800);
        turn.StopReason.ShouldBe(StopReason.ToolUse);
        turn.CostNanoUsd!.Value.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("claude")]
    [InlineData("gpt")]
    public async Task E05_the_results_of_tools_and_pictures_reach_the_upstream_in_its_own_form(string model)
    {
        using var response = await PostAsync(
            """{"model":"$","messages":[{"role":"system","content":"be brief"},{"role":"user","content":[{"type":"text","text":"look"},{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo="}}]},{"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"Bash","arguments":"{\"command\":\"ls\"}"}}]},{"role":"tool","tool_call_id":"call_1","content":"a.txt"}],"tools":[{"type":"function","function":{"name":"Bash","parameters":{"type":"object","properties":{"command":{"type":"string"}}}}}]}"""
            .Replace("$", model, StringComparison.Ordinal));
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        NoViolations();
        var sent = Encoding.UTF8.GetString((model == "claude" ? _anthropic.Requests : _openai.Requests)[0].Body);
        sent.ShouldContain("iVBORw0KGgo=");
        sent.ShouldContain("a.txt");
        sent.ShouldContain("be brief");
    }

    [Fact]
    public async Task E05_a_bound_on_the_answer_is_optional_and_the_models_own_is_sent_where_the_upstream_needs_one()
    {
        using var response = await PostAsync("""{"model":"claude","messages":[{"role":"user","content":"hi"}]}""");
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        _anthropic.Requests[0].Json.GetProperty("max_tokens").GetInt64().ShouldBeGreaterThan(1000);
        NoViolations();
    }

    [Fact]
    public async Task E05_a_whole_answer_and_a_stream_have_the_content_types_of_the_protocol()
    {
        using var whole = await PostAsync(Body("claude", stream: false));
        whole.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        using var stream = await PostAsync(Body("claude", stream: true));
        stream.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        (await stream.Content.ReadAsStringAsync()).ShouldEndWith("data: [DONE]\n\n");
    }

    [Fact]
    public async Task H_002_the_clients_headers_stay_in_the_house_and_the_upstream_gets_its_own()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = Json(Body("claude", stream: false)) };
        request.Headers.Add("x-stainless-lang", "js");
        request.Headers.Add("OpenAI-Organization", "org-1");
        using var response = await _http.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var seen = _anthropic.Requests[0];
        seen.Header("anthropic-version").ShouldBe("2023-06-01");
        seen.Header("x-api-key").ShouldBe("sk-test-upstream-key");
        seen.Headers.Keys.ShouldNotContain("x-stainless-lang", StringComparer.OrdinalIgnoreCase);
        seen.Headers.Keys.ShouldNotContain("OpenAI-Organization", StringComparer.OrdinalIgnoreCase);
        seen.Headers.Keys.ShouldNotContain("Authorization", StringComparer.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("Authorization", "Bearer ")]
    [InlineData("x-api-key", "")]
    [InlineData("x-goog-api-key", "")]
    [InlineData("api-key", "")]
    public async Task E05_the_key_is_taken_wherever_a_protocols_clients_put_it(string header, string before)
    {
        using var client = new HttpClient { BaseAddress = _gateway.Gateway.Address };
        client.DefaultRequestHeaders.TryAddWithoutValidation(header, before + GatewayFixture.Key);
        using var response = await client.PostAsync("/v1/chat/completions", Json(Body("claude", stream: false)));
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("prompt_cache_key")]
    [InlineData("session_id")]
    [InlineData("x-session-id")]
    public async Task F02_a_clients_own_word_for_its_session_is_recorded_and_names_the_cache(string name)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = Json(name == "prompt_cache_key" ? Body("gpt", stream: false, ",\"prompt_cache_key\":\"thread-7\"") : Body("gpt", stream: false)),
        };
        if (name != "prompt_cache_key")
        {
            request.Headers.Add(name, "thread-7");
        }

        using var response = await _http.SendAsync(request);
        (await _gateway.TurnAsync(response)).SessionId.ShouldBe("thread-7");
        var key = _openai.Requests[0].Json.GetProperty("prompt_cache_key").GetString()!;
        key.ShouldNotBeEmpty();
        key.ShouldNotContain("thread-7");
    }

    private void NoViolations()
    {
        _openai.Violations.ShouldBeEmpty();
        _anthropic.Violations.ShouldBeEmpty();
    }

    private Task<HttpResponseMessage> PostAsync(string body) => _http.PostAsync("/v1/chat/completions", Json(body));

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private static string Body(string model, bool stream, string more = "", bool tools = false) =>
        "{\"model\":\"" + model + "\",\"stream\":" + (stream ? "true,\"stream_options\":{\"include_usage\":true}" : "false")
        + (tools ? ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"Bash\",\"parameters\":{\"type\":\"object\",\"properties\":{\"command\":{\"type\":\"string\"}}}}}]" : string.Empty)
        + more + ",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    private static async Task<ChatAnswer> AnswerAsync(HttpResponseMessage response, bool stream)
    {
        var body = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, body);
        return stream ? ChatAnswer.OfStream(body) : ChatAnswer.OfWhole(body);
    }
}
