using System.Net;
using System.Text;
using System.Text.Json;
using Dragoman.Dialects.Conversation;
using Dragoman.Store.Turns;
using Dragoman.Testing;

namespace Dragoman.Tests.DataPlane;

/// <summary>Searches that the gateway runs for a model whose provider does not: one answer for the client, several rounds behind it.</summary>
public sealed partial class WebSearchTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TaskCompletionSource _hold = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private StrictOpenAi _openai = null!;
    private StrictSearch _search = null!;
    private GatewayFixture _gateway = null!;
    private Func<RecordedRequest, Answer> _script = _ => Answer.Text("no script");
    private Func<string, SearchAnswer> _found = query => SearchAnswer.Of("https://example.org/gateway", "A gateway", $"About {query}", "2026-01-02");

    public async ValueTask InitializeAsync()
    {
        _openai = await StrictOpenAi.StartAsync(
            request => _script(request), new StrictOpenAiOptions { Keys = new HashSet<string> { "sk-test-upstream-key" } });
        _search = await StrictSearch.StartAsync(SearchDialect.SearXng, query => _found(query));
        _gateway = await StartAsync($"search: {{provider: searxng, endpoint: \"{_search.BaseUrl}\", price: 5, timeout: 20s}}\n");
    }

    public async ValueTask DisposeAsync()
    {
        _hold.TrySetResult();
        await _gateway.DisposeAsync();
        await _openai.DisposeAsync();
        await _search.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A21_N20_H_179_H_181_a_search_runs_in_the_gateway_and_the_client_gets_one_answer(bool stream)
    {
        Play(
            Answer.Tool("web_search", """{"query":"claude code gateway"}""", "call_1").Using(100, 10),
            Answer.New().Say("See https://example.org/gateway ", "for more.").Using(300, 20, cached: 100));
        using var response = await PostAsync(Body(stream));
        var message = await MessageAsync(response, stream);

        _openai.Violations.ShouldBeEmpty();
        _search.Violations.ShouldBeEmpty();
        _search.Queries.ShouldBe(["claude code gateway"]);
        var content = message.GetProperty("content").EnumerateArray().ToList();
        content.Select(block => block.GetProperty("type").GetString()).ShouldBe(["server_tool_use", "web_search_tool_result", "text"]);
        var id = content[0].GetProperty("id").GetString()!;
        id.ShouldStartWith("srvtoolu_");
        content[0].GetProperty("name").GetString().ShouldBe("web_search");
        content[0].GetProperty("input").GetProperty("query").GetString().ShouldBe("claude code gateway");
        content[1].GetProperty("tool_use_id").GetString().ShouldBe(id);
        var hit = content[1].GetProperty("content")[0];
        hit.GetProperty("type").GetString().ShouldBe("web_search_result");
        hit.GetProperty("url").GetString().ShouldBe("https://example.org/gateway");
        hit.GetProperty("title").GetString().ShouldBe("A gateway");
        hit.GetProperty("page_age").GetString().ShouldBe("2026-01-02");
        hit.GetProperty("encrypted_content").ValueKind.ShouldBe(JsonValueKind.String);
        content[2].GetProperty("text").GetString().ShouldBe("See https://example.org/gateway for more.");
        message.GetProperty("stop_reason").GetString().ShouldBe("end_turn");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task H_182_a_text_that_names_a_page_that_was_found_cites_it(bool stream)
    {
        Play(Search("x"), Answer.New().Say("See [it](https://example.org/", "gateway)."));
        var message = await MessageAsync(await PostAsync(Body(stream)), stream);
        var citation = message.GetProperty("content")[2].GetProperty("citations")[0];
        citation.GetProperty("type").GetString().ShouldBe("web_search_result_location");
        citation.GetProperty("url").GetString().ShouldBe("https://example.org/gateway");
        citation.GetProperty("title").GetString().ShouldBe("A gateway");
        citation.GetProperty("cited_text").GetString().ShouldBe("About x");
        citation.GetProperty("encrypted_index").ValueKind.ShouldBe(JsonValueKind.String);
    }

    [Fact]
    public async Task H_182_a_longer_address_is_another_page()
    {
        Play(Search("x"), Answer.Text("See https://example.org/gateway-two."));
        var message = await MessageAsync(await PostAsync(Body(true)), true);
        message.GetProperty("content")[2].TryGetProperty("citations", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task H_183_counts_of_all_rounds_are_summed_and_searches_are_counted_and_paid(bool stream)
    {
        Play(
            Answer.New().Call("web_search", """{"query":"a"}""").Call("web_search", """{"query":"b"}""").Using(100, 10),
            Answer.Text("both").Using(300, 20, cached: 100));
        using var response = await PostAsync(Body(stream));
        var usage = (await MessageAsync(response, stream)).GetProperty("usage");
        usage.GetProperty("server_tool_use").GetProperty("web_search_requests").GetInt64().ShouldBe(2);
        usage.GetProperty("input_tokens").GetInt64().ShouldBe(300);
        usage.GetProperty("cache_read_input_tokens").GetInt64().ShouldBe(100);
        usage.GetProperty("output_tokens").GetInt64().ShouldBe(30);
        var turn = await _gateway.TurnAsync(response);
        turn.Outcome.ShouldBe(TurnOutcome.Completed);
        turn.Attempts.ShouldBe(2, "each round is a request");
        turn.Usage.WebSearches.ShouldBe(2);
        turn.Usage.OutputTokens.ShouldBe(30);
        turn.CostNanoUsd!.Value.ShouldBeGreaterThan(10_000_000, "two searches at $5 a thousand, and the tokens");
        turn.CostNanoUsd.Value.ShouldBeLessThan(11_000_000);
    }

    [Fact]
    public async Task H_180_the_search_is_offered_under_a_name_that_no_tool_of_the_clients_has()
    {
        Play(request => Answer.Tool(request.Conversation.Tools[0], """{"query":"q"}"""), _ => Answer.Text("done"));
        var message = await MessageAsync(
            await PostAsync(Body(false, more: ""","tools":[{"type":"web_search_20250305","name":"web_search"},{"name":"Web_Search","input_schema":{"type":"object"}}]""")), false);
        _openai.Requests[0].Conversation.Tools.ShouldBe(["gateway_web_search", "Web_Search"]);
        message.GetProperty("content")[0].GetProperty("type").GetString().ShouldBe("server_tool_use");
        message.GetProperty("content")[0].GetProperty("name").GetString().ShouldBe("web_search");
        message.GetProperty("content").EnumerateArray().ShouldNotContain(block => block.GetProperty("type").GetString() == "tool_use");
        _openai.Violations.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("web_search_20250305")]
    [InlineData("web_search_20260318")]
    [InlineData("web_search_20990101")]
    public async Task H_184_every_version_of_the_tool_is_taken_with_domains_and_place(string version)
    {
        _found = _ => new SearchAnswer(
            ("https://docs.example.com/a", "Good", "", ""), ("https://evil.test/b", "Elsewhere", "", ""), ("https://example.com/secret/c", "Blocked", "", ""));
        Play(Search("x"), Answer.Text("done"));
        var message = await MessageAsync(await PostAsync(Body(false, more:
            $$$""","tools":[{"type":"{{{version}}}","name":"web_search","allowed_domains":["example.com"],"blocked_domains":["example.com/secret"],"user_location":{"type":"approximate","city":"Bonn","country":"DE"}}]""")), false);
        message.GetProperty("content")[1].GetProperty("content").EnumerateArray().Select(hit => hit.GetProperty("title").GetString()).ShouldBe(["Good"]);
        _search.Queries[0].ShouldBe("x site:example.com");
        Encoding.UTF8.GetString(_openai.Requests[0].Body).ShouldContain("Bonn, DE");
    }

    [Fact]
    public async Task H_185_a_loop_of_twelve_searches_ends_in_one_answer_without_a_pause()
    {
        Play([.. Enumerable.Range(0, 12).Select(i => Search($"q{i}")), Answer.Text("enough")]);
        using var response = await PostAsync(Body(true, more: ""","tools":[{"type":"web_search_20250305","name":"web_search","max_uses":20}]"""));
        var message = await MessageAsync(response, true);
        message.GetProperty("stop_reason").GetString().ShouldBe("end_turn");
        message.GetProperty("content").GetArrayLength().ShouldBe(25);
        _search.Queries.Count.ShouldBe(12);
        (await _gateway.TurnAsync(response)).Attempts.ShouldBe(13);
        _openai.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Uses_beyond_the_clients_bound_are_answered_with_the_error_and_not_run()
    {
        Play(Search("a"), Search("b"), Answer.Text("done"));
        var message = await MessageAsync(await PostAsync(Body(true, more: ""","tools":[{"type":"web_search_20250305","name":"web_search","max_uses":1}]""")), true);
        var error = message.GetProperty("content")[3].GetProperty("content");
        error.GetProperty("type").GetString().ShouldBe("web_search_tool_result_error");
        error.GetProperty("error_code").GetString().ShouldBe("max_uses_exceeded");
        _search.Queries.ShouldBe(["a"]);
        _openai.Requests[2].Json.GetProperty("tool_choice").GetString().ShouldBe("none");
        message.GetProperty("usage").GetProperty("server_tool_use").GetProperty("web_search_requests").GetInt64().ShouldBe(1);
    }

    [Fact]
    public async Task A_model_that_never_stops_calling_is_ended_by_the_gateway()
    {
        _script = _ => Search("again");
        var message = await MessageAsync(await PostAsync(Body(true, more: ""","tools":[{"type":"web_search_20250305","name":"web_search","max_uses":2}]""")), true);
        message.GetProperty("stop_reason").GetString().ShouldBe("end_turn");
        _search.Queries.Count.ShouldBe(2);
        _openai.Requests.Count.ShouldBeLessThanOrEqualTo(40);
    }

    [Theory]
    [InlineData(429, "too_many_requests")]
    [InlineData(500, "unavailable")]
    [InlineData(403, "unavailable")]
    public async Task A_search_that_fails_is_a_result_that_says_so_and_the_model_goes_on(int status, string code)
    {
        _found = _ => SearchAnswer.Fail(status);
        Play(Search("x"), Answer.Text("I could not search."));
        var message = await MessageAsync(await PostAsync(Body(true)), true);
        message.GetProperty("content")[1].GetProperty("content").GetProperty("error_code").GetString().ShouldBe(code);
        message.GetProperty("content")[2].GetProperty("text").GetString().ShouldBe("I could not search.");
        _openai.Requests[1].Conversation.NewResults.Single().Text.ShouldContain(code);
        message.GetProperty("usage").GetProperty("server_tool_use").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Without_a_search_endpoint_a_search_is_still_refused_in_words()
    {
        await using var plain = await StartAsync(string.Empty);
        using var response = await plain.Http.PostAsync("/v1/messages", Body(true));
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync()).ShouldContain("web_search is not supported by this model");
    }

    private static Answer Search(string query) => Answer.Tool("web_search", JsonSerializer.Serialize(new { query }));

    private void Play(params Answer[] answers) => Play([.. answers.Select(answer => (Func<RecordedRequest, Answer>)(_ => answer))]);

    private void Play(params Func<RecordedRequest, Answer>[] answers)
    {
        var next = 0;
        _script = request => answers[Interlocked.Increment(ref next) - 1](request);
    }

    private Task<GatewayFixture> StartAsync(string settings) => GatewayFixture.StartAsync(settings + GatewayFixture.Config(
        ("via", "openai", "gpt-5", _openai.BaseUrl + "/v1/chat/completions")));

    private static StringContent Body(bool stream, string? more = null, string? messages = null) => new(
        "{\"model\":\"via\",\"max_tokens\":1000,\"stream\":" + (stream ? "true" : "false")
        + (more ?? ",\"tools\":[{\"type\":\"web_search_20250305\",\"name\":\"web_search\",\"max_uses\":8}],\"tool_choice\":{\"type\":\"auto\"}")
        + ",\"messages\":" + (messages ?? "[{\"role\":\"user\",\"content\":\"Perform a web search\"}]") + "}",
        Encoding.UTF8,
        "application/json");

    private Task<HttpResponseMessage> PostAsync(HttpContent body) => _gateway.Http.PostAsync("/v1/messages", body);

    private static async Task<JsonElement> MessageAsync(HttpResponseMessage response, bool stream)
    {
        var body = await response.Content.ReadAsByteArrayAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, Encoding.UTF8.GetString(body));
        if (stream)
        {
            var folded = AnthropicStreamGrammar.Fold(body);
            folded.Errors.ShouldBeEmpty();
            folded.StreamError.ShouldBeNull();
            body = Encoding.UTF8.GetBytes(folded.Message.ToJsonString());
        }

        using var json = JsonDocument.Parse(body);
        return json.RootElement.Clone();
    }
}
