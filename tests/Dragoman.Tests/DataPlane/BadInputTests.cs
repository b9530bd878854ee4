using System.Net;
using System.Text;
using System.Text.Json;
using Dragoman.Dialects.Conversation;
using Dragoman.Store.Turns;
using Dragoman.Testing;

namespace Dragoman.Tests.DataPlane;

/// <summary>Whatever is sent, the client gets the Anthropic error shape, a sentence that says what to do, and a record is kept.</summary>
public sealed class BadInputTests : IAsyncLifetime
{
    private StrictAnthropic _upstream = null!;
    private GatewayFixture _gateway = null!;
    private Answer _answer = Answer.Text("ok");

    public async ValueTask InitializeAsync()
    {
        _upstream = await StrictAnthropic.StartAsync(_ => _answer);
        _gateway = await GatewayFixture.StartAsync(GatewayFixture.Config(("good", "anthropic", "claude-opus-5-5", _upstream.BaseUrl + "/v1/messages")));
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Theory]
    [InlineData("", "no body")]
    [InlineData("{", "valid JSON")]
    [InlineData("[]", "JSON object")]
    [InlineData("{\"model\":\"good\",\"messages\":[{]}", "valid JSON")]
    [InlineData("{\"model\":\"good\",\"messages\":[]}}", "valid JSON")]
    [InlineData("{\"messages\":[]}", "model")]
    [InlineData("{\"model\":\"good\"}", "messages")]
    [InlineData("{\"model\":7,\"messages\":[]}", "model")]
    [InlineData("{\"model\":\"good\",\"messages\":{}}", "messages")]
    [InlineData("{\"model\":\"good\",\"messages\":[1]}", "messages[0]")]
    [InlineData("{\"model\":\"good\",\"model\":\"other\",\"messages\":[]}", "twice")]
    [InlineData("{\"model\":\"good\",\"\\u006dodel\":\"other\",\"messages\":[]}", "escapes")]
    public async Task A_body_that_is_no_request_is_refused_and_recorded(string body, string says)
    {
        using var response = await PostAsync(body);
        var error = await ErrorAsync(response, HttpStatusCode.BadRequest, "invalid_request_error");
        error.ShouldContain(says);
        _upstream.Requests.ShouldBeEmpty();
        var turn = await _gateway.TurnAsync(response);
        turn.Outcome.ShouldBe(TurnOutcome.ClientError);
        turn.Status.ShouldBe(400);
        turn.FailureCause.ShouldBe(FailureCause.InvalidRequest);
    }

    [Fact]
    public async Task Bytes_that_are_no_utf8_are_refused()
    {
        using var response = await _gateway.Http.PostAsync("/v1/messages", new ByteArrayContent([(byte)'{', 0xff, 0xfe, (byte)'}']));
        (await ErrorAsync(response, HttpStatusCode.BadRequest, "invalid_request_error")).ShouldContain("UTF-8");
    }

    [Theory]
    [InlineData(null, "No key")]
    [InlineData("wrong", "not this gateway's")]
    public async Task H_255_a_missing_or_wrong_key_is_401_told_not_to_retry_and_recorded(string? key, string says)
    {
        using var client = new HttpClient { BaseAddress = _gateway.Gateway.Address };
        if (key is not null)
        {
            client.DefaultRequestHeaders.Add("x-api-key", key);
        }

        using var response = await client.PostAsync("/v1/messages", new StringContent(Request("good")));
        (await ErrorAsync(response, HttpStatusCode.Unauthorized, "authentication_error")).ShouldContain(says);
        response.Headers.GetValues("x-should-retry").ShouldBe(["false"]);
        var turn = await _gateway.TurnAsync(response);
        turn.Outcome.ShouldBe(TurnOutcome.Rejected);
        turn.KeyId.ShouldBeNullOrEmpty();
    }

    [Fact]
    public async Task An_unknown_model_is_404_names_what_exists_and_is_recorded()
    {
        using var response = await PostAsync(Request("no-such-provider/model"));
        (await ErrorAsync(response, HttpStatusCode.NotFound, "not_found_error")).ShouldContain("no-such-provider/model");
        (await _gateway.TurnAsync(response)).Attempts.ShouldBe(0);
    }

    [Fact]
    public async Task H_004_a_body_of_31_mb_reaches_the_upstream_and_33_mb_is_request_too_large()
    {
        using (var response = await PostAsync(Request("good", new string('a', 31 * 1024 * 1024))))
        {
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            _upstream.Requests[0].Body.Length.ShouldBeGreaterThan(31 * 1024 * 1024);
        }

        using (var response = await PostAsync(Request("good", new string('a', 33 * 1024 * 1024))))
        {
            await ErrorAsync(response, HttpStatusCode.RequestEntityTooLarge, "request_too_large");
        }
    }

    [Fact]
    public async Task H_004_a_chunked_body_beyond_the_limit_is_refused_as_well()
    {
        using var body = new StringContent(Request("good", new string('a', 33 * 1024 * 1024)));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = body };
        request.Headers.TransferEncodingChunked = true;
        request.Headers.ExpectContinue = true;
        using var response = await _gateway.Http.SendAsync(request);
        await ErrorAsync(response, HttpStatusCode.RequestEntityTooLarge, "request_too_large");
    }

    [Fact]
    public async Task H_003_a_chunked_body_is_taken()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = new StringContent(Request("good")) };
        request.Headers.TransferEncodingChunked = true;
        using var response = await _gateway.Http.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("gzip")]
    public async Task H_003_an_encoded_body_is_refused_with_the_code_that_names_it(string encoding)
    {
        using var content = new StringContent(Request("good"));
        content.Headers.ContentEncoding.Add(encoding);
        using var response = await _gateway.Http.PostAsync("/v1/messages", content);
        (await ErrorAsync(response, HttpStatusCode.UnsupportedMediaType, "invalid_request_error")).ShouldContain("request_body_encoding_unsupported");
    }

    [Fact]
    public async Task H_266_an_empty_answer_of_the_upstream_is_502()
    {
        _answer = Answer.Empty();
        using var response = await PostAsync(Request("good"));
        await ErrorAsync(response, HttpStatusCode.BadGateway, "api_error");
        (await _gateway.TurnAsync(response)).Outcome.ShouldBe(TurnOutcome.UpstreamError);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(503)]
    public async Task H_486_a_web_page_in_place_of_an_answer_is_an_error_without_markup(int status)
    {
        _answer = Answer.Html(status);
        using var response = await PostAsync(Request("good"));
        ((int)response.StatusCode).ShouldBeGreaterThanOrEqualTo(500);
        (await ErrorAsync(response, response.StatusCode, null)).ShouldNotContain("<");
    }

    [Fact]
    public async Task H_255_an_upstream_that_refuses_the_gateways_own_key_is_500_never_401()
    {
        _answer = Answer.Fail(401, """{"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"}}""");
        using var response = await PostAsync(Request("good"));
        await ErrorAsync(response, HttpStatusCode.InternalServerError, "api_error");
        response.Headers.GetValues("x-should-retry").ShouldBe(["false"]);
    }

    [Fact]
    public async Task An_upstream_that_is_not_there_is_502_and_says_what_to_check()
    {
        await using var gateway = await GatewayFixture.StartAsync(GatewayFixture.Config(("good", "anthropic", "claude-opus-5-5", "http://127.0.0.1:1/v1/messages")));
        using var response = await gateway.Http.PostAsync("/v1/messages", new StringContent(Request("good")));
        (await ErrorAsync(response, HttpStatusCode.BadGateway, "api_error")).ShouldContain("cannot be reached");
    }

    [Theory]
    [InlineData("GET", "/v1/messages", 405)]
    [InlineData("POST", "/v1/models", 405)]
    [InlineData("POST", "/v1/nothing", 404)]
    [InlineData("DELETE", "/", 405)]
    public async Task Other_methods_and_paths_get_the_error_shape_too(string method, string path, int status)
    {
        using var response = await _gateway.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
        await ErrorAsync(response, (HttpStatusCode)status, null);
    }

    private static string Request(string model, string text = "hi") =>
        $$"""{"model":"{{model}}","max_tokens":100,"messages":[{"role":"user","content":"{{text}}"}]}""";

    private Task<HttpResponseMessage> PostAsync(string body) =>
        _gateway.Http.PostAsync("/v1/messages", new StringContent(body, Encoding.UTF8, "application/json"));

    private static async Task<string> ErrorAsync(HttpResponseMessage response, HttpStatusCode status, string? type)
    {
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(status, text);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        using var json = JsonDocument.Parse(text);
        json.RootElement.GetProperty("type").GetString().ShouldBe("error");
        json.RootElement.GetProperty("request_id").GetString().ShouldBe(response.Headers.GetValues("request-id").Single());
        var error = json.RootElement.GetProperty("error");
        if (type is not null)
        {
            error.GetProperty("type").GetString().ShouldBe(type);
        }

        return error.GetProperty("message").GetString()!;
    }
}
