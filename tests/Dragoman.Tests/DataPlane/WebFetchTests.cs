using System.Net;
using System.Text;
using System.Text.Json;
using Dragoman.Testing;

namespace Dragoman.Tests.DataPlane;

/// <summary>Pages that the gateway fetches for a model whose provider does not.</summary>
public sealed class WebFetchTests : IAsyncLifetime
{
    private StrictOpenAi _openai = null!;
    private FakePages _pages = null!;
    private GatewayFixture _gateway = null!;
    private Queue<Answer> _script = new();

    public async ValueTask InitializeAsync()
    {
        _openai = await StrictOpenAi.StartAsync(
            _ => _script.Dequeue(), new StrictOpenAiOptions { Keys = new HashSet<string> { "sk-test-upstream-key" } });
        _pages = await FakePages.OpenAsync();
        _gateway = await StartAsync("fetch: {allow: [example.org], allow_private: [127.0.0.1], max_kb: 4}\n");
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _openai.DisposeAsync();
        await _pages.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task N20_a_page_is_fetched_and_its_text_is_given_to_model_and_client(bool stream)
    {
        _pages.With("/a", "<html><head><title>A page</title></head><body><p>Some <b>text</b></p></body></html>");
        var message = await FetchAsync("/a", stream);
        var content = message.GetProperty("content").EnumerateArray().ToList();
        content.Select(block => block.GetProperty("type").GetString()).ShouldBe(["server_tool_use", "web_fetch_tool_result", "text"]);
        content[0].GetProperty("name").GetString().ShouldBe("web_fetch");
        content[1].GetProperty("tool_use_id").GetString().ShouldBe(content[0].GetProperty("id").GetString());
        var result = content[1].GetProperty("content");
        result.GetProperty("type").GetString().ShouldBe("web_fetch_result");
        result.GetProperty("url").GetString().ShouldBe(_pages.BaseUrl + "/a");
        result.GetProperty("retrieved_at").GetString()!.ShouldEndWith("Z");
        result.GetProperty("content").GetProperty("title").GetString().ShouldBe("A page");
        result.GetProperty("content").GetProperty("source").GetProperty("data").GetString().ShouldBe("Some text");
        message.GetProperty("usage").GetProperty("server_tool_use").GetProperty("web_fetch_requests").GetInt64().ShouldBe(1);
        _openai.Requests[1].Conversation.NewResults.Single().Text.ShouldContain("Some text");
        _openai.Violations.ShouldBeEmpty();
        _pages.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Redirects_are_followed_where_they_lead_to_what_is_allowed()
    {
        _pages.Redirect("/a", "/b").With("/b", "there", "text/plain");
        var result = Result(await FetchAsync("/a"));
        result.GetProperty("url").GetString().ShouldBe(_pages.BaseUrl + "/b");
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("http://localhost:1/")]
    [InlineData("http://[::1]/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("http://user:word@example.org/")]
    [InlineData("https://example.org:8443/")]
    public async Task A_redirect_to_what_is_not_allowed_is_not_followed(string location)
    {
        _pages.Redirect("/a", location);
        ErrorCode(await FetchAsync("/a")).ShouldBe("url_not_allowed");
    }

    [Theory]
    [InlineData("http://127.0.0.1.nip.example/")]
    [InlineData("http://other.test/")]
    [InlineData("http://2130706433/")]
    [InlineData("gopher://example.org/")]
    public async Task A_host_that_is_not_allowed_is_not_asked(string url)
    {
        await using var gateway = await StartAsync("fetch: {allow: [example.org]}\n");
        ErrorCode(await FetchAsync(url, gateway: gateway)).ShouldBe("url_not_allowed");
    }

    [Theory]
    [InlineData("http://localhost/")]
    [InlineData("http://127.0.0.1/")]
    [InlineData("http://[::ffff:127.0.0.1]/")]
    [InlineData("http://0x7f.1/")]
    public async Task A_name_that_leads_inside_is_not_asked_even_where_every_host_is_allowed(string url)
    {
        await using var gateway = await StartAsync("fetch: {allow: [\"*\"]}\n");
        ErrorCode(await FetchAsync(url, gateway: gateway)).ShouldBe("url_not_allowed");
    }

    [Fact]
    public async Task A_page_that_nobody_named_is_not_fetched()
    {
        _pages.With("/a", "x");
        _script = new([Answer.Tool("web_fetch", JsonSerializer.Serialize(new { url = _pages.BaseUrl + "/a?secret=1" })), Answer.Text("done")]);
        var message = await PostAsync(_gateway, $"Read {_pages.BaseUrl}/a", stream: false);
        ErrorCode(message).ShouldBe("url_not_in_prior_context");
        _pages.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_page_of_a_kind_without_text_is_refused()
    {
        _pages.With("/a", [1, 2, 3], "image/png");
        ErrorCode(await FetchAsync("/a")).ShouldBe("unsupported_content_type");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task N20_A20_a_PDF_document_is_given_whole_to_a_model_that_reads_it(bool stream)
    {
        var document = Encoding.ASCII.GetBytes("%PDF-1.4\n1 0 obj <<>> endobj\n%%EOF\n");
        _pages.With("/a.pdf", document, "application/pdf");
        var message = await FetchAsync("/a.pdf", stream);
        var source = Result(message).GetProperty("content").GetProperty("source");
        source.GetProperty("type").GetString().ShouldBe("base64");
        source.GetProperty("media_type").GetString().ShouldBe("application/pdf");
        source.GetProperty("data").GetString().ShouldBe(Convert.ToBase64String(document));
        Encoding.UTF8.GetString(_openai.Requests[1].Body).ShouldContain("data:application/pdf;base64," + Convert.ToBase64String(document));
        _openai.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_document_that_is_cut_off_is_none()
    {
        _pages.With("/a.pdf", [.. "%PDF-1.4\n"u8, .. new byte[5000]], "application/pdf");
        ErrorCode(await FetchAsync("/a.pdf")).ShouldBe("url_not_accessible");
        _pages.With("/b.pdf", "<html>Log in</html>"u8.ToArray(), "application/pdf");
        ErrorCode(await FetchAsync("/b.pdf")).ShouldBe("unsupported_content_type");
    }

    [Fact]
    public async Task A_document_is_refused_where_the_model_reads_none()
    {
        await using var gateway = await StartAsync(
            "models: {openai/gpt-5: {documents: false}}\nfetch: {allow: [example.org], allow_private: [127.0.0.1], max_kb: 4}\n");
        _pages.With("/a.pdf", "%PDF-1.4\n"u8.ToArray(), "application/pdf");
        ErrorCode(await FetchAsync("/a.pdf", gateway: gateway)).ShouldBe("unsupported_content_type");
    }

    [Fact]
    public async Task A_page_that_is_not_there_is_told()
    {
        ErrorCode(await FetchAsync("/missing")).ShouldBe("url_not_accessible");
    }

    [Fact]
    public async Task A_long_page_is_read_up_to_the_limits()
    {
        _pages.With("/a", new string('x', 100_000), "text/plain");
        Result(await FetchAsync("/a")).GetProperty("content").GetProperty("source").GetProperty("data").GetString()!.Length.ShouldBe(4096);
        Result(await FetchAsync("/a", extra: ",\"max_content_tokens\":10")).GetProperty("content").GetProperty("source").GetProperty("data").GetString()!.Length.ShouldBe(40);
    }

    [Fact]
    public async Task H_184_the_clients_own_domain_lists_hold()
    {
        _pages.With("/a", "x", "text/plain");
        ErrorCode(await FetchAsync("/a", extra: ",\"blocked_domains\":[\"127.0.0.1\"]")).ShouldBe("url_not_allowed");
        ErrorCode(await FetchAsync("/a", extra: ",\"allowed_domains\":[\"example.org\"]")).ShouldBe("url_not_allowed");
        _pages.Requests.ShouldBeEmpty();
    }

    private static JsonElement Result(JsonElement message) => message.GetProperty("content")[1].GetProperty("content");

    private static string? ErrorCode(JsonElement message)
    {
        Result(message).GetProperty("type").GetString().ShouldBe("web_fetch_tool_result_error");
        return Result(message).GetProperty("error_code").GetString();
    }

    private Task<JsonElement> FetchAsync(string where, bool stream = false, GatewayFixture? gateway = null, string extra = "")
    {
        var url = where.StartsWith('/') ? _pages.BaseUrl + where : where;
        _script = new([Answer.Tool("web_fetch", JsonSerializer.Serialize(new { url })), Answer.Text("done")]);
        return PostAsync(gateway ?? _gateway, $"Read {url} for me", stream, extra);
    }

    private static async Task<JsonElement> PostAsync(GatewayFixture gateway, string prompt, bool stream, string extra = "")
    {
        using var response = await gateway.Http.PostAsync("/v1/messages", new StringContent(
            "{\"model\":\"via\",\"max_tokens\":1000,\"stream\":" + (stream ? "true" : "false")
            + ",\"tools\":[{\"type\":\"web_fetch_20250910\",\"name\":\"web_fetch\",\"max_uses\":5" + extra + "}],\"messages\":[{\"role\":\"user\",\"content\":"
            + JsonSerializer.Serialize(prompt) + "}]}",
            Encoding.UTF8,
            "application/json"));
        var body = await response.Content.ReadAsByteArrayAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, Encoding.UTF8.GetString(body));
        if (stream)
        {
            var folded = AnthropicStreamGrammar.Fold(body);
            folded.Errors.ShouldBeEmpty();
            body = Encoding.UTF8.GetBytes(folded.Message.ToJsonString());
        }

        using var json = JsonDocument.Parse(body);
        return json.RootElement.Clone();
    }

    private Task<GatewayFixture> StartAsync(string settings) => GatewayFixture.StartAsync(settings + GatewayFixture.Config(
        ("via", "openai", "gpt-5", _openai.BaseUrl + "/v1/chat/completions")));
}
