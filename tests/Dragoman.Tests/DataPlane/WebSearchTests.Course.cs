using System.Net;
using System.Text;
using System.Text.Json;
using Dragoman.Store.Turns;
using Dragoman.Testing;

namespace Dragoman.Tests.DataPlane;

// The course of a loop: what the model is shown, what waits, what breaks, who leaves.
public sealed partial class WebSearchTests
{
    [Fact]
    public async Task A_round_is_shown_everything_that_was_said_and_found_and_begins_with_the_round_before()
    {
        Play(Answer.New().Say("Let me look.").Call("web_search", """{"query":"a"}""", "call_a"), Search("b"), Answer.Text("done"));
        await MessageAsync(await PostAsync(Body(true)), true);

        _openai.Violations.ShouldBeEmpty();
        var messages = _openai.Requests.Select(request => request.Json.GetProperty("messages").GetRawText()[..^1]).ToList();
        messages[1].ShouldStartWith(messages[0]);
        messages[2].ShouldStartWith(messages[1]);
        var second = _openai.Requests[1].Json.GetProperty("messages");
        second[1].GetProperty("content").GetString().ShouldBe("Let me look.");
        second[1].GetProperty("tool_calls")[0].GetProperty("id").GetString().ShouldBe("call_a");
        second[2].GetProperty("tool_call_id").GetString().ShouldBe("call_a");
        second[2].GetProperty("content").GetString()!.ShouldContain("About a");
        second[2].GetProperty("content").GetString()!.ShouldContain("https://example.org/gateway");
    }

    [Fact]
    public async Task Results_reach_the_client_while_the_model_still_answers()
    {
        Play(Search("x"), Answer.New().Wait(_hold.Task).Say("done"));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = Body(true) };
        using var response = await _gateway.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        using var deadline = new CancellationTokenSource(Patience);
        var seen = string.Empty;
        while (!seen.Contains("web_search_tool_result", StringComparison.Ordinal))
        {
            seen += await reader.ReadLineAsync(deadline.Token);
        }

        seen.ShouldNotContain("message_delta");
        _hold.SetResult();
        (await reader.ReadToEndAsync(deadline.Token)).ShouldContain("message_stop");
    }

    [Fact]
    public async Task Signs_of_life_reach_the_client_while_a_search_runs()
    {
        var time = new ManualTimeProvider();
        _found = _ => SearchAnswer.Of("https://example.org", "x") with { Until = _hold.Task };
        Play(Search("x"), Answer.Text("done"));
        await using var gateway = await GatewayFixture.StartAsync(
            $"search: {{provider: searxng, endpoint: \"{_search.BaseUrl}\", timeout: 1h}}\n" + GatewayFixture.Config(("via", "openai", "gpt-5", _openai.BaseUrl + "/v1/chat/completions")),
            change: options => options with { Time = time });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = Body(true) };
        using var response = await gateway.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        using var deadline = new CancellationTokenSource(Patience);
        await _search.RequestAsync(1);
        time.Advance(TimeSpan.FromSeconds(11));
        var line = string.Empty;
        while (!line.Contains("event: ping", StringComparison.Ordinal))
        {
            line = await reader.ReadLineAsync(deadline.Token) ?? throw new InvalidDataException("the stream ended without a ping");
        }

        _hold.SetResult();
        (await reader.ReadToEndAsync(deadline.Token)).ShouldContain("message_stop");
    }

    [Fact]
    public async Task A_client_that_leaves_during_a_search_ends_the_search_and_the_turn()
    {
        _found = _ => SearchAnswer.Of("https://example.org", "x") with { Until = _hold.Task };
        Play(Search("x"));
        using var leave = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = Body(true) };
        using var response = await _gateway.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var asked = await _search.RequestAsync(1);
        response.Dispose();
        await asked.Aborted.WaitAsync(Patience);
        (await _gateway.TurnAsync(response)).Outcome.ShouldBe(TurnOutcome.ClientGone);
        _openai.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Calls_of_the_clients_own_tools_end_the_answer_behind_the_results(bool stream)
    {
        Play(Answer.New().Call("Bash", """{"command":"ls"}""", "call_c").Call("web_search", """{"query":"x"}""", "call_s"));
        var message = await MessageAsync(await PostAsync(Body(stream, more:
            ""","tools":[{"type":"web_search_20250305","name":"web_search"},{"name":"Bash","input_schema":{"type":"object","properties":{"command":{"type":"string"}}}}]""")), stream);
        var content = message.GetProperty("content").EnumerateArray().ToList();
        content.Select(block => block.GetProperty("type").GetString()).ShouldBe(["server_tool_use", "web_search_tool_result", "tool_use"]);
        content[2].GetProperty("id").GetString().ShouldBe("call_c");
        content[2].GetProperty("input").GetProperty("command").GetString().ShouldBe("ls");
        message.GetProperty("stop_reason").GetString().ShouldBe("tool_use");
        _openai.Requests.Count.ShouldBe(1);

        // What the client sends back is taken by the model's provider.
        Play(Answer.Text("fine"));
        var history = $$"""[{"role":"user","content":"go"},{"role":"assistant","content":{{message.GetProperty("content").GetRawText()}}},{"role":"user","content":[{"type":"tool_result","tool_use_id":"call_c","content":"a.txt"}]}]""";
        await MessageAsync(await PostAsync(Body(stream, messages: history, more:
            ""","tools":[{"type":"web_search_20250305","name":"web_search"},{"name":"Bash","input_schema":{"type":"object","properties":{"command":{"type":"string"}}}}]""")), stream);
        _openai.Violations.ShouldBeEmpty();
        Encoding.UTF8.GetString(_openai.Requests[1].Body).ShouldContain("https://example.org/gateway");
    }

    [Fact]
    public async Task A_forced_search_is_forced_once()
    {
        Play(Search("x"), Answer.Text("done"));
        await MessageAsync(await PostAsync(Body(false, more:
            ""","tools":[{"type":"web_search_20250305","name":"web_search"}],"tool_choice":{"type":"tool","name":"web_search"}""")), false);
        _openai.Requests[0].Json.GetProperty("tool_choice").GetProperty("function").GetProperty("name").GetString().ShouldBe("web_search");
        _openai.Requests[1].Json.GetProperty("tool_choice").GetString().ShouldBe("auto");
        _openai.Violations.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_round_that_fails_before_a_word_is_asked_once_more(bool stream)
    {
        Play(Search("x"), Answer.Fail(503, """{"error":{"message":"busy","type":"server_error"}}"""), Answer.Text("done"));
        var message = await MessageAsync(await PostAsync(Body(stream)), stream);
        message.GetProperty("content").GetArrayLength().ShouldBe(3);
        _search.Queries.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_round_that_cannot_be_had_ends_the_answer_with_the_error(bool stream)
    {
        var busy = Answer.Fail(503, """{"error":{"message":"busy","type":"server_error"}}""");
        Play(Search("x"), busy, busy, busy);
        using var response = await PostAsync(Body(stream));
        var body = await response.Content.ReadAsStringAsync();
        if (stream)
        {
            AnthropicStreamGrammar.Fold(Encoding.UTF8.GetBytes(body)).StreamError.ShouldNotBeNull();
        }
        else
        {
            ((int)response.StatusCode).ShouldBeGreaterThanOrEqualTo(500);
        }

        var turn = await _gateway.TurnAsync(response);
        turn.Outcome.ShouldBe(TurnOutcome.UpstreamError);
        turn.Usage.WebSearches.ShouldBe(1, "the search was run and is paid");
    }

    [Fact]
    public async Task A_call_that_was_cut_off_is_not_run()
    {
        Play(Answer.Tool("web_search", """{"query":"half""").Finish("length"));
        var message = await MessageAsync(await PostAsync(Body(true)), true);
        message.GetProperty("stop_reason").GetString().ShouldBe("max_tokens");
        message.GetProperty("content")[1].GetProperty("content").GetProperty("type").GetString().ShouldBe("web_search_tool_result_error");
        _search.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("brave", SearchDialect.Brave)]
    [InlineData("tavily", SearchDialect.Tavily)]
    [InlineData("custom", SearchDialect.Custom)]
    public async Task N20_every_kind_of_search_endpoint_is_asked_in_its_own_way(string provider, SearchDialect dialect)
    {
        await using var search = await StrictSearch.StartAsync(dialect, _ => SearchAnswer.Of("https://example.org/a", "<strong>A</strong> &amp; B", "text", "2026-03-04"));
        await using var gateway = await GatewayFixture.StartAsync(
            $"search: {{provider: {provider}, endpoint: \"{search.BaseUrl}\", api_key_ref: search_key, max_results: 5}}\n"
            + GatewayFixture.Config(("via", "openai", "gpt-5", _openai.BaseUrl + "/v1/chat/completions")),
            new Dictionary<string, string> { ["TEST"] = "sk-test-upstream-key", ["SEARCH_KEY"] = StrictSearch.Key });
        Play(Search("größe & more"), Answer.Text("done"));
        using var response = await gateway.Http.PostAsync("/v1/messages", Body(false, more:
            ""","tools":[{"type":"web_search_20250305","name":"web_search","allowed_domains":["example.org"],"user_location":{"type":"approximate","city":"Köln","country":"DE","timezone":"Europe/Berlin"}}]"""));
        var message = await MessageAsync(response, false);
        search.Violations.ShouldBeEmpty();
        search.Queries.Single().ShouldStartWith("größe & more");
        var hit = message.GetProperty("content")[1].GetProperty("content")[0];
        hit.GetProperty("title").GetString().ShouldBe("A & B");
        hit.GetProperty("page_age").GetString().ShouldBe("2026-03-04");
    }

    [Fact]
    public async Task The_key_of_the_search_endpoint_reaches_nobody_else()
    {
        await using var search = await StrictSearch.StartAsync(SearchDialect.Tavily, _ => SearchAnswer.Fail(500, "{\"detail\":\"key search-secret is odd\"}"));
        await using var gateway = await GatewayFixture.StartAsync(
            $"search: {{provider: tavily, endpoint: \"{search.BaseUrl}\", api_key_ref: search_key}}\n"
            + GatewayFixture.Config(("via", "openai", "gpt-5", _openai.BaseUrl + "/v1/chat/completions")),
            new Dictionary<string, string> { ["TEST"] = "sk-test-upstream-key", ["SEARCH_KEY"] = StrictSearch.Key });
        Play(Search("x"), Answer.Text("done"));
        using var response = await gateway.Http.PostAsync("/v1/messages", Body(false));
        (await response.Content.ReadAsStringAsync()).ShouldNotContain(StrictSearch.Key);
        _openai.Requests.ShouldAllBe(request => !Encoding.UTF8.GetString(request.Body).Contains(StrictSearch.Key, StringComparison.Ordinal)
            && !request.Headers.Values.Any(value => value.Contains(StrictSearch.Key, StringComparison.Ordinal)));
    }
}
