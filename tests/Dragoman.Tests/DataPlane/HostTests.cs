using System.Net;
using System.Text;
using System.Text.Json;
using Dragoman.Testing;

namespace Dragoman.Tests.DataPlane;

/// <summary>Upstreams that speak the Messages API and take less of it than Anthropic does.</summary>
public sealed class HostTests : IAsyncLifetime
{
    private const string Tail = ""","max_tokens":100,"messages":[{"role":"user","content":"hi"}]}""";

    private StrictAnthropic _upstream = null!;
    private Func<RecordedRequest, Answer> _script = _ => Answer.Text("ok");

    public async ValueTask InitializeAsync() => _upstream = await StrictAnthropic.StartAsync(
        request => _script(request),
        new StrictAnthropicOptions
        {
            LacksBetas = new HashSet<string> { "effort-2025-11-24", "context-management-2025-06-27" },
            LacksMembers = new HashSet<string> { "effort", "context_management" },
        });

    public ValueTask DisposeAsync() => _upstream.DisposeAsync();

    [Theory]
    [InlineData("/v1/messages")]
    [InlineData("/v1/messages/count_tokens")]
    public async Task H_006_a_host_gets_neither_the_betas_that_it_lacks_nor_their_fields(string path)
    {
        await using var gateway = await GatewayFixture.StartAsync(Config("betas: {unsupported: [effort, context-management-2025-06-27]}"));
        var before = """{ "model":"m","output_config":{"effort":"high"}, "context_management":{"edits":[]},"x_future":{"effort_":1}""";
        using var response = await SendAsync(gateway, before + Tail, path);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        _upstream.Violations.ShouldBeEmpty();
        _upstream.Requests[0].Header("anthropic-beta").ShouldBe("claude-code-20250219");
        Encoding.UTF8.GetString(_upstream.Requests[0].Body).ShouldBe("""{ "model":"m","x_future":{"effort_":1}""" + Tail);
        if (path == "/v1/messages")
        {
            (await gateway.TurnAsync(response)).Losses.ShouldBe("beta:droppedx2, beta_field:droppedx2");
        }
    }

    [Fact]
    public async Task H_006_a_request_that_is_written_anew_for_such_a_host_lacks_the_same()
    {
        await using var gateway = await GatewayFixture.StartAsync(
            Config("betas: {unsupported: [effort, context-management-2025-06-27]}", "translation: {passthrough: false}"));
        using var response = await SendAsync(gateway, """{"model":"m","output_config":{"effort":"high"},"context_management":{"edits":[]}""" + Tail);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        _upstream.Violations.ShouldBeEmpty();
        _upstream.Requests[0].Header("anthropic-beta").ShouldBe("claude-code-20250219");
        (await gateway.TurnAsync(response)).Losses.ShouldBe("beta:droppedx2, beta_field:droppedx2");
    }

    [Theory]
    [InlineData("images: placeholder")]
    [InlineData("translation: {passthrough: false}")]
    public async Task N21_what_a_host_refuses_costs_one_retry_each_and_is_not_sent_again(string route)
    {
        await using var gateway = await GatewayFixture.StartAsync(Config("timeouts: {idle: 10m}", route));
        var body = """{"model":"m","output_config":{"effort":"high"},"context_management":{"edits":[]}""" + Tail;
        using var first = await SendAsync(gateway, body);
        first.StatusCode.ShouldBe(HttpStatusCode.OK, await first.Content.ReadAsStringAsync());
        var asked = _upstream.Requests.Count;
        asked.ShouldBeInRange(2, 3);
        using var second = await SendAsync(gateway, body);
        second.StatusCode.ShouldBe(HttpStatusCode.OK);
        _upstream.Requests.Count.ShouldBe(asked + 1);
        _upstream.Requests[^1].Header("anthropic-beta").ShouldBe("claude-code-20250219");
        _upstream.Requests[^1].Json.TryGetProperty("context_management", out _).ShouldBeFalse();
        (await gateway.TurnAsync(second)).Losses!.ShouldContain("beta:dropped");
        using var count = await SendAsync(gateway, body, "/v1/messages/count_tokens");
        count.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task N21_a_field_that_no_beta_opens_is_learned_as_well_and_every_other_byte_passes()
    {
        await using var upstream = await StrictAnthropic.StartAsync(
            Answer.Text("ok"), new StrictAnthropicOptions { LacksMembers = new HashSet<string> { "metadata_of_tomorrow", "hint" } });
        await using var gateway = await GatewayFixture.StartAsync(Config("timeouts: {idle: 10m}").Replace(_upstream.BaseUrl, upstream.BaseUrl, StringComparison.Ordinal));
        var body = """{ "model":"m", "metadata_of_tomorrow":{"a":1},"tools":[ {"name":"T","hint":"x","input_schema":{"type":"object"}} ]""";
        using var first = await SendAsync(gateway, body + Tail);
        first.StatusCode.ShouldBe(HttpStatusCode.OK, await first.Content.ReadAsStringAsync());
        upstream.Requests.Count.ShouldBe(3);
        Encoding.UTF8.GetString(upstream.Requests[^1].Body).ShouldBe("""{ "model":"m","tools":[ {"name":"T","input_schema":{"type":"object"}} ]""" + Tail);
        using var second = await SendAsync(gateway, body + Tail);
        upstream.Requests.Count.ShouldBe(4);
    }

    [Fact]
    public async Task N21_a_refusal_of_anything_else_reaches_the_client_as_it_came()
    {
        _script = _ => Answer.Fail(400, """{"type":"error","error":{"type":"invalid_request_error","message":"messages.0.content: Extra inputs are not permitted"},"x":1}""");
        await using var gateway = await GatewayFixture.StartAsync(Config("timeouts: {idle: 10m}"));
        using var response = await SendAsync(gateway, "{\"model\":\"m\"" + Tail, betas: "claude-code-20250219");
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync()).ShouldContain("\"x\":1");
        _upstream.Requests.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Headers_and_hints_that_a_route_drops_are_dropped_on_passing_bytes()
    {
        await using var gateway = await GatewayFixture.StartAsync(Config(
            "timeouts: {idle: 10m}", "translation: {drop_headers: [anthropic-beta, X-Claude-Code-Session-Id, x-stainless-os, user-agent, cache_control]}"));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages");
        request.Headers.TryAddWithoutValidation("anthropic-beta", "effort-2025-11-24");
        request.Headers.Add("x-claude-code-session-id", "s-1");
        request.Headers.Add("x-claude-code-agent-id", "a-1");
        request.Headers.Add("x-stainless-os", "Linux");
        request.Headers.Add("x-stainless-arch", "x64");
        request.Headers.TryAddWithoutValidation("user-agent", "claude-cli/2");
        request.Content = new StringContent("""{"model":"m","system":[{"type":"text","text":"s","cache_control":{"type":"ephemeral"}}],"output_config":{"effort":"high"}""" + Tail);
        using var response = await gateway.Http.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var sent = _upstream.Requests[0];
        sent.Headers.Keys.ShouldNotContain("anthropic-beta", StringComparer.OrdinalIgnoreCase);
        sent.Headers.Keys.ShouldNotContain("x-claude-code-session-id", StringComparer.OrdinalIgnoreCase);
        sent.Headers.Keys.ShouldNotContain("x-stainless-os", StringComparer.OrdinalIgnoreCase);
        sent.Headers.Keys.ShouldNotContain("user-agent", StringComparer.OrdinalIgnoreCase);
        sent.Header("x-claude-code-agent-id").ShouldBe("a-1");
        sent.Header("x-stainless-arch").ShouldBe("x64");
        Encoding.UTF8.GetString(sent.Body).ShouldBe("""{"model":"m","system":[{"type":"text","text":"s"}]""" + Tail);
        var turn = await gateway.TurnAsync(response);
        turn.SessionId.ShouldBe("s-1");
        turn.Losses.ShouldBe("beta:dropped, cache_hint:dropped, beta_field:dropped");
    }

    [Theory]
    [InlineData("drop_block", HttpStatusCode.OK)]
    [InlineData("as_asked", HttpStatusCode.BadRequest)]
    public async Task H_104_where_a_prompt_changes_bound_thinking_is_dropped_by_the_host_if_the_route_says_so(string policy, HttpStatusCode status)
    {
        _script = RefuseMismatch;
        await using var gateway = await GatewayFixture.StartAsync(Config("timeouts: {idle: 10m}", $"translation: {{prefix_mismatch: {policy}}}"));
        using var first = await SendAsync(gateway, Turn("one", ""), betas: "claude-code-20250219");
        using var answer = JsonDocument.Parse(await first.Content.ReadAsStringAsync());
        var history = $$""",{"role":"assistant","content":{{answer.RootElement.GetProperty("content").GetRawText()}}},{"role":"user","content":"go on"}""";
        using var same = await SendAsync(gateway, Turn("one", history), betas: "claude-code-20250219");
        same.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var changed = await SendAsync(gateway, Turn("two", history), betas: "claude-code-20250219");
        changed.StatusCode.ShouldBe(status);
        _upstream.Violations.ShouldBeEmpty();
    }

    private static string Turn(string system, string history) =>
        $$"""{"model":"m","max_tokens":100,"system":"{{system}}","thinking":{"type":"adaptive"},"messages":[{"role":"user","content":"hi"}{{history}}]}""";

    // As a model whose thinking is bound to what stands in front of it does: here, to the system prompt of the first turn.
    private Answer RefuseMismatch(RecordedRequest request)
    {
        var first = _upstream.Requests[0].Json.GetProperty("system").GetString();
        var isBound = request.Json.GetProperty("messages").GetArrayLength() > 1 && request.Json.GetProperty("system").GetString() != first;
        var drops = request.Json.GetProperty("thinking").TryGetProperty("block_binding", out var binding)
            && binding.GetProperty("prefix_mismatch_behavior").ValueEquals("drop_block");
        if (drops && request.Header("anthropic-beta")?.Contains("thinking-binding-controls-2026-08-01", StringComparison.Ordinal) != true)
        {
            return Answer.Fail(400, """{"type":"error","error":{"type":"invalid_request_error","message":"thinking.block_binding: Extra inputs are not permitted"}}""");
        }

        return isBound && !drops
            ? Answer.Fail(400, """{"type":"error","error":{"type":"invalid_request_error","message":"thinking block is bound to another prefix"}}""")
            : Answer.New().Think("hm").Say("ok");
    }

    private string Config(string upstream, string route = "images: placeholder") => $$"""
        upstreams:
          host: {provider: anthropic, endpoint: "{{_upstream.BaseUrl}}/v1/messages", api_key_ref: test, {{upstream}}}
        routes:
          - name: m
            upstream: host/m
            {{route}}
        """;

    private static Task<HttpResponseMessage> SendAsync(
        GatewayFixture gateway, string body, string path = "/v1/messages", string betas = "claude-code-20250219,effort-2025-11-24,context-management-2025-06-27")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body) };
        request.Headers.TryAddWithoutValidation("anthropic-beta", betas);
        return gateway.Http.SendAsync(request);
    }
}
