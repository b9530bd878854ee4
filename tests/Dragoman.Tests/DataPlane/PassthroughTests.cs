using System.Net;
using System.Text;
using System.Text.Json;
using Dragoman.Testing;

namespace Dragoman.Tests.DataPlane;

public sealed class PassthroughTests : IAsyncLifetime
{
    private StrictAnthropic _upstream = null!;
    private GatewayFixture _gateway = null!;
    private Func<RecordedRequest, Answer> _script = _ => Answer.Text("ok");

    public async ValueTask InitializeAsync()
    {
        _upstream = await StrictAnthropic.StartAsync(
            request => _script(request), new StrictAnthropicOptions { Keys = new HashSet<string> { "sk-test-upstream-key" } });
        _gateway = await GatewayFixture.StartAsync(GatewayFixture.Config(
            ("claude-opus-5-5", "anthropic", "claude-opus-5-5", _upstream.BaseUrl + "/v1/messages"),
            ("fallback", "anthropic", "claude-opus-5-5", _upstream.BaseUrl + "/v1/messages"),
            ("others", "anthropic", "deepseek-chat", _upstream.BaseUrl + "/v1/messages")));
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task A18_the_body_passes_byte_for_byte_whatever_stands_in_it()
    {
        var body = "{ \"model\" :\"claude-opus-5-5\",\"max_tokens\":100, \"x_future\":{\"n\":[1.0,1e3,9007199254740993],\"s\":\"\\u00e9<div>\"},"u8.ToArray()
            .Concat("\"tags\":[ ],\"messages\":[{\"role\":\"user\",\"content\":\"hi \\ud83d\\ude00\"}]}"u8.ToArray()).ToArray();
        using var response = await PostAsync(body);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        _upstream.Requests[0].Body.ShouldBe(body);
    }

    [Fact]
    public async Task H_007_with_another_model_name_nothing_else_changes()
    {
        var body = """{"max_tokens":100,"x_future":{"model":"inner"},"model":"fallback","messages":[{"role":"user","content":"model"}],"z":1}""";
        using var response = await PostAsync(Encoding.UTF8.GetBytes(body));
        Encoding.UTF8.GetString(_upstream.Requests[0].Body).ShouldBe(body.Replace("\"fallback\"", "\"claude-opus-5-5\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A15_H_005_H_008_H_009_version_beta_and_session_headers_pass_verbatim()
    {
        using var request = Request(Simple());
        request.Headers.Remove("anthropic-version");
        request.Headers.Add("anthropic-version", "2026-10-21");
        request.Headers.TryAddWithoutValidation("anthropic-beta", "foo-2099-01-01,effort-2025-11-24");
        request.Headers.Add("x-claude-code-session-id", "s-1");
        request.Headers.Add("x-claude-code-agent-id", "a-1");
        using var response = await _gateway.Http.SendAsync(request);
        var seen = _upstream.Requests[0];
        seen.Header("anthropic-beta").ShouldBe("foo-2099-01-01,effort-2025-11-24");
        seen.Header("x-claude-code-session-id").ShouldBe("s-1");
        seen.Header("x-claude-code-agent-id").ShouldBe("a-1");
        var turn = await _gateway.TurnAsync(response);
        turn.SessionId.ShouldBe("s-1");
        turn.AgentId.ShouldBe("a-1");
    }

    [Fact]
    public async Task H_002_the_clients_credential_never_reaches_the_upstream()
    {
        using var request = Request(Simple());
        request.Headers.Add("Authorization", "Bearer " + GatewayFixture.Key);
        using var response = await _gateway.Http.SendAsync(request);
        _upstream.Requests[0].Headers.Values.ShouldAllBe(value => !value.Contains(GatewayFixture.Key, StringComparison.Ordinal));
        _upstream.Requests[0].Header("x-api-key").ShouldBe("sk-test-upstream-key");
    }

    [Fact]
    public async Task H_001_the_query_passes()
    {
        using var response = await _gateway.Http.PostAsync("/v1/messages?beta=true", new ByteArrayContent(Simple()));
        _upstream.Requests[0].Query.ShouldBe("?beta=true");
    }

    [Theory]
    [InlineData(400, "invalid_request_error", "messages: thinking blocks cannot be modified")]
    [InlineData(400, "invalid_request_error", "messages.1: role 'system' is not supported on this model")]
    [InlineData(429, "rate_limit_error", "slow down")]
    [InlineData(529, "overloaded_error", "Overloaded")]
    [InlineData(404, "not_found_error", "model: claude-opus-5-5")]
    public async Task H_032_H_260_an_error_of_the_upstream_passes_byte_for_byte_for_the_clients_own_recovery(int status, string type, string message)
    {
        var body = $$$"""{ "type":"error", "error":{"type":"{{{type}}}","message":"{{{message}}}","details":{"x":1}},"request_id":"req_upstream"}""";
        _script = _ => Answer.Fail(status, body).Header("retry-after", "7").Header("x-should-retry", "true");
        using var response = await PostAsync(Simple());
        ((int)response.StatusCode).ShouldBe(status);
        (await response.Content.ReadAsStringAsync()).ShouldBe(body);
        response.Headers.GetValues("retry-after").ShouldBe(["7"]);
        response.Headers.GetValues("x-should-retry").ShouldBe(["true"]);
        response.Headers.GetValues("x-dragoman-upstream-request-id").Single().ShouldStartWith("req_");
        (await _gateway.TurnAsync(response)).Status.ShouldBe(status);
    }

    [Fact]
    public async Task H_268_H_272_the_accounts_limits_and_identity_stay_behind()
    {
        _script = _ => Answer.Text("ok").Header("anthropic-ratelimit-requests-limit", "4000").Header("anthropic-organization-id", "org").Header("set-cookie", "a=b");
        using var response = await PostAsync(Simple());
        response.Headers.Contains("anthropic-ratelimit-requests-limit").ShouldBeFalse();
        response.Headers.Contains("anthropic-organization-id").ShouldBeFalse();
        response.Headers.Contains("set-cookie").ShouldBeFalse();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public async Task H_207_H_293_the_model_that_was_asked_for_is_echoed_and_no_other_byte_changes(int pieces)
    {
        _script = _ => Answer.New().Think("hm").Say("one ", "two").InWritesOf(pieces);
        using var direct = await PostAsync(Simple(stream: true));
        using var aliased = await PostAsync(Simple("fallback", stream: true));
        var expected = Ids(await direct.Content.ReadAsStringAsync());
        var actual = Ids(await aliased.Content.ReadAsStringAsync());
        actual.ShouldBe(expected.Replace("\"model\":\"claude-opus-5-5\"", "\"model\":\"fallback\"", StringComparison.Ordinal));
        actual.ShouldContain("\"model\":\"fallback\"");
    }

    [Fact]
    public async Task H_207_a_whole_answer_echoes_the_model_too()
    {
        using var response = await PostAsync(Simple("fallback"));
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        json.RootElement.GetProperty("model").GetString().ShouldBe("fallback");
    }

    [Fact]
    public async Task H_102_H_106_thinking_of_other_providers_is_taken_out_and_the_rest_stays()
    {
        var before = """{"model":"claude-opus-5-5","max_tokens":100,"messages":[{"role":"user","content":"a"},{"role":"assistant","content":[""";
        var after = """{"type":"text","text":"b  c"}]},{"role":"user","content":"d"}]}""";
        var foreign = """{"type":"thinking","thinking":"x","signature":"dgm1.YQ.Yg"},{"type":"thinking","thinking":"y","signature":""},""";
        using var response = await PostAsync(Encoding.UTF8.GetBytes(before + foreign + after));
        Encoding.UTF8.GetString(_upstream.Requests[0].Body).ShouldBe(before + after);
        (await _gateway.TurnAsync(response)).Losses.ShouldBe("thinking:droppedx2");
    }

    [Theory]
    [InlineData("claude-opus-5-5", true)]
    [InlineData("others", false)]
    public async Task H_431_what_another_host_of_this_protocol_signed_is_not_given_to_claude_and_stays_for_others(string model, bool isOut)
    {
        var before = $$"""{"model":"{{model}}","max_tokens":100,"messages":[{"role":"user","content":"a"},{"role":"assistant","content":[""";
        var after = """{"type":"text","text":"b"}]},{"role":"user","content":"d"}]}""";
        var named = """{"type":"thinking","thinking":"x","signature":"0f8fad5b-d9cb-469f-a165-70867728950e"},""";
        using var response = await PostAsync(Encoding.UTF8.GetBytes(before + named + after));
        Encoding.UTF8.GetString(_upstream.Requests[0].Body).ShouldBe((before + (isOut ? string.Empty : named) + after).Replace("others", "deepseek-chat", StringComparison.Ordinal));
        (await _gateway.TurnAsync(response)).Losses.ShouldBe(isOut ? "thinking:dropped" : string.Empty);
    }

    [Fact]
    public async Task H_163_H_164_cache_marks_are_neither_added_nor_changed()
    {
        var body = """{"model":"fallback","max_tokens":100,"system":[{"type":"text","text":"a","cache_control":{"type":"ephemeral","ttl":"1h","scope":"global"}},{"type":"text","text":"b","cache_control":{"type":"ephemeral"}}],"tools":[{"name":"T","input_schema":{"type":"object"},"cache_control":{"type":"ephemeral","ttl":"1h"}}],"messages":[{"role":"user","content":[{"type":"text","text":"hi","cache_control":{"type":"ephemeral"}}]}]}""";
        using var response = await PostAsync(Encoding.UTF8.GetBytes(body));
        Encoding.UTF8.GetString(_upstream.Requests[0].Body).ShouldBe(body.Replace("\"fallback\"", "\"claude-opus-5-5\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task H_176_betas_that_an_sdk_left_in_the_body_go_into_the_header()
    {
        var body = """{"model":"claude-opus-5-5","betas":["foo-2099-01-01","bar\r\nx: y"],"max_tokens":100,"messages":[{"role":"user","content":"hi"}]}""";
        using var request = Request(Encoding.UTF8.GetBytes(body));
        request.Headers.TryAddWithoutValidation("anthropic-beta", "effort-2025-11-24");
        using var response = await _gateway.Http.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        Encoding.UTF8.GetString(_upstream.Requests[0].Body).ShouldBe(
            """{"model":"claude-opus-5-5","max_tokens":100,"messages":[{"role":"user","content":"hi"}]}""");
        _upstream.Requests[0].Header("anthropic-beta")!.Split(',', StringSplitOptions.TrimEntries).ShouldBe(["effort-2025-11-24", "foo-2099-01-01"]);
    }

    [Fact]
    public async Task H_271_headers_of_one_hop_end_there()
    {
        _script = _ => Answer.Text("ok").Header("keep-alive", "timeout=5").Header("x-internal", "secret-host");
        using var response = await PostAsync(Simple(stream: true));
        response.Headers.Contains("keep-alive").ShouldBeFalse();
        response.Headers.Contains("x-internal").ShouldBeFalse();
        response.Content.Headers.ContentEncoding.ShouldBeEmpty();
    }

    [Fact]
    public async Task H_041_a_message_of_foreign_thinking_alone_does_not_become_empty()
    {
        var body = """{"model":"claude-opus-5-5","max_tokens":100,"messages":[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"thinking","thinking":"x","signature":"dgm1.YQ.Yg"}]},{"role":"user","content":"d"}]}""";
        using var response = await PostAsync(Encoding.UTF8.GetBytes(body));
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        _upstream.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task H_287_a_whole_answer_where_a_stream_was_asked_becomes_one()
    {
        _script = _ => Answer.Text("whole").AsJson();
        using var response = await PostAsync(Simple(stream: true));
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        AnthropicStreamGrammar.Fold(await response.Content.ReadAsByteArrayAsync()).Text.ShouldBe("whole");
    }

    private static string Ids(string stream) => System.Text.RegularExpressions.Regex.Replace(stream, "\"(?<name>id|signature)\":\"[^\"]*\"", "\"${name}\":\"\"", System.Text.RegularExpressions.RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));

    private static byte[] Simple(string model = "claude-opus-5-5", bool stream = false) => Encoding.UTF8.GetBytes(
        $$"""{"model":"{{model}}","max_tokens":100,"stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"hi"}]}""");

    private static HttpRequestMessage Request(byte[] body) => new(HttpMethod.Post, "/v1/messages") { Content = new ByteArrayContent(body) };

    private Task<HttpResponseMessage> PostAsync(byte[] body) => _gateway.Http.PostAsync("/v1/messages", new ByteArrayContent(body));
}
