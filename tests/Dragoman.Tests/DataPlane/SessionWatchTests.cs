using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Dragoman.Testing;
using Dragoman.Tests.ControlPlane;

namespace Dragoman.Tests.DataPlane;

public sealed class SessionWatchTests : IAsyncLifetime
{
    private StrictAnthropic _upstream = null!;
    private GatewayFixture _gateway = null!;
    private Func<Answer> _answer = () => Answer.Text("ok");
    private int _calls;

    public async ValueTask InitializeAsync()
    {
        _upstream = await StrictAnthropic.StartAsync(
            _ => _answer(), new StrictAnthropicOptions { Keys = new HashSet<string> { "sk-test-upstream-key" } });
        _gateway = await GatewayFixture.StartAsync(GatewayFixture.Config(
            ("claude-opus-5-5", "anthropic", "claude-opus-5-5", _upstream.BaseUrl + "/v1/messages")) + "runaway: {repeats: {throttle: 0}}\n");
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task N05_a_looping_model_is_told_behind_what_is_cached_and_then_its_session_pauses()
    {
        var talk = Talk();
        for (var i = 0; i < 3; i++)
        {
            Loop(talk);
            using var answer = await PostAsync(talk);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        Encoding.UTF8.GetString(_upstream.Requests[0].Body).ShouldNotContain("gateway noticed");
        Encoding.UTF8.GetString(_upstream.Requests[1].Body).ShouldNotContain("gateway noticed");
        var (sent, told) = (talk.ToJsonString(), Encoding.UTF8.GetString(_upstream.Requests[2].Body));
        told.ShouldContain("3 times in a row");
        var shared = sent.Zip(told).TakeWhile(pair => pair.First == pair.Second).Count();
        // Nothing is left of the body behind the last block of its last user message.
        sent[shared..].ShouldBe("]}]}");

        Loop(talk);
        using var paused = await PostAsync(talk);
        paused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        paused.Headers.GetValues("x-should-retry").ShouldHaveSingleItem().ShouldBe("false");
        var error = JsonNode.Parse(await paused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["error"]!;
        ((string)error["type"]!).ShouldBe("rate_limit_error");
        ((string)error["message"]!).ShouldContain("dragoman sessions resume s-1");
        var record = await _gateway.TurnAsync(paused);
        (record.Runaway, record.RefusedBy).ShouldBe(("pause repeats=3", "runaway:repeats"));
        _upstream.Requests.Count.ShouldBe(3);
        _upstream.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task N05_the_link_in_the_error_lets_the_session_go_on_and_a_look_at_it_does_not()
    {
        var talk = await PausedAsync();
        using var paused = await PostAsync(talk);
        var text = await paused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var link = new Uri(text[text.IndexOf("http://", StringComparison.Ordinal)..text.IndexOf(", or run", StringComparison.Ordinal)]);
        using var browser = new HttpClient();

        (await browser.GetStringAsync(link, TestContext.Current.CancellationToken)).ShouldContain("<button>");
        using (var still = await PostAsync(talk))
        {
            still.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        }

        using var pressed = await browser.PostAsync(link, null, TestContext.Current.CancellationToken);
        pressed.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var goesOn = await PostAsync(talk);
        goesOn.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var again = await browser.GetAsync(link, TestContext.Current.CancellationToken);
        again.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task N05_an_administrator_sees_what_is_paused_and_resumes_it_in_the_audit_log()
    {
        var talk = await PausedAsync();
        using var admin = new AdminClientFixture(_gateway);
        var pauses = (await admin.GetAsync("sessions/paused"))["data"]!.AsArray();
        ((string)pauses.ShouldHaveSingleItem()!["cause"]!).ShouldBe("repeats");
        ((bool)(await admin.ExpectAsync(HttpStatusCode.OK, "POST", "sessions/s-1/resume"))["was_paused"]!).ShouldBeTrue();
        using var goesOn = await PostAsync(talk);
        goesOn.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await admin.GetAsync("audit?action=session.resume"))["data"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task N07_a_changed_tool_is_named_in_the_head_and_the_record_says_what_it_cost()
    {
        _answer = () => Answer.Text("ok").Using(30_010, 5, cacheWritten: 30_000);
        var talk = Talk();
        using (await PostAsync(talk))
        {
        }

        talk["tools"]!.AsArray().Insert(0, new JsonObject { ["name"] = "New", ["input_schema"] = new JsonObject { ["type"] = "object" } });
        Loop(talk);
        using var answer = await PostAsync(talk);
        answer.Headers.GetValues("x-dragoman-cache-break").ShouldHaveSingleItem().ShouldBe("tools_changed at tools[0]");
        var record = await _gateway.TurnAsync(answer);
        (record.CacheCause, record.CachePlace).ShouldBe(("tools_changed", "tools[0]"));
        record.CacheLostNanoUsd!.Value.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task N07_without_a_session_nothing_is_looked_at()
    {
        var talk = Talk();
        using var answer = await PostAsync(talk, session: null);
        var record = await _gateway.TurnAsync(answer);
        (record.CacheCause, record.CacheLostNanoUsd, record.Runaway).ShouldBe((null, null, null));
    }

    private async Task<JsonObject> PausedAsync()
    {
        var talk = Talk();
        for (var i = 0; i < 4; i++)
        {
            Loop(talk);
            using var answer = await PostAsync(talk);
        }

        return talk;
    }

    private static JsonObject Talk() => new()
    {
        ["model"] = "claude-opus-5-5",
        ["max_tokens"] = 100,
        ["tools"] = new JsonArray(new JsonObject { ["name"] = "Bash", ["input_schema"] = new JsonObject { ["type"] = "object" } }),
        ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "do it" }),
    };

    private void Loop(JsonObject talk)
    {
        var id = $"toolu_{++_calls}";
        talk["messages"]!.AsArray().Add((JsonNode)new JsonObject
        {
            ["role"] = "assistant",
            ["content"] = new JsonArray(new JsonObject { ["type"] = "tool_use", ["id"] = id, ["name"] = "Bash", ["input"] = new JsonObject { ["command"] = "cat x" } }),
        });
        talk["messages"]!.AsArray().Add((JsonNode)new JsonObject
        {
            ["role"] = "user",
            ["content"] = new JsonArray(new JsonObject { ["type"] = "tool_result", ["tool_use_id"] = id, ["content"] = "no such file" }),
        });
    }

    private async Task<HttpResponseMessage> PostAsync(JsonObject body, string? session = "s-1")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages")
        {
            Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        if (session is not null)
        {
            request.Headers.Add("x-claude-code-session-id", session);
        }

        return await _gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
