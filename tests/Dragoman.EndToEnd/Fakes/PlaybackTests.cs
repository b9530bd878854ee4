using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Dragoman.Testing;

namespace Dragoman.EndToEnd.Fakes;

/// <summary>The fakes play what the script says, in both dialects, however the bytes are cut.</summary>
public sealed class PlaybackTests
{
    private const string OpenAiBody = """{"model":"gpt-5","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"a"}]}""";
    private const string AnthropicBody = """{"model":"claude-opus-5-5","max_tokens":100,"stream":true,"messages":[{"role":"user","content":"a"}]}""";

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task An_answer_is_told_whole_in_the_openai_shape(int variant)
    {
        await using var fake = await StrictOpenAi.StartAsync(Vary(variant));
        using var response = await PostAsync(fake.Endpoint, OpenAiBody);
        var folded = OpenAiStreamFold.Fold(await response.Content.ReadAsByteArrayAsync());

        folded.Errors.ShouldBeEmpty();
        ((string?)folded.Message["content"]).ShouldBe("Grüße 👋");
        ((string?)folded.Message["reasoning_content"]).ShouldBe("hm");
        ((string?)folded.Message["finish_reason"]).ShouldBe("tool_calls");
        ((int?)folded.Message["usage"]!["prompt_tokens"]).ShouldBe(100);
        ((int?)folded.Message["usage"]!["prompt_tokens_details"]!["cached_tokens"]).ShouldBe(80);
        var calls = folded.Message["tool_calls"]!.AsArray();
        calls.Select(call => (string?)call!["function"]!["arguments"]).ShouldBe(["""{"path":"é"}""", """{"n":2}"""]);
        calls.Select(call => (string?)call!["id"]).Distinct().Count().ShouldBe(2);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task An_answer_is_told_whole_in_the_anthropic_shape(int variant)
    {
        await using var fake = await StrictAnthropic.StartAsync(Vary(variant));
        using var response = await PostAsync(fake.Endpoint, AnthropicBody);
        var folded = AnthropicStreamGrammar.Fold(await response.Content.ReadAsByteArrayAsync());

        folded.Errors.ShouldBeEmpty();
        folded.Text.ShouldBe("Grüße 👋");
        folded.StopReason.ShouldBe("tool_use");
        folded.Blocks("thinking").ShouldHaveSingleItem()["thinking"]!.GetValue<string>().ShouldBe("hm");
        folded.Blocks("tool_use").Select(block => block["input"]!.ToJsonString()).ShouldBe(["""{"path":"\u00E9"}""", """{"n":2}"""]);
        ((int?)folded.Message["usage"]!["input_tokens"]).ShouldBe(20);
        ((int?)folded.Message["usage"]!["cache_read_input_tokens"]).ShouldBe(80);
    }

    [Fact]
    public async Task The_same_script_answers_a_request_that_asks_for_no_stream()
    {
        await using var openAi = await StrictOpenAi.StartAsync(Vary(0));
        await using var anthropic = await StrictAnthropic.StartAsync(Vary(0));
        using var first = await PostAsync(openAi.Endpoint, """{"model":"gpt-5","messages":[{"role":"user","content":"a"}]}""");
        using var second = await PostAsync(anthropic.Endpoint, AnthropicBody.Replace("\"stream\":true,", "", StringComparison.Ordinal));

        using var completion = JsonDocument.Parse(await first.Content.ReadAsStringAsync());
        completion.RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("tool_calls").GetArrayLength().ShouldBe(2);
        using var message = JsonDocument.Parse(await second.Content.ReadAsStringAsync());
        message.RootElement.GetProperty("content").GetArrayLength().ShouldBe(4);
    }

    [Fact]
    public async Task A_refused_request_is_answered_and_noted()
    {
        await using var fake = await StrictOpenAi.StartAsync(Answer.Text("never"));
        using var response = await PostAsync(fake.Endpoint, OpenAiBody.Replace("\"stream\":true", "\"stream\":true,\"top_k\":3", StringComparison.Ordinal));
        ((int)response.StatusCode).ShouldBe(400);
        using var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        error.RootElement.GetProperty("error").GetProperty("message").GetString().ShouldBe("Unrecognized request argument supplied: top_k");
        fake.Violations.ShouldContain(violation => violation.Contains("top_k", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("anthropic-version", "2023-06-01", 400)]
    [InlineData("x-api-key", "a", 400)]
    [InlineData("x-claude-code-session-id", "a", 400)]
    [InlineData("x-request-source", "a", 200)]
    public async Task Headers_of_another_provider_are_refused(string name, string value, int status)
    {
        await using var fake = await StrictOpenAi.StartAsync(Answer.Text("ok"));
        using var response = await PostAsync(fake.Endpoint, OpenAiBody, request => request.Headers.Add(name, value));
        ((int)response.StatusCode).ShouldBe(status);
    }

    [Fact]
    public async Task A_wrong_key_is_refused()
    {
        await using var fake = await StrictOpenAi.StartAsync(Answer.Text("ok"), new StrictOpenAiOptions { Keys = new HashSet<string> { "sk-right" } });
        using var response = await PostAsync(fake.Endpoint, OpenAiBody);
        ((int)response.StatusCode).ShouldBe(401);
        (await response.Content.ReadAsStringAsync()).ShouldContain("invalid_api_key");
    }

    [Fact]
    public async Task A_connection_is_reset_and_a_stream_is_cut_where_the_script_says()
    {
        await using var fake = await StrictOpenAi.StartAsync(request => request.Number == 1
            ? Answer.New().Say("a", "b", "c").ResetAfter(2)
            : Answer.New().Say("a", "b", "c").EndAfter(2));
        await Should.ThrowAsync<HttpRequestException>(async () => (await PostAsync(fake.Endpoint, OpenAiBody)).Dispose());
        using var response = await PostAsync(fake.Endpoint, OpenAiBody);
        var folded = OpenAiStreamFold.Fold(await response.Content.ReadAsByteArrayAsync());
        ((string?)folded.Message["content"]).ShouldBe("a");
        folded.Errors.ShouldContain("the stream ended without finish_reason");
    }

    [Fact]
    public async Task A_gate_holds_the_next_delta_back_and_a_client_that_leaves_is_seen()
    {
        var gate = new TaskCompletionSource();
        await using var fake = await StrictOpenAi.StartAsync(Answer.New().Say("before").Wait(gate.Task).Say("after"));
        using var client = new HttpClient();
        using var request = Post(fake.Endpoint, OpenAiBody);
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await foreach (var one in SseReader.ReadAsync(await response.Content.ReadAsStreamAsync()))
        {
            if (one.Data.Contains("before", StringComparison.Ordinal))
            {
                break;
            }
        }

        var recorded = fake.Requests.ShouldHaveSingleItem();
        recorded.Aborted.IsCompleted.ShouldBeFalse();
        response.Dispose();
        await recorded.Aborted.WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task An_agent_keeps_its_lanes_apart_and_says_when_it_has_run_dry()
    {
        var agent = new ScriptedAgent(Answer.Text("main")).When(request => request.Conversation.Mentions("child"), Answer.Text("child"));
        await using var fake = await StrictOpenAi.StartAsync(agent);
        const string Tools = "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\"}}],\"messages\"";
        var withTools = OpenAiBody.Replace("\"messages\"", Tools, StringComparison.Ordinal);

        (await TextAsync(withTools)).ShouldBe("main");
        (await TextAsync(withTools.Replace("\"content\":\"a\"", "\"content\":\"child\"", StringComparison.Ordinal))).ShouldBe("child");
        (await TextAsync(OpenAiBody)).ShouldBe(agent.SideText);
        fake.Violations.ShouldBeEmpty();
        await TextAsync(withTools);
        fake.Violations.ShouldHaveSingleItem().ShouldContain("no answer left");

        async Task<string?> TextAsync(string body)
        {
            using var response = await PostAsync(fake.Endpoint, body);
            return (string?)OpenAiStreamFold.Fold(await response.Content.ReadAsByteArrayAsync()).Message["content"];
        }
    }

    private static Answer Vary(int variant)
    {
        var answer = Answer.New().Think("h", "m").SayInPieces("Grüße 👋", 1).Call("Read", """{"path":"é"}""").Call("Count", """{"n":2}""")
            .Using(100, 10, cached: 80);
        return variant switch
        {
            1 => answer.ArgumentsInPieces(3).InWritesOf(1).WithComments(),
            2 => answer.ArgumentsInPieces(2).Interleaved(),
            3 => answer.CallsInOneChunk(),
            4 => answer.WithCrLf().InWritesOf(7),
            _ => answer,
        };
    }

    private static async Task<HttpResponseMessage> PostAsync(string url, string body, Action<HttpRequestMessage>? change = null)
    {
        using var client = new HttpClient();
        using var request = Post(url, body);
        change?.Invoke(request);
        return await client.SendAsync(request);
    }

    private static HttpRequestMessage Post(string url, string body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (url.EndsWith("/messages", StringComparison.Ordinal))
        {
            request.Headers.Add("x-api-key", "sk-ant-test");
            request.Headers.Add("anthropic-version", "2023-06-01");
        }
        else
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "sk-test");
        }

        return request;
    }
}
