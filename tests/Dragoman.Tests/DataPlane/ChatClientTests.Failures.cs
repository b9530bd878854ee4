using System.Net;
using System.Text.Json;
using Dragoman.Store.Turns;
using Dragoman.Testing;

namespace Dragoman.Tests.DataPlane;

/// <summary>What goes wrong, in the shape and with the status that OpenAI's clients act on.</summary>
public sealed partial class ChatClientTests
{
    private const string Overloaded = """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""";
    private const string Limited = """{"type":"error","error":{"type":"rate_limit_error","message":"slow down"}}""";
    private const string TooLong = """{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 210000 tokens > 200000 maximum"}}""";

    [Theory]
    [InlineData("not json", 400, "invalid_request_error")]
    [InlineData("""{"model":"claude"}""", 400, "invalid_request_error")]
    [InlineData("""{"model":"nobody-has-this","messages":[{"role":"user","content":"hi"}]}""", 404, "invalid_request_error")]
    public async Task E05_a_request_that_cannot_be_served_is_refused_in_the_clients_shape(string body, int status, string type)
    {
        using var response = await PostAsync(body);
        ((int)response.StatusCode).ShouldBe(status);
        var error = await ErrorAsync(response);
        error.GetProperty("type").GetString().ShouldBe(type);
        error.GetProperty("message").GetString().ShouldNotBeNullOrEmpty();
        (_openai.Requests.Count + _anthropic.Requests.Count).ShouldBe(0);
        (await _gateway.TurnAsync(response)).ClientDialect.ShouldBe("openai-chat");
    }

    [Fact]
    public async Task E05_a_wrong_key_is_refused_in_the_clients_shape_and_the_sentence_says_what_to_do()
    {
        using var client = new HttpClient { BaseAddress = _gateway.Gateway.Address };
        client.DefaultRequestHeaders.Add("Authorization", "Bearer wrong");
        using var response = await client.PostAsync("/v1/chat/completions", Json(Body("claude", stream: false)));
        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var error = await ErrorAsync(response);
        error.GetProperty("code").GetString().ShouldBe("invalid_api_key");
        error.GetProperty("message").GetString()!.ShouldContain("DRAGOMAN_KEY");
    }

    [Theory]
    [InlineData(529, Overloaded, 503, "overloaded_error", null)]
    [InlineData(429, Limited, 429, "rate_limit_error", "rate_limit_exceeded")]
    [InlineData(400, TooLong, 400, "invalid_request_error", "context_length_exceeded")]
    public async Task E05_errors_of_an_anthropic_upstream_have_the_status_and_the_code_that_openais_clients_decide_by(
        int status, string body, int expected, string type, string? code)
    {
        _script = _ => Answer.Fail(status, body).Header("retry-after", "30");
        using var response = await PostAsync(Body("claude", stream: true));
        ((int)response.StatusCode).ShouldBe(expected);
        var error = await ErrorAsync(response);
        error.GetProperty("type").GetString().ShouldBe(type);
        error.GetProperty("code").GetString().ShouldBe(code);
        if (expected == 429)
        {
            response.Headers.GetValues("retry-after").ShouldBe(["30"]);
        }

        var turn = await _gateway.TurnAsync(response);
        turn.Outcome.ShouldBe(TurnOutcome.UpstreamError);
        turn.Status.ShouldBe(expected);
    }

    [Fact]
    public async Task H_324_a_stream_that_breaks_off_ends_in_an_error_and_without_the_clients_terminator()
    {
        _script = _ => Answer.New().Say("one ", "two ", "three").EndAfter(4);
        using var response = await PostAsync(Body("claude", stream: true));
        var text = await response.Content.ReadAsStringAsync();
        text.ShouldContain("\"error\"");
        text.ShouldNotContain("[DONE]");
        (await _gateway.TurnAsync(response)).Outcome.ShouldBe(TurnOutcome.Truncated);
    }

    [Fact]
    public async Task B06_a_client_that_leaves_closes_the_upstream_and_is_recorded_as_gone()
    {
        _script = _ => Answer.New().Say("first").Wait(_hold.Task).Say("last");
        HttpResponseMessage response;
        using (response = await SendStreamAsync())
        {
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
            await ReadUntilAsync(reader, "first");
        }

        await _anthropic.Requests[0].Aborted.WaitAsync(Patience);
        (await _gateway.TurnAsync(response)).Outcome.ShouldBe(TurnOutcome.ClientGone);
    }

    [Fact]
    public async Task B04_H_325_signs_of_life_are_comments_which_every_reader_of_chunks_skips()
    {
        _script = _ => Answer.New().Say("first").Wait(_hold.Task).Say("last");
        using var response = await SendStreamAsync();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        await ReadUntilAsync(reader, "first");
        for (var i = 0; i < 3; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            await ReadUntilAsync(reader, ": ping");
        }

        _hold.SetResult();
        await ReadUntilAsync(reader, "[DONE]");
    }

    private async Task<HttpResponseMessage> SendStreamAsync()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = Json(Body("claude", stream: true)) };
        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private static async Task ReadUntilAsync(StreamReader reader, string text)
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (await reader.ReadLineAsync(deadline.Token) is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return;
            }
        }

        throw new EndOfStreamException($"The stream ended without '{text}'.");
    }

    private static async Task<JsonElement> ErrorAsync(HttpResponseMessage response)
    {
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("error");
    }
}
