using Dragoman.EndToEnd.Gateway;
using Dragoman.Testing;

namespace Dragoman.EndToEnd.Scenarios;

public sealed class WebSearchTests
{
    [Theory]
    [InlineData(Provider.OpenAi)]
    [InlineData(Provider.Responses)]
    [InlineData(Provider.Anthropic)]
    [InlineData(Provider.Gemini)]
    public async Task H_179_a_search_is_carried_or_refused_in_words_and_the_session_goes_on(Provider provider)
    {
        await using var rig = await Rig.StartAsync(provider, _ => new ScriptedAgent()
            .Then(Answer.Tool("ToolSearch", Args.Json(new { query = "select:WebSearch", max_results = 1 })))
            .Then(Answer.Tool("WebSearch", Args.Json(new { query = "claude code gateway" })))
            .Then(request => Answer.Text($"The search said: {request.Conversation.NewResults[0].Text}"))
            .When(request => request.Conversation.Tools.Contains("web_search") || request.IsGoogleSearch(), provider == Provider.Responses ? Answer.New().Search("claude code gateway", "https://example.org/gateway").Say("One page was found.") : Search(provider)));
        var result = await rig.RunAsync("Search the web");

        rig.Upstream.Violations.ShouldBeEmpty(rig.Explain(result));
        result.ExitCode.ShouldBe(0, rig.Explain(result));
        result.Text.ShouldStartWith("The search said:");
        if (provider == Provider.OpenAi)
        {
            rig.Turns.Count.ShouldBe(3, "a search that this dialect cannot do is not sent upstream");
            result.Text.ShouldContain("web_search");
            result.ToolUses.ShouldNotContain(use => use.GetProperty("name").ValueEquals("web_search"), "a server tool never becomes a call of the client");
        }
        else
        {
            rig.Turns.Count.ShouldBe(4);
            result.Text.ShouldContain("https://example.org/gateway");
        }
    }

    [Theory]
    [InlineData(Provider.OpenAi)]
    [InlineData(Provider.Converse)]
    [InlineData(Provider.Ollama)]
    public async Task A21_N20_the_clis_search_returns_links_through_a_model_whose_provider_has_none(Provider provider)
    {
        await using var search = await StrictSearch.StartAsync(
            SearchDialect.SearXng, query => SearchAnswer.Of("https://example.org/gateway", "A gateway", $"About {query}"));
        await using var rig = await Rig.StartAsync(
            provider,
            _ => new ScriptedAgent()
                .Then(Answer.Tool("ToolSearch", Args.Json(new { query = "select:WebSearch", max_results = 1 })))
                .Then(Answer.Tool("WebSearch", Args.Json(new { query = "claude code gateway" })))
                .Then(request => Answer.Text($"The search said: {request.Conversation.NewResults[0].Text}"))
                .When(
                    request => request.Conversation.Tools.Contains("web_search"),
                    Answer.Tool("web_search", Args.Json(new { query = "claude code gateway" })),
                    Answer.Tool("web_search", Args.Json(new { query = "gateway for claude" })),
                    Answer.Text("One page was found: https://example.org/gateway")),
            settings: $"search: {{provider: searxng, endpoint: \"{search.BaseUrl}\"}}\n");
        var result = await rig.RunAsync("Search the web");

        rig.Upstream.Violations.ShouldBeEmpty(rig.Explain(result));
        search.Violations.ShouldBeEmpty(rig.Explain(result));
        result.ExitCode.ShouldBe(0, rig.Explain(result));
        search.Queries.ShouldBe(["claude code gateway", "gateway for claude"], rig.Explain(result));
        result.Text.ShouldStartWith("The search said:", Case.Sensitive, rig.Explain(result));
        result.Text.ShouldContain("https://example.org/gateway", Case.Sensitive, rig.Explain(result));
        result.Text.ShouldContain("Links:", Case.Sensitive, rig.Explain(result));
        result.ToolUses.ShouldNotContain(use => use.GetProperty("name").ValueEquals("web_search"), "a server tool never becomes a call of the client");
    }

    // What Google found comes with the last piece of the text.
    private static Answer Grounded() => Answer.Frames(
        Data("""{"candidates":[{"content":{"parts":[{"text":"One page "}],"role":"model"},"index":0}],"modelVersion":"gemini-3.1-pro"}"""),
        Data("""{"candidates":[{"content":{"parts":[{"text":"was found."}],"role":"model"},"finishReason":"STOP","index":0,"groundingMetadata":{"webSearchQueries":["claude code gateway"],"groundingChunks":[{"web":{"uri":"https://example.org/gateway","title":"A gateway"}}],"groundingSupports":[{"segment":{"startIndex":0,"endIndex":8},"groundingChunkIndices":[0]}]}}],"usageMetadata":{"promptTokenCount":10,"candidatesTokenCount":20}}"""));

    private static string Data(string data) => $"data: {data}\r\n\r\n";

    // A whole search as the real API streams it.
    private static Answer Search(Provider provider) => provider == Provider.Gemini ? Grounded() : Answer.Frames(
        Frame("message_start", """{"type":"message_start","message":{"id":"msg_s","type":"message","role":"assistant","model":"claude-opus-5-5","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":10,"output_tokens":1}}}"""),
        Frame("content_block_start", """{"type":"content_block_start","index":0,"content_block":{"type":"server_tool_use","id":"srvtoolu_01","name":"web_search","input":{}}}"""),
        Frame("content_block_delta", """{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"query\":\"claude code gateway\"}"}}"""),
        Frame("content_block_stop", """{"type":"content_block_stop","index":0}"""),
        Frame("content_block_start", """{"type":"content_block_start","index":1,"content_block":{"type":"web_search_tool_result","tool_use_id":"srvtoolu_01","content":[{"type":"web_search_result","title":"A gateway","url":"https://example.org/gateway","encrypted_content":"abc","page_age":null}]}}"""),
        Frame("content_block_stop", """{"type":"content_block_stop","index":1}"""),
        Frame("content_block_start", """{"type":"content_block_start","index":2,"content_block":{"type":"text","text":""}}"""),
        Frame("content_block_delta", """{"type":"content_block_delta","index":2,"delta":{"type":"text_delta","text":"One page was found."}}"""),
        Frame("content_block_stop", """{"type":"content_block_stop","index":2}"""),
        Frame("message_delta", """{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":20,"server_tool_use":{"web_search_requests":1}}}"""),
        Frame("message_stop", """{"type":"message_stop"}"""));

    private static string Frame(string type, string data) => $"event: {type}\ndata: {data}\n\n";
}
