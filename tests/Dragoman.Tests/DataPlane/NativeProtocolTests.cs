using System.Text;
using System.Text.Json;
using Dragoman.Testing;

namespace Dragoman.Tests.DataPlane;

/// <summary>Turns through upstreams whose streams are no server-sent events: Bedrock's Converse and Ollama's own API.</summary>
public sealed class NativeProtocolTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static StringContent Body(string route, bool stream, string more = "") => new(
        $$"""{"model":"{{route}}","max_tokens":100,"stream":{{(stream ? "true" : "false")}}{{more}},"messages":[{"role":"user","content":"hi"}]}""", Encoding.UTF8, "application/json");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task H_411_a_turn_goes_to_converse_with_its_model_in_the_path_and_comes_back_whole(bool stream)
    {
        await using var bedrock = await StrictConverse.StartAsync(
            Answer.New().Think("hm").Say("Grüße ", "👋").Using(100, 7, cached: 60, cacheWritten: 20), new StrictConverseOptions { Keys = new HashSet<string> { "sk-test-upstream-key" } });
        await using var gateway = await GatewayFixture.StartAsync(GatewayFixture.Config(("aws", "bedrock", "us.anthropic.claude-haiku-4-5-20251001-v1:0", bedrock.BaseUrl)));
        using var response = await gateway.Http.PostAsync("/v1/messages", Body("aws", stream));
        var text = await response.Content.ReadAsStringAsync();

        bedrock.Violations.ShouldBeEmpty();
        ((int)response.StatusCode).ShouldBe(200, text);
        bedrock.Requests.ShouldHaveSingleItem().Path.ShouldBe(
            stream ? "/model/us.anthropic.claude-haiku-4-5-20251001-v1:0/converse-stream" : "/model/us.anthropic.claude-haiku-4-5-20251001-v1:0/converse");
        text.ShouldContain("Grüße");
        var turn = await gateway.TurnAsync(response);
        (turn.Usage.InputTokens, turn.Usage.CacheReadTokens, turn.Usage.CacheWriteTokens, turn.Usage.OutputTokens).ShouldBe((20, 60, 20, 7));
        // 20 x 1 + 60 x 0.1 + 20 x 1.25 + 7 x 5 dollars per million, in nano-dollars.
        turn.CostNanoUsd.ShouldBe(20_000 + 6_000 + 25_000 + 35_000);
    }

    [Fact]
    public async Task H_407_a_model_that_refuses_cache_points_is_asked_once_more_without_and_never_again_with()
    {
        var refused = 0;
        await using var bedrock = await StrictConverse.StartAsync(request =>
            Encoding.UTF8.GetString(request.Body).Contains("cachePoint", StringComparison.Ordinal) && Interlocked.Increment(ref refused) > 0 ? ConverseErrors.NoCaching() : Answer.Text("ok"));
        await using var gateway = await GatewayFixture.StartAsync(GatewayFixture.Config(("aws", "bedrock", "us.amazon.nova-pro-v1:0", bedrock.BaseUrl)));
        for (var i = 0; i < 2; i++)
        {
            using var response = await gateway.Http.PostAsync(
                "/v1/messages", Body("aws", stream: true, ""","system":[{"type":"text","text":"s","cache_control":{"type":"ephemeral"}}]"""));
            ((int)response.StatusCode).ShouldBe(200, await response.Content.ReadAsStringAsync());
        }

        refused.ShouldBe(1);
        bedrock.Requests.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task H_303_lines_of_json_are_a_stream_where_one_was_asked_for_and_a_whole_answer_where_not(bool stream)
    {
        await using var ollama = await StrictOllama.StartAsync(Answer.New().Think("hm").Say("Grüße ", "👋").Using(30, 7));
        await using var gateway = await GatewayFixture.StartAsync(GatewayFixture.Config(("local", "ollama", "qwen3:14b", ollama.BaseUrl)));
        using var response = await gateway.Http.PostAsync("/v1/messages", Body("local", stream));
        var text = await response.Content.ReadAsStringAsync();

        ollama.Violations.ShouldBeEmpty();
        ((int)response.StatusCode).ShouldBe(200, text);
        ollama.Requests.ShouldHaveSingleItem().Path.ShouldBe("/api/chat");
        if (stream)
        {
            var folded = AnthropicStreamGrammar.Fold(Encoding.UTF8.GetBytes(text));
            folded.Errors.ShouldBeEmpty();
            folded.Text.ShouldBe("Grüße 👋");
        }
        else
        {
            JsonDocument.Parse(text).RootElement.GetProperty("usage").GetProperty("output_tokens").GetInt32().ShouldBe(7);
        }
    }

    [Fact]
    public async Task H_466_a_prompt_beyond_the_context_never_reaches_the_ollama()
    {
        await using var ollama = await StrictOllama.StartAsync(Answer.Text("never"));
        await using var gateway = await GatewayFixture.StartAsync(
            "models: {\"ollama/qwen3:14b\": {context_window: 2000}}\n" + GatewayFixture.Config(("local", "ollama", "qwen3:14b", ollama.BaseUrl)));
        var words = string.Join(' ', Enumerable.Repeat("a prompt of many words", 2000));
        using var response = await gateway.Http.PostAsync("/v1/messages", Body("local", stream: true, $",\"system\":\"{words}\""));

        ((int)response.StatusCode).ShouldBe(400);
        (await response.Content.ReadAsStringAsync()).ShouldContain("prompt is too long: ");
        ollama.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task H_470_a_model_that_does_not_think_is_asked_once_more_without()
    {
        await using var ollama = await StrictOllama.StartAsync(request =>
            Encoding.UTF8.GetString(request.Body).Contains("\"think\"", StringComparison.Ordinal) ? OllamaErrors.NoThinking("qwen3:14b") : Answer.Text("ok"));
        await using var gateway = await GatewayFixture.StartAsync(GatewayFixture.Config(("local", "ollama", "qwen3:14b", ollama.BaseUrl)));
        using var response = await gateway.Http.PostAsync("/v1/messages", Body("local", stream: true, ",\"thinking\":{\"type\":\"adaptive\"}"));

        ((int)response.StatusCode).ShouldBe(200, await response.Content.ReadAsStringAsync());
        ollama.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task H_471_a_model_that_is_still_being_loaded_does_not_lose_the_client()
    {
        var time = new ManualTimeProvider();
        var loaded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var ollama = await StrictOllama.StartAsync(Answer.New().Wait(loaded.Task).Say("late"));
        await using var gateway = await GatewayFixture.StartAsync(
            GatewayFixture.Config(("local", "ollama", "qwen3:14b", ollama.BaseUrl)), change: options => options with { Time = time });
        var pending = gateway.Http.SendAsync(
            new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = Body("local", stream: true) }, HttpCompletionOption.ResponseHeadersRead);
        await ollama.RequestAsync(1, Patience);
        for (var i = 0; i < 100 && !pending.IsCompleted; i++)
        {
            time.Advance(TimeSpan.FromSeconds(10));
            await Task.WhenAny(pending, Task.Delay(20, TestContext.Current.CancellationToken));
        }

        using var response = await pending.WaitAsync(Patience);
        loaded.SetResult();
        var text = await response.Content.ReadAsStringAsync().WaitAsync(Patience);
        text.ShouldContain("event: ping");
        text.ShouldContain("late");
        ollama.Requests.ShouldHaveSingleItem();
    }
}
