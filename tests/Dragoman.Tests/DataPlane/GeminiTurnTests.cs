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
