using System.Net;
using System.Text;
using Dragoman.DataPlane;
using Dragoman.Store.Turns;
using Dragoman.Testing;

namespace Dragoman.Tests.DataPlane;

/// <summary>
/// Each protocol that clients speak at upstreams of two others: paths, keys, content types, statuses and records. What the answers
/// look like is proved by the dialects' own tests and by the official clients.
/// </summary>
public sealed class InboundDialectTests : IAsyncLifetime
{
    private StrictOpenAi _openai = null!;
    private StrictAnthropic _anthropic = null!;
    private GatewayFixture _gateway = null!;
    private HttpClient _http = null!;
    private Func<RecordedRequest, Answer> _script = _ => Answer.Text("hello from afar");

    /// <summary>Every inbound dialect but Messages and chat completions, which have tests of their own.</summary>
    public static TheoryData<string, string, bool> Calls
    {
        get
        {
            var calls = new TheoryData<string, string, bool>();
            foreach (var dialect in new[] { ClientDialects.Responses, ClientDialects.Gemini, ClientDialects.Bedrock, ClientDialects.Vertex })
            {
                foreach (var model in new[] { "gpt", "claude" })
                {
                    calls.Add(dialect, model, true);
                    calls.Add(dialect, model, false);
                }
            }

            return calls;
        }
    }

    public async ValueTask InitializeAsync()
    {
        var keys = new HashSet<string> { "sk-test-upstream-key" };
        _openai = await StrictOpenAi.StartAsync(request => _script(request), new StrictOpenAiOptions { Keys = keys });
        _anthropic = await StrictAnthropic.StartAsync(request => _script(request), new StrictAnthropicOptions { Keys = keys });
        _gateway = await GatewayFixture.StartAsync(GatewayFixture.Config(
            ("gpt", "openai", "gpt-5", _openai.BaseUrl + "/v1/chat/completions"),
            ("claude", "anthropic", "claude-opus-4-7", _anthropic.BaseUrl + "/v1/messages")));
        _http = new HttpClient { BaseAddress = _gateway.Gateway.Address };
        _http.DefaultRequestHeaders.Add("Authorization", "Bearer " + GatewayFixture.Key);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _gateway.DisposeAsync();
        await _openai.DisposeAsync();
        await _anthropic.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A02_E05_a_turn_is_served_and_recorded_under_both_protocols_names(string dialect, string model, bool stream)
    {
        using var response = await _http.SendAsync(Request(dialect, model, stream));
        var body = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, body);
        response.Content.Headers.ContentType!.MediaType.ShouldBe(
            !stream ? "application/json" : dialect == ClientDialects.Bedrock ? "application/vnd.amazon.eventstream" : "text/event-stream");
        if (!stream || dialect != ClientDialects.Bedrock)
        {
            body.ShouldContain("hello from afar");
        }

        _openai.Violations.ShouldBeEmpty();
        _anthropic.Violations.ShouldBeEmpty();
        var sent = (model == "gpt" ? _openai.Requests : _anthropic.Requests).ShouldHaveSingleItem().Conversation;
        sent.Stream.ShouldBe(stream);
        sent.Model.ShouldBe(model == "gpt" ? "gpt-5" : "claude-opus-4-7");
        sent.Mentions("hi").ShouldBeTrue();
        var turn = await _gateway.TurnAsync(response);
        turn.Outcome.ShouldBe(TurnOutcome.Completed);
        turn.RequestedModel.ShouldBe(model);
        turn.ClientDialect.ShouldBe(dialect);
        turn.UpstreamDialect.ShouldBe(model == "gpt" ? ClientDialects.Chat : ClientDialects.Messages);
        turn.Stream.ShouldBe(stream);
        turn.Usage.OutputTokens.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData(ClientDialects.Responses, 401)]
    [InlineData(ClientDialects.Gemini, 401)]
    [InlineData(ClientDialects.Bedrock, 403)]
    [InlineData(ClientDialects.Vertex, 401)]
    public async Task A02_E05_a_wrong_key_is_refused_with_the_protocols_status_and_a_sentence_that_says_what_to_do(string dialect, int status)
    {
        using var client = new HttpClient { BaseAddress = _gateway.Gateway.Address };
        client.DefaultRequestHeaders.Add("Authorization", "Bearer wrong");
        using var response = await client.SendAsync(Request(dialect, "gpt", stream: true));
        ((int)response.StatusCode).ShouldBe(status);
        (await response.Content.ReadAsStringAsync()).ShouldContain("DRAGOMAN_KEY");
        _openai.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(ClientDialects.Responses, 503)]
    [InlineData(ClientDialects.Gemini, 503)]
    [InlineData(ClientDialects.Bedrock, 503)]
    [InlineData(ClientDialects.Vertex, 529)]
    public async Task A02_E05_an_overloaded_upstream_has_the_protocols_own_status(string dialect, int status)
    {
        _script = _ => Answer.Fail(529, """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""");
        using var response = await _http.SendAsync(Request(dialect, "claude", stream: true));
        ((int)response.StatusCode).ShouldBe(status, await response.Content.ReadAsStringAsync());
        (await _gateway.TurnAsync(response)).Outcome.ShouldBe(TurnOutcome.UpstreamError);
    }

    [Fact]
    public async Task E05_the_key_in_the_query_is_taken_from_clients_of_googles_api_alone_and_goes_no_further()
    {
        using var client = new HttpClient { BaseAddress = _gateway.Gateway.Address };
        using var gemini = await client.PostAsync(
            "/v1beta/models/claude:generateContent?key=" + GatewayFixture.Key, Json("""{"contents":[{"role":"user","parts":[{"text":"hi"}]}]}"""));
        gemini.StatusCode.ShouldBe(HttpStatusCode.OK, await gemini.Content.ReadAsStringAsync());
        _anthropic.Requests.ShouldHaveSingleItem().Query.ShouldBeEmpty();

        using var messages = await client.PostAsync(
            "/v1/messages?key=" + GatewayFixture.Key, Json("""{"model":"claude","max_tokens":10,"messages":[{"role":"user","content":"hi"}]}"""));
        messages.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A02_a_signature_with_aws_keys_is_no_key_and_the_sentence_says_so()
    {
        using var client = new HttpClient { BaseAddress = _gateway.Gateway.Address };
        using var request = Request(ClientDialects.Bedrock, "gpt", stream: false);
        request.Headers.TryAddWithoutValidation(
            "Authorization", "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20261120/us-east-1/bedrock/aws4_request, SignedHeaders=host, Signature=00");
        using var response = await client.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await response.Content.ReadAsStringAsync()).ShouldContain("AWS_BEARER_TOKEN_BEDROCK");
    }

    [Fact]
    public async Task A02_betas_in_the_body_of_a_clouds_envelope_reach_an_anthropic_upstream_in_its_header()
    {
        using var response = await _http.PostAsync("/bedrock/model/claude/invoke", Json(
            """{"anthropic_version":"bedrock-2023-05-31","anthropic_beta":["context-1m-2025-08-07"],"max_tokens":100,"messages":[{"role":"user","content":"hi"}]}"""));
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        _anthropic.Violations.ShouldBeEmpty();
        _anthropic.Requests[0].Header("anthropic-beta").ShouldBe("context-1m-2025-08-07");
        _anthropic.Requests[0].Header("anthropic-version").ShouldBe("2023-06-01");
    }

    [Theory]
    [InlineData("/v1beta/models", "\"name\":\"models/")]
    [InlineData("/bedrock/inference-profiles?type=SYSTEM_DEFINED", "\"inferenceProfileSummaries\"")]
    [InlineData("/v1/models", "\"object\":\"list\"")]
    public async Task A02_E05_the_models_are_listed_in_each_protocols_shape(string path, string says)
    {
        var body = await _http.GetStringAsync(path);
        body.ShouldContain(says);
        body.ShouldContain("claude");
    }

    [Theory]
    [InlineData("/v1beta/models/gpt:countTokens", """{"contents":[{"role":"user","parts":[{"text":"hi there"}]}]}""", "{\"totalTokens\":")]
    [InlineData("/v1beta/models/gpt:countTokens", """{"generateContentRequest":{"contents":[{"role":"user","parts":[{"text":"hi there"}]}]}}""", "{\"totalTokens\":")]
    [InlineData("/model/gpt/count-tokens", """{"input":{"invokeModel":{"body":"eyJhbnRocm9waWNfdmVyc2lvbiI6ImJlZHJvY2stMjAyMy0wNS0zMSIsIm1heF90b2tlbnMiOjEsIm1lc3NhZ2VzIjpbeyJyb2xlIjoidXNlciIsImNvbnRlbnQiOiJoaSJ9XX0="}}}""", "{\"inputTokens\":")]
    [InlineData("/v1/responses/input_tokens", """{"model":"gpt","input":"hi there"}""", "\"input_tokens\":")]
    [InlineData("/vertex/projects/p/locations/l/publishers/anthropic/models/count-tokens:rawPredict", """{"model":"gpt","messages":[{"role":"user","content":"hi there"}]}""", "{\"input_tokens\":")]
    public async Task A02_E05_tokens_are_counted_in_each_protocols_shape_and_nothing_is_generated(string path, string body, string says)
    {
        using var response = await _http.PostAsync(path, Json(body));
        (await response.Content.ReadAsStringAsync()).ShouldContain(says);
        _openai.Requests.ShouldBeEmpty();
    }

    private static HttpRequestMessage Request(string dialect, string model, bool stream)
    {
        const string Messages = "\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
        var (path, body) = dialect switch
        {
            ClientDialects.Responses => ("/v1/responses", "{\"model\":\"" + model + "\",\"store\":false,\"stream\":" + (stream ? "true" : "false") + ",\"input\":\"hi\"}"),
            ClientDialects.Gemini => ($"/v1beta/models/{model}:{(stream ? "streamGenerateContent?alt=sse" : "generateContent")}",
                """{"contents":[{"role":"user","parts":[{"text":"hi"}]}]}"""),
            ClientDialects.Bedrock => ($"/bedrock/model/{model}/{(stream ? "invoke-with-response-stream" : "invoke")}",
                "{\"anthropic_version\":\"bedrock-2023-05-31\"," + Messages + "}"),
            _ => ($"/vertex/projects/p/locations/us-east5/publishers/anthropic/models/{model}:{(stream ? "streamRawPredict" : "rawPredict")}",
                "{\"anthropic_version\":\"vertex-2023-10-16\",\"stream\":" + (stream ? "true," : "false,") + Messages + "}"),
        };
        return new HttpRequestMessage(HttpMethod.Post, path) { Content = Json(body) };
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");
}
