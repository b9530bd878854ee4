using System.Net;
using System.Text;
using System.Text.Json;
using Dragoman.Store.Turns;
using Dragoman.Testing;

namespace Dragoman.Tests.DataPlane;

/// <summary>Whole turns against Gemini, from socket to socket.</summary>
public sealed class GeminiTurnTests : IAsyncLifetime
{
    private const string Tools = """ "tools":[{"name":"Bash","description":"Runs","input_schema":{"type":"object","properties":{"command":{"type":"string"}}}}] """;

    private StrictGemini _gemini = null!;
    private GatewayFixture _gateway = null!;
    private Func<RecordedRequest, Answer> _script = _ => Answer.Text("hello from afar");

    public async ValueTask InitializeAsync()
    {
        _gemini = await StrictGemini.StartAsync(
            request => _script(request), new StrictGeminiOptions { Keys = new HashSet<string> { "sk-test-upstream-key" } });
        _gateway = await GatewayFixture.StartAsync(GatewayFixture.Config(("via", "gemini", "gemini-3.1-pro-preview", _gemini.Endpoint)));
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _gemini.DisposeAsync();
    }

    private static string Body(bool stream, string messages = """[{"role":"user","content":"go"}]""") =>
        $$"""{"model":"via","max_tokens":4000,"stream":{{(stream ? "true" : "false")}},{{Tools}},"messages":{{messages}}}""";

    private Task<HttpResponseMessage> PostAsync(string body, string path = "/v1/messages") =>
        _gateway.Http.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);

    private static async Task<JsonElement> MessageAsync(HttpResponseMessage response, bool stream)
    {
        var bytes = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, Encoding.UTF8.GetString(bytes));
        if (!stream)
        {
            return JsonDocument.Parse(bytes).RootElement;
        }

        var folded = AnthropicStreamGrammar.Fold(bytes);
        folded.Errors.ShouldBeEmpty();
        return JsonDocument.Parse(folded.Message.ToJsonString()).RootElement;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task B07_a_turn_goes_to_the_address_that_its_stream_wants_and_back(bool stream)
    {
        _script = _ => Answer.New().Think("hm").Say("hello ", "from afar").Call("Bash", """{"command":"ls -la"}""").Using(1000, 50, cached: 800, reasoning: 20);
        using var response = await PostAsync(Body(stream));
        var message = await MessageAsync(response, stream);
        message.GetProperty("stop_reason").GetString().ShouldBe("tool_use");
        message.GetProperty("content").EnumerateArray().Last().GetProperty("input").GetProperty("command").GetString().ShouldBe("ls -la");
        message.GetProperty("usage").GetProperty("input_tokens").GetInt64().ShouldBe(200);
        message.GetProperty("usage").GetProperty("cache_read_input_tokens").GetInt64().ShouldBe(800);
        message.GetProperty("usage").GetProperty("output_tokens").GetInt64().ShouldBe(50);
        _gemini.Violations.ShouldBeEmpty();
        _gemini.Generations.Single().Path.ShouldEndWith(stream ? ":streamGenerateContent" : ":generateContent");
        var turn = await _gateway.TurnAsync(response);
        turn.Outcome.ShouldBe(TurnOutcome.Completed);
        // 200 at $2, 800 at $0.2 and 50 at $12 for a million.
        turn.CostNanoUsd.ShouldBe(400_000 + 160_000 + 600_000);
    }

    [Fact]
    public async Task H_228_a_malformed_call_is_tried_once_more_and_the_client_never_sees_it()
    {
        _script = request => request.Number == 1 ? Answer.New().Finish("MALFORMED_FUNCTION_CALL") : Answer.Text("well now");
        using var response = await PostAsync(Body(stream: true));
        (await MessageAsync(response, stream: true)).GetProperty("content")[0].GetProperty("text").GetString().ShouldBe("well now");
        _gemini.Generations.Count.ShouldBe(2);
    }

    [Fact]
    public async Task H_381_a_refused_signature_is_replaced_by_the_placeholder_before_the_client_sees_anything()
    {
        _script = request => request.Conversation.AssistantTurns == 0 ? Answer.Tool("Bash", """{"command":"ls"}""")
            : Encoding.UTF8.GetString(request.Body).Contains("skip_thought_signature_validator", StringComparison.Ordinal) ? Answer.Text("well now")
            : Answer.Fail(400, GeminiErrors.Body(400, "Corrupted thought signature.", "INVALID_ARGUMENT"));
        using var first = await PostAsync(Body(stream: false));
        var answer = await MessageAsync(first, stream: false);
        var call = answer.GetProperty("content").EnumerateArray().Last().GetProperty("id").GetString();
        using var second = await PostAsync(Body(
            stream: true,
            $$"""[{"role":"user","content":"go"},{"role":"assistant","content":{{answer.GetProperty("content").GetRawText()}}},{"role":"user","content":[{"type":"tool_result","tool_use_id":"{{call}}","content":"a"}]}]"""));
        (await MessageAsync(second, stream: true)).GetProperty("content")[0].GetProperty("text").GetString().ShouldBe("well now");
        _gemini.Generations.Count.ShouldBe(3);
        _gemini.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task H_114_a_client_that_drops_thinking_blocks_loses_no_signature_where_the_gateway_remembers()
    {
        _script = request => request.Conversation.AssistantTurns == 0 ? Answer.Tool("Bash", """{"command":"ls"}""") : Answer.Text("well now");
        await using var gateway = await GatewayFixture.StartAsync(
            $$"""
            routes:
              - name: via
                upstream: { provider: gemini, model: gemini-3.1-pro-preview, endpoint: "{{_gemini.Endpoint}}", api_key_ref: test, profile: { signature_memory: true } }
            """);
        foreach (var (client, isRemembered) in new[] { (gateway.Http, true), (_gateway.Http, false) })
        {
            using var first = await client.PostAsync("/v1/messages", new StringContent(Body(stream: true), Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
            var call = (await MessageAsync(first, stream: true)).GetProperty("content").EnumerateArray().Last();
            using var second = await client.PostAsync("/v1/messages", new StringContent(Body(
                stream: false,
                $$"""[{"role":"user","content":"go"},{"role":"assistant","content":[{{call.GetRawText()}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"{{call.GetProperty("id").GetString()}}","content":"a"}]}]"""), Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
            await MessageAsync(second, stream: false);
            Encoding.UTF8.GetString(_gemini.Generations[^1].Body).Contains("skip_thought_signature_validator", StringComparison.Ordinal).ShouldBe(!isRemembered);
        }

        _gemini.Violations.ShouldBeEmpty("what was remembered is the very signature of that call");
    }

    [Fact]
    public async Task H_303_a_client_that_asks_for_a_stream_without_events_gets_one_array_piece_by_piece()
    {
        _script = _ => Answer.New().Say("hello ", "from afar");
        const string Asked = """{"contents":[{"role":"user","parts":[{"text":"go"}]}]}""";
        using var response = await PostAsync(Asked, "/v1beta/models/via:streamGenerateContent");
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        var pieces = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).RootElement;
        string.Concat(pieces.EnumerateArray().Select(piece => piece.GetProperty("candidates")[0].GetProperty("content").GetProperty("parts")[0].GetProperty("text").GetString())).ShouldBe("hello from afar");
        pieces.GetArrayLength().ShouldBeGreaterThan(2);
        using var events = await PostAsync(Asked, "/v1beta/models/via:streamGenerateContent?alt=sse");
        events.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
    }

    [Fact]
    public async Task H_303_an_array_whose_answer_breaks_off_still_ends_as_one()
    {
        _script = _ => Answer.Frames("data: " + """{"candidates":[{"content":{"parts":[{"text":"hel"}],"role":"model"},"index":0}]}""" + "\r\n\r\n");
        using var response = await PostAsync("""{"contents":[{"role":"user","parts":[{"text":"go"}]}]}""", "/v1beta/models/via:streamGenerateContent");
        var pieces = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).RootElement.EnumerateArray().ToList();
        pieces[0].GetProperty("candidates")[0].GetProperty("content").GetProperty("parts")[0].GetProperty("text").GetString().ShouldBe("hel");
        pieces[^1].GetProperty("error").GetProperty("code").GetInt32().ShouldBeGreaterThan(499);
    }

    [Fact]
    public async Task H_335_tokens_are_counted_by_Gemini_and_nothing_is_generated()
    {
        using var response = await PostAsync(Body(stream: false), "/v1/messages/count_tokens");
        var count = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).RootElement.GetProperty("input_tokens").GetInt64();
        _gemini.Generations.ShouldBeEmpty();
        var asked = _gemini.Requests.ShouldHaveSingleItem();
        asked.Path.ShouldEndWith("/models/gemini-3.1-pro-preview:countTokens");
        count.ShouldBe(asked.Body.Length / 4, "the fake counts four bytes to a token, the estimate does not");
    }

    [Fact]
    public async Task H_263_a_blocked_prompt_is_a_refusal_and_no_error()
    {
        _script = _ => Answer.Frames("""data: {"promptFeedback":{"blockReason":"PROHIBITED_CONTENT"},"usageMetadata":{"promptTokenCount":5}}""" + "\r\n\r\n");
        using var response = await PostAsync(Body(stream: true));
        (await MessageAsync(response, stream: true)).GetProperty("stop_reason").GetString().ShouldBe("refusal");
    }
}
