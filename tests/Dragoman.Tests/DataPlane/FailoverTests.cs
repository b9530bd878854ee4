using System.Net;
using Dragoman.Dialects.Conversation;
using Dragoman.Testing;

namespace Dragoman.Tests.DataPlane;

/// <summary>Staying up: chains of fallbacks, pauses, and upstreams that are gone (D05–D07, D10).</summary>
public sealed class FailoverTests : IAsyncLifetime
{
    private const string Body = """{"model":"r","max_tokens":100,"stream":true,"messages":[{"role":"user","content":"hi"}]}""";
    private const string Overloaded = """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""";
    private const string Limited = """{"type":"error","error":{"type":"rate_limit_error","message":"slow down"}}""";

    private readonly ManualTimeProvider _time = new();
    private readonly List<string> _asked = [];
    private readonly Func<RecordedRequest, Answer>[] _scripts = new Func<RecordedRequest, Answer>[4];
    private StrictAnthropic _a = null!;
    private StrictOpenAi _b = null!;
    private StrictAnthropic _c = null!;
    private StrictOpenAi _d = null!;

    public async ValueTask InitializeAsync()
    {
        Array.Fill(_scripts, _ => Answer.Text("fine"));
        _a = await StrictAnthropic.StartAsync(request => Ask("a", 0, request));
        _b = await StrictOpenAi.StartAsync(request => Ask("b", 1, request));
        _c = await StrictAnthropic.StartAsync(request => Ask("c", 2, request));
        _d = await StrictOpenAi.StartAsync(request => Ask("d", 3, request));
    }

    public async ValueTask DisposeAsync()
    {
        await _a.DisposeAsync();
        await _b.DisposeAsync();
        await _c.DisposeAsync();
        await _d.DisposeAsync();
    }

    [Fact]
    public async Task D05_a_chain_of_four_is_walked_in_its_order_and_the_client_sees_one_turn()
    {
        _scripts[0] = _ => Answer.Fail(429, Limited);
        _scripts[1] = _ => Answer.Fail(500, """{"error":{"message":"oops","type":"server_error"}}""");
        _scripts[2] = _ => Answer.Frames($"event: error\ndata: {Overloaded}\n\n");
        _scripts[3] = _ => Answer.Text("the fourth answers");
        await using var gateway = await StartAsync("");
        using var response = await PostAsync(gateway);
        var message = AnthropicStreamGrammar.Fold(await response.Content.ReadAsByteArrayAsync());
        message.Errors.ShouldBeEmpty();
        message.Text.ShouldBe("the fourth answers");
        _asked.ShouldBe(["a", "b", "c", "d"]);
        var turn = await gateway.TurnAsync(response);
        turn.Upstream.ShouldBe("d");
        turn.Reason.ShouldBe("route r; fell back from a/claude-opus-5-5: RateLimit; b/gpt-5: Upstream; c/claude-opus-5-5: Overloaded");
    }

    [Fact]
    public async Task D05_a_failure_is_a_trigger_only_where_it_is_configured_as_one()
    {
        _scripts[0] = _ => Answer.Fail(404, """{"type":"error","error":{"type":"not_found_error","message":"model: gone"}}""");
        await using (var gateway = await StartAsync(""))
        {
            using var refused = await PostAsync(gateway);
            refused.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }

        await using (var gateway = await StartAsync("fallback_on: [not_found]"))
        {
            using var response = await PostAsync(gateway);
            (await response.Content.ReadAsStringAsync()).ShouldContain("fine");
            response.Headers.GetValues("x-dragoman-upstream").ShouldBe(["b"]);
        }
    }

    [Fact]
    public async Task D06_an_upstream_that_asks_for_two_seconds_gets_them_and_the_client_sees_no_error()
    {
        var first = true;
        _scripts[0] = _ => first && !(first = false) ? Answer.Fail(429, Limited).Header("retry-after", "2") : Answer.Text("after the pause");
        await using var gateway = await StartAsync("", "a");
        var pending = PostAsync(gateway);
        while (!_time.HasTimerIn(TimeSpan.FromSeconds(2)) && !pending.IsCompleted)
        {
            await Task.Delay(2, TestContext.Current.CancellationToken);
        }

        _time.Advance(TimeSpan.FromSeconds(2));
        using var response = await pending;
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync()).ShouldContain("after the pause");
        _asked.ShouldBe(["a", "a"]);
    }

    [Fact]
    public async Task D06_a_longer_pause_than_the_route_allows_is_the_clients_to_make_and_the_refusal_passes_as_it_came()
    {
        _scripts[0] = _ => Answer.Fail(429, Limited).Header("retry-after", "6");
        await using var gateway = await StartAsync("", "a");
        using var response = await PostAsync(gateway);
        response.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await response.Content.ReadAsStringAsync()).ShouldBe(Limited);
        response.Headers.GetValues("retry-after").ShouldBe(["6"]);
        _asked.ShouldBe(["a"]);
    }

    [Fact]
    public async Task D10_the_key_that_was_refused_for_its_rate_is_left_alone_while_it_pauses()
    {
        _scripts[0] = _ => Answer.Fail(429, Limited).Header("retry-after", "30");
        await using var gateway = await StartAsync("", "a", "c");
        for (var i = 0; i < 5; i++)
        {
            using var response = await PostAsync(gateway);
            (await response.Content.ReadAsStringAsync()).ShouldContain("fine");
        }

        _asked.ShouldBe(["a", "c", "c", "c", "c", "c"]);
        _time.Advance(TimeSpan.FromSeconds(30));
        _scripts[0] = _ => Answer.Text("back");
        using var later = await PostAsync(gateway);
        (await later.Content.ReadAsStringAsync()).ShouldContain("back");
    }

    [Fact]
    public async Task D07_when_nobody_can_be_reached_the_client_is_told_at_once_in_its_own_shape_and_service_comes_back_by_itself()
    {
        await using var gateway = await StartAsync("", "a");
        var port = new Uri(_a.BaseUrl).Port;
        await _a.DisposeAsync();
        for (var i = 0; i < 5; i++)
        {
            using var broken = await PostAsync(gateway);
            ((int)broken.StatusCode).ShouldBe(502);
        }

        using var silent = await PostAsync(gateway);
        ((int)silent.StatusCode).ShouldBe(529);
        var told = await silent.Content.ReadAsStringAsync();
        told.ShouldContain("overloaded_error");
        told.ShouldContain("can be reached");
        silent.Headers.RetryAfter.ShouldNotBeNull();
        (await gateway.TurnAsync(silent)).Attempts.ShouldBe(0);
        _time.Advance(TimeSpan.FromSeconds(5));
        _a = await StrictAnthropic.StartAsync(request => Ask("a", 0, request), new StrictAnthropicOptions { Port = port });
        using var back = await PostAsync(gateway);
        back.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task D07_the_degraded_route_serves_when_the_routes_own_targets_do_not()
    {
        _scripts[0] = _ => Answer.Fail(529, Overloaded);
        await using var gateway = await StartAsync("degraded: spare", rest: "  - name: spare\n    targets: [{ name: d, model: gpt-5 }]\n", targets: ["a"]);
        using var response = await PostAsync(gateway);
        (await response.Content.ReadAsStringAsync()).ShouldContain("fine");
        _asked.ShouldBe(["a", "d"]);
        response.Headers.GetValues("x-dragoman-route").ShouldBe(["r"]);
    }

    private Answer Ask(string name, int index, RecordedRequest request)
    {
        lock (_asked)
        {
            _asked.Add(name);
        }

        return _scripts[index](request);
    }

    private Task<GatewayFixture> StartAsync(string behaviour, params string[] targets) => StartAsync(behaviour, "", targets);

    private Task<GatewayFixture> StartAsync(string behaviour, string rest, string[] targets)
    {
        var all = new[]
        {
            (Name: "a", Provider: "anthropic", Model: "claude-opus-5-5", Endpoint: _a.BaseUrl + "/v1/messages"),
            (Name: "b", Provider: "openai", Model: "gpt-5", Endpoint: _b.BaseUrl + "/v1/chat/completions"),
            (Name: "c", Provider: "anthropic", Model: "claude-opus-5-5", Endpoint: _c.BaseUrl + "/v1/messages"),
            (Name: "d", Provider: "openai", Model: "gpt-5", Endpoint: _d.BaseUrl + "/v1/chat/completions"),
        };
        var upstreams = string.Concat(all.Select(up => $"  {up.Name}: {{ provider: {up.Provider}, endpoint: \"{up.Endpoint}\", api_key_ref: test }}\n"));
        var used = string.Concat(all.Where(up => targets.Length == 0 || targets.Contains(up.Name)).Select(up => $"      - {{ name: {up.Name}, model: {up.Model} }}\n"));
        return GatewayFixture.StartAsync(
            $"upstreams:\n{upstreams}routes:\n  - name: r\n{(behaviour.Length > 0 ? $"    {behaviour}\n" : "")}    targets:\n{used}{rest}",
            change: options => options with { Time = _time });
    }

    private static Task<HttpResponseMessage> PostAsync(GatewayFixture gateway) =>
        gateway.Http.PostAsync(new Uri("/v1/messages", UriKind.Relative), new StringContent(Body));
}
