using System.Text;
using System.Text.Json.Nodes;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Tests.AnthropicMessages;

public sealed class ErrorWriterTests
{
    [Theory]
    [InlineData(FailureCause.InvalidRequest, "invalid_request_error")]
    [InlineData(FailureCause.PromptTooLong, "invalid_request_error")]
    [InlineData(FailureCause.Authentication, "authentication_error")]
    [InlineData(FailureCause.Permission, "permission_error")]
    [InlineData(FailureCause.Billing, "billing_error")]
    [InlineData(FailureCause.NotFound, "not_found_error")]
    [InlineData(FailureCause.TooLarge, "request_too_large")]
    [InlineData(FailureCause.RateLimit, "rate_limit_error")]
    [InlineData(FailureCause.UpstreamCredential, "api_error")]
    [InlineData(FailureCause.Upstream, "api_error")]
    [InlineData(FailureCause.Unreachable, "api_error")]
    [InlineData(FailureCause.Truncated, "api_error")]
    [InlineData(FailureCause.Malformed, "api_error")]
    [InlineData(FailureCause.Timeout, "timeout_error")]
    [InlineData(FailureCause.Overloaded, "overloaded_error")]
    [InlineData(FailureCause.ContentFiltered, "invalid_request_error")]
    [InlineData(FailureCause.NotSupported, "not_supported")]
    [InlineData(FailureCause.ClientGone, "api_error")]
    [InlineData(FailureCause.Internal, "api_error")]
    public void H_249_every_cause_has_the_envelope_of_the_messages_api(FailureCause cause, string type)
    {
        var body = Write(new Failure(cause, 500, "say \"what\" to do\n"));
        ((string)body["type"]!).ShouldBe("error");
        ((string)body["error"]!["type"]!).ShouldBe(type);
        ((string)body["error"]!["message"]!).ShouldEndWith("say \"what\" to do\n");
        ((string)body["request_id"]!).ShouldBe("req_1");
        body.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData("prompt is too long: 9 tokens > 5 maximum", "prompt is too long: 9 tokens > 5 maximum")]
    [InlineData("input length exceeds the context length", "prompt is too long: input length exceeds the context length")]
    public void H_250_an_overflow_always_has_the_words_that_the_client_compacts_on(string message, string expected) =>
        ((string)Write(new Failure(FailureCause.PromptTooLong, 400, message))["error"]!["message"]!).ShouldBe(expected);

    private static JsonObject Write(Failure failure)
    {
        using var output = new ByteWriter();
        Requests.Dialect.WriteError(failure, "req_1", output);
        return JsonNode.Parse(Encoding.UTF8.GetString(output.Written))!.AsObject();
    }
}
