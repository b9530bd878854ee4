using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Dragoman.Testing;

namespace Dragoman.Tests.DataPlane;

/// <summary>Whole turns against a Responses upstream, from socket to socket.</summary>
public sealed class ResponsesTurnTests
{
    private const string Tools = """
        "tools":[{"name":"Bash","description":"Runs","input_schema":{"type":"object","properties":{"command":{"type":"string"}}}},
                 {"name":"Read","description":"Reads","input_schema":{"type":"object","properties":{"file_path":{"type":"string"}}}}]
        """;

    // A golden conversation: a thought, two calls at once, one more, the answer.
    private static Answer Script(RecordedRequest request) => request.Conversation.AssistantTurns switch
    {
        0 => Answer.New().Think("I look first").Say("I look.").Call("Bash", """{"command":"ls \"a b\""}""", "call_a").Call("Read", """{"file_path":"/x"}""", "call_b"),
        1 => Answer.New().Think("One more").Call("Bash", """{"command":"cat é"}""", "call_c"),
        _ => Answer.Text("Done."),
    };

    [Fact]
    public async Task A04_the_same_conversation_gives_the_same_calls_through_chat_and_through_responses()
    {
        await using var chat = await StrictOpenAi.StartAsync(Script);
        await using var responses = await StrictResponses.StartAsync(Script);
        await using var gateway = await GatewayFixture.StartAsync(GatewayFixture.Config(
            ("by-chat", "openai", "gpt-5", chat.Endpoint), ("by-responses", "openai", "gpt-5", responses.Endpoint)));
        foreach (var stream in new[] { true, false })
        {
            var told = await ConverseAsync(gateway, "by-responses", stream);
            told.ShouldBe(await ConverseAsync(gateway, "by-chat", stream));
            told.ShouldBe([
                """text I look.""", """call_a Bash {"command":"ls \"a b\""}""", """call_b Read {"file_path":"/x"}""", "tool_use",
                """call_c Bash {"command":"cat é"}""", "tool_use", "text Done.", "end_turn"]);
        }

        chat.Violations.ShouldBeEmpty();
        responses.Violations.ShouldBeEmpty();
        var last = responses.Requests[^1].Json.GetProperty("input");
        last.EnumerateArray().Select(item => item.GetProperty("type").GetString()).ShouldBe(
            ["message", "reasoning", "message", "function_call", "function_call", "function_call_output", "function_call_output", "reasoning", "function_call", "function_call_output"]);
    }

    [Fact]
    public async Task H_374_what_the_host_does_not_know_is_left_out_once_it_said_so_and_from_then_on()
    {
        await using var responses = await StrictResponses.StartAsync(
            Answer.Text("hello"), new StrictOpenAiOptions { RefusedMembers = new HashSet<string> { "prompt_cache_key" } });
        await using var gateway = await GatewayFixture.StartAsync(GatewayFixture.Config(("via", "openai", "gpt-5", responses.Endpoint)));
        for (var turn = 0; turn < 2; turn++)
        {
            using var response = await gateway.Http.SendAsync(Post("via", """[{"role":"user","content":"hi"}]""", stream: false));
            response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        }

        responses.Requests.Select(request => request.Json.TryGetProperty("prompt_cache_key", out _)).ShouldBe([true, false, false]);
    }

    [Fact]
    public async Task H_356_a_refused_thought_is_left_out_and_the_turn_goes_on()
    {
        await using var host = await StrictResponses.StartAsync(Script);
        await using var gateway = await GatewayFixture.StartAsync(GatewayFixture.Config(("via", "openai", "gpt-5", host.Endpoint)));
        using var first = await gateway.Http.SendAsync(Post("via", """[{"role":"user","content":"a"}]""", stream: false));
        var content = JsonNode.Parse(await first.Content.ReadAsStringAsync())!["content"]!.ToJsonString();
        host.Forget();
        using var second = await gateway.Http.SendAsync(Post("via", $$"""
            [{"role":"user","content":"a"},{"role":"assistant","content":{{content}}},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"call_a","content":"1"},{"type":"tool_result","tool_use_id":"call_b","content":"2"}]}]
            """, stream: false));
        second.StatusCode.ShouldBe(HttpStatusCode.OK, await second.Content.ReadAsStringAsync());
        host.Requests.Skip(1).Select(request => Encoding.UTF8.GetString(request.Body).Contains("encrypted_content\":\"", StringComparison.Ordinal)).ShouldBe([true, false]);
    }

    [Fact]
    public async Task H_365_no_turn_ever_leans_on_one_that_the_host_may_have_forgotten()
    {
        await using var responses = await StrictResponses.StartAsync(Script);
        await using var gateway = await GatewayFixture.StartAsync(GatewayFixture.Config(("via", "openai", "gpt-5", responses.Endpoint)));
        await ConverseAsync(gateway, "via", stream: true);
        responses.Requests.Count(request => request.Json.TryGetProperty("previous_response_id", out _)).ShouldBe(0);
        responses.Requests.ShouldAllBe(request => !request.Json.GetProperty("store").GetBoolean());
    }

    [Fact]
    public async Task H_364_a_rate_limit_inside_a_stream_is_an_http_error_before_content()
    {
        await using var responses = await StrictResponses.StartAsync(_ => Answer.Frames(
            "event: response.created\ndata: {\"type\":\"response.created\",\"response\":{\"id\":\"r\",\"status\":\"in_progress\"}}\n\n",
            "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"requests\",\"code\":\"rate_limit_exceeded\",\"message\":\"Slow down\"}}\n\n"));
        await using var gateway = await GatewayFixture.StartAsync(GatewayFixture.Config(("via", "openai", "gpt-5", responses.Endpoint)));
        using var response = await gateway.Http.SendAsync(Post("via", """[{"role":"user","content":"hi"}]""", stream: true));
        response.StatusCode.ShouldBe((HttpStatusCode)429);
    }

    [Fact]
    public async Task H_179_A21_a_search_goes_through_the_gateway()
    {
        await using var responses = await StrictResponses.StartAsync(_ => Answer.New().Search("gateways", "https://example.org/a").Say("One page."));
        await using var gateway = await GatewayFixture.StartAsync("""
            upstreams: {one: {provider: openai, api_key_ref: test, endpoint: 'ENDPOINT'}}
            routes: [{name: via, upstream: one/gpt-5}]
            """.Replace("ENDPOINT", responses.Endpoint, StringComparison.Ordinal));
        using var response = await gateway.Http.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/v1/messages")
        {
            Content = new StringContent("""{"model":"via","max_tokens":1000,"messages":[{"role":"user","content":"search"}],"tools":[{"type":"web_search_20250305","name":"web_search","max_uses":8}]}"""),
        });
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        body["content"]!.AsArray().Select(block => block!["type"]!.ToString()).ShouldBe(["server_tool_use", "web_search_tool_result", "text"]);
        body["usage"]!["server_tool_use"]!["web_search_requests"]!.GetValue<int>().ShouldBe(1);
        responses.Violations.ShouldBeEmpty();
    }

    private static HttpRequestMessage Post(string model, string messages, bool stream)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages")
        {
            Content = new StringContent($$"""{"model":"{{model}}","max_tokens":4000,"stream":{{(stream ? "true" : "false")}},"thinking":{"type":"adaptive","display":"omitted"},{{Tools}},"messages":{{messages}}}"""),
        };
        request.Headers.Add("x-claude-code-session-id", "session-1");
        return request;
    }

    // What the conversation comes to: texts, calls with their arguments, stop reasons. Thinking differs by nature.
    private static async Task<List<string>> ConverseAsync(GatewayFixture gateway, string model, bool stream)
    {
        var told = new List<string>();
        var messages = new JsonArray(JsonNode.Parse("""{"role":"user","content":"a"}"""));
        while (true)
        {
            using var response = await gateway.Http.SendAsync(Post(model, messages.ToJsonString(), stream));
            var bytes = await response.Content.ReadAsByteArrayAsync();
            response.StatusCode.ShouldBe(HttpStatusCode.OK, Encoding.UTF8.GetString(bytes));
            var message = stream ? AnthropicStreamGrammar.Fold(bytes).Message : JsonNode.Parse(bytes)!.AsObject();
            var content = message["content"]!.AsArray();
            var results = new JsonArray();
            foreach (var block in content)
            {
                switch (block!["type"]!.ToString())
                {
                    case "text":
                        told.Add($"text {block["text"]}");
                        break;
                    case "tool_use":
                        told.Add($"{block["id"]} {block["name"]} {block["input"]!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })}");
                        results.Add(new JsonObject { ["type"] = "tool_result", ["tool_use_id"] = block["id"]!.ToString(), ["content"] = "ok" });
                        break;
                    default:
                        break;
                }
            }

            told.Add(message["stop_reason"]!.ToString());
            if (results.Count == 0)
            {
                return told;
            }

            messages.Add(new JsonObject { ["role"] = "assistant", ["content"] = content.DeepClone() });
            messages.Add(new JsonObject { ["role"] = "user", ["content"] = results });
        }
    }
}
