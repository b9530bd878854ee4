using System.Text;
using Dragoman.Dialects.Conversation;

namespace Dragoman.Dialects.Tests.AnthropicMessages;

public sealed class ErrorReaderTests
{
    private static Failure Read(int status, string body, TimeSpan? retryAfter = null) =>
        Requests.Dialect.ReadError(status, Encoding.UTF8.GetBytes(body), retryAfter);

    private static string Body(string type, string message) => $$"""{"type":"error","error":{"type":"{{type}}","message":"{{message}}"},"request_id":"req_9"}""";

    [Theory]
    [InlineData(400, "invalid_request_error", FailureCause.InvalidRequest, 400)]
    [InlineData(422, "invalid_request_error", FailureCause.InvalidRequest, 400)]
    [InlineData(401, "authentication_error", FailureCause.UpstreamCredential, 500)]
    [InlineData(402, "billing_error", FailureCause.Billing, 402)]
    [InlineData(403, "permission_error", FailureCause.Permission, 403)]
    [InlineData(404, "not_found_error", FailureCause.NotFound, 404)]
    [InlineData(408, "timeout_error", FailureCause.Timeout, 504)]
    [InlineData(413, "request_too_large", FailureCause.TooLarge, 413)]
    [InlineData(429, "rate_limit_error", FailureCause.RateLimit, 429)]
    [InlineData(429, "billing_error", FailureCause.Billing, 402)]
    [InlineData(500, "api_error", FailureCause.Upstream, 500)]
    [InlineData(500, "overloaded_error", FailureCause.Overloaded, 529)]
    [InlineData(502, "api_error", FailureCause.Upstream, 502)]
    [InlineData(503, "overloaded_error", FailureCause.Overloaded, 529)]
    [InlineData(503, "api_error", FailureCause.Upstream, 503)]
    [InlineData(504, "timeout_error", FailureCause.Timeout, 504)]
    [InlineData(498, "x", FailureCause.Overloaded, 529)]
    [InlineData(529, "overloaded_error", FailureCause.Overloaded, 529)]
    public void H_255_H_267_every_status_has_its_meaning(int status, string type, FailureCause cause, int towardsClient)
    {
        var failure = Read(status, Body(type, "some words"));
        failure.Cause.ShouldBe(cause);
        failure.Status.ShouldBe(towardsClient);
        failure.UpstreamStatus.ShouldBe(status);
        failure.UpstreamCode.ShouldBe(type);
        if (cause != FailureCause.UpstreamCredential)
        {
            failure.Message.ShouldBe("some words");
        }
    }

    [Fact]
    public void H_255_H_265_the_gateways_own_credential_is_never_the_clients_401()
    {
        var failure = Read(401, Body("authentication_error", "invalid x-api-key"));
        failure.Status.ShouldBe(500);
        failure.ShouldRetry.ShouldBe(false);
        failure.IsRetryable.ShouldBeTrue("another upstream may work");
        failure.Message.ShouldContain("administrator");
    }

    [Theory]
    [InlineData("prompt is too long: 215000 tokens > 200000 maximum")]
    [InlineData("Input is too long.")]
    [InlineData("capability_rejected: prompt_too_long")]
    public void H_250_an_overflow_is_known_by_its_words(string message)
    {
        var failure = Read(400, Body("invalid_request_error", message));
        failure.Cause.ShouldBe(FailureCause.PromptTooLong);
        failure.Status.ShouldBe(400);
        failure.Message.ShouldBe(message);
        failure.IsRetryable.ShouldBeFalse();
    }

    [Fact]
    public void H_252_the_words_that_make_the_client_ask_for_less_stay_as_they_are()
    {
        const string Message = "input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000";
        var failure = Read(400, Body("invalid_request_error", Message));
        failure.Message.ShouldBe(Message);
        failure.Cause.ShouldBe(FailureCause.InvalidRequest);
    }

    [Fact]
    public void H_254_the_time_to_wait_is_kept() =>
        Read(429, Body("rate_limit_error", "slow down"), TimeSpan.FromSeconds(7)).RetryAfter.ShouldBe(TimeSpan.FromSeconds(7));

    [Fact]
    public void H_256_a_404_without_the_apis_words_is_the_gateways_problem()
    {
        Read(404, "<html>Not Found</html>").Cause.ShouldBe(FailureCause.Upstream);
        Read(404, Body("not_found_error", "model: claude-x")).Message.ShouldBe("model: claude-x");
    }

    [Theory]
    [InlineData(400, "Your credit balance is too low to access the API.")]
    [InlineData(429, "insufficient_quota")]
    public void H_257_money_is_not_retried(int status, string message)
    {
        var failure = Read(status, Body("invalid_request_error", message));
        failure.Cause.ShouldBe(FailureCause.Billing);
        failure.ShouldRetry.ShouldBe(false);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html><body>Bad gateway</body></html>")]
    [InlineData("{\"error\":")]
    [InlineData("[]")]
    [InlineData("{\"error\":null}")]
    [InlineData("null")]
    public void H_249_any_body_gives_a_sentence(string body)
    {
        foreach (var status in new[] { 400, 401, 402, 403, 404, 408, 413, 418, 429, 500, 502, 503, 504, 529, 599 })
        {
            Read(status, body).Message.ShouldNotBeNullOrWhiteSpace();
        }
    }

    [Fact]
    public void H_261_an_error_inside_a_200_is_an_error()
    {
        var failure = Answer("""{"error":{"code":429,"message":"Rate limit exceeded"}}""");
        failure!.Cause.ShouldBe(FailureCause.RateLimit);
        Answer(Body("overloaded_error", "Overloaded"))!.Status.ShouldBe(529);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \n")]
    [InlineData("<html>hi</html>")]
    [InlineData("{\"id\":\"x\"}")]
    [InlineData("{\"content\":\"x\"}")]
    [InlineData("{\"content\":[}")]
    [InlineData("[1]")]
    public void H_266_what_is_no_answer_is_a_502(string body)
    {
        var failure = Answer(body);
        failure!.Status.ShouldBe(502);
        failure.Cause.ShouldBe(FailureCause.Malformed);
        failure.IsRetryable.ShouldBeTrue();
    }

    [Fact]
    public void H_264_keys_do_not_leak()
    {
        var message = Read(400, Body("invalid_request_error", "key sk-ant-api03-abcdefghijklmnop is bad; Bearer abcdefghijklmnop too")).Message;
        message.ShouldNotContain("sk-ant");
        message.ShouldNotContain("abcdefghijklmnop");
    }

    [Fact]
    public void The_recorded_errors_are_read()
    {
        foreach (var folder in SharedData.RecordedMessages().Where(folder => folder.Contains("error-handling", StringComparison.Ordinal) || folder.Contains("model-name", StringComparison.Ordinal)))
        {
            var body = File.ReadAllText(Path.Combine(folder, "response.json"));
            var failure = Read(body.Contains("authentication", StringComparison.Ordinal) ? 401 : 404, body);
            failure.Cause.ShouldBeOneOf(FailureCause.UpstreamCredential, FailureCause.NotFound);
        }
    }

    private static Failure? Answer(string body)
    {
        using var output = new Dragoman.Dialects.Json.ByteWriter();
        var translation = Answers.NewTranslation();
        var failure = Requests.Dialect.ReadAnswer(Encoding.UTF8.GetBytes(body), translation, Requests.Dialect.CreateStreamWriter(translation, output));
        (failure is null || output.Length == 0).ShouldBeTrue("a failure raises no event");
        return failure;
    }
}
