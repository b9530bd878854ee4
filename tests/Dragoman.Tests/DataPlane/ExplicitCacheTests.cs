using System.Net;
using System.Text;
using System.Text.Json;
using Dragoman.Store.Turns;
using Dragoman.Testing;

namespace Dragoman.Tests.DataPlane;

/// <summary>Sessions at Gemini whose operator wants explicit caches.</summary>
public sealed class ExplicitCacheTests : IAsyncLifetime
{
    private static readonly string System = string.Join(' ', Enumerable.Range(0, 6000).Select(n => $"rule{n}"));

    private const string Tools = """ "tools":[{"name":"Bash","description":"Runs","input_schema":{"type":"object","properties":{"command":{"type":"string"}}}}] """;

    private readonly ManualTimeProvider _time = new();
    private StrictGemini _gemini = null!;
    private GatewayFixture _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _gemini = await StrictGemini.StartAsync(_ => Answer.Text("well now"));
        _gateway = await StartAsync("cache: {explicit: true, ttl: 5m}");
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _gemini.DisposeAsync();
    }

    private Task<GatewayFixture> StartAsync(string profile) => GatewayFixture.StartAsync(
        $$"""
        routes:
          - name: via
            upstream:
              provider: gemini
              model: gemini-3.1-pro-preview
              endpoint: {{_gemini.Endpoint}}
              api_key_ref: test
              profile: { {{profile}} }
        """,
        change: options => options with { Time = _time });

    // One turn of a session that has had so many before.
    private async Task<TurnRecord> TurnAsync(int before, GatewayFixture? gateway = null, int pause = 20)
    {
        gateway ??= _gateway;
        var messages = string.Concat(Enumerable.Range(0, before).Select(n =>
            $$"""{"role":"user","content":"question {{n}}"},{"role":"assistant","content":"well now"},"""));
        var body = $$"""{"model":"via","max_tokens":500,"system":"{{System}}",{{Tools}},"messages":[{{messages}}{"role":"user","content":"question {{before}}"}]}""";
        using var message = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        message.Headers.Add("x-claude-code-session-id", "s1");
        using var response = await gateway.Http.SendAsync(message, TestContext.Current.CancellationToken);
        var bytes = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, Encoding.UTF8.GetString(bytes));
        JsonDocument.Parse(bytes).RootElement.GetProperty("content")[0].GetProperty("text").GetString().ShouldBe("well now");
        var turn = await gateway.TurnAsync(response);
        _time.Advance(TimeSpan.FromSeconds(pause));
        return turn;
    }

    private JsonElement LastBody => _gemini.Generations[^1].Json;

    [Fact]
    public async Task H_169_a_session_that_goes_on_is_served_from_a_cache_and_its_making_is_paid_for()
    {
        await TurnAsync(0);
        _gemini.Caches.Names.ShouldBeEmpty("nobody knows whether there will be a second turn");
        var second = await TurnAsync(1);
        _gemini.Caches.Names.Count.ShouldBe(1);
        LastBody.TryGetProperty("cachedContent", out _).ShouldBeTrue();
        LastBody.TryGetProperty("tools", out _).ShouldBeFalse();
        second.Usage.CacheReadTokens.ShouldBeGreaterThan(4096);
        var third = await TurnAsync(2);
        third.Usage.CacheReadTokens.ShouldBe(second.Usage.CacheReadTokens);
        // What both read is the same; the second one paid $2 a million for making the cache and $4.50 a million and hour for keeping it.
        var made = second.Usage.CacheReadTokens;
        (second.CostNanoUsd - third.CostNanoUsd)!.Value.ShouldBeInRange((made * 2000) + (made * 375) - 200_000, (made * 2000) + (made * 375) + 200_000);
        _gemini.Requests.Count(request => request.Path.EndsWith("/cachedContents", StringComparison.Ordinal)).ShouldBe(1);
        _gemini.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task H_169_a_cache_that_is_gone_costs_no_turn()
    {
        await TurnAsync(0);
        await TurnAsync(1);
        _gemini.Caches.Expire();
        var turn = await TurnAsync(2);
        turn.Outcome.ShouldBe(TurnOutcome.Completed);
        LastBody.TryGetProperty("cachedContent", out _).ShouldBeFalse();
        LastBody.GetProperty("contents").GetArrayLength().ShouldBe(5);
        await TurnAsync(3);
        _gemini.Generations.Count.ShouldBe(5, "the turn after does not ask for the lost cache again");
        _gemini.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task H_169_a_cache_lives_as_long_as_its_session_goes_on()
    {
        for (var turn = 0; turn < 9; turn++)
        {
            await TurnAsync(turn);
        }

        _gemini.Caches.Extensions.ShouldBe(0, "half of its time is not over");
        await TurnAsync(9, pause: 0);
        // Ten turns, one cache made, one extended, which goes on beside the turn.
        await _gemini.RequestAsync(12);
        await _gemini.Requests.Single(request => request.Method == "PATCH").Answered.WaitAsync(TestContext.Current.CancellationToken);
        _gemini.Caches.Extensions.ShouldBe(1);
        _gemini.Generations.Skip(1).ShouldAllBe(request => request.Json.GetProperty("cachedContent").GetString() != null);
        _gemini.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task H_169_no_cache_is_made_where_the_providers_own_already_has_it()
    {
        await using var gemini = await StrictGemini.StartAsync(_ => Answer.New().Say("well now").Using(20_000, 20, cached: 19_500));
        await using var gateway = await GatewayFixture.StartAsync(
            $$"""
            routes:
              - name: via
                upstream: {provider: gemini, model: gemini-3.1-pro-preview, endpoint: "{{gemini.Endpoint}}", api_key_ref: test, profile: { cache: { explicit: true } } }
            """,
            change: options => options with { Time = _time });
        for (var turn = 0; turn < 4; turn++)
        {
            await TurnAsync(turn, gateway: gateway);
        }

        gemini.Caches.Names.ShouldBeEmpty();
        gemini.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task H_169_without_the_setting_no_cache_is_made()
    {
        await using var gateway = await StartAsync("cache: {explicit: false}");
        await TurnAsync(0, gateway: gateway);
        await TurnAsync(1, gateway: gateway);
        _gemini.Caches.Names.ShouldBeEmpty();
        _gemini.Requests.ShouldAllBe(request => request.Path.EndsWith(":generateContent"));
    }

    [Fact]
    public async Task H_169_a_cache_that_is_too_small_for_the_model_is_not_asked_for_again()
    {
        await using var gemini = await StrictGemini.StartAsync(_ => Answer.Text("well now"), new StrictGeminiOptions { MinCacheTokens = 1_000_000 });
        await using var gateway = await GatewayFixture.StartAsync(
            $$"""
            routes:
              - name: via
                upstream: {provider: gemini, model: gemini-3.1-pro-preview, endpoint: "{{gemini.Endpoint}}", api_key_ref: test, profile: { cache: { explicit: true } } }
            """,
            change: options => options with { Time = _time });
        for (var turn = 0; turn < 6; turn++)
        {
            await TurnAsync(turn, gateway: gateway);
        }

        gemini.Requests.Count(request => request.Path.EndsWith("/cachedContents", StringComparison.Ordinal)).ShouldBe(1);
        gemini.Generations.Count.ShouldBe(6);
    }
}
