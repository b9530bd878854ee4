using System.Text;
using Dragoman.Dialects.Conversation;

namespace Dragoman.Dialects.Tests.Gemini;

/// <summary>Errors and what they mean to the client.</summary>
public sealed class FailureTests
{
    private static Failure Read(int status, string body) => Gem.Dialect.ReadError(status, Encoding.UTF8.GetBytes(body), null);

    private static string Body(int code, string message, string status, string details = "[]") =>
        $$$"""{"error":{"code":{{{code}}},"message":{{{System.Text.Json.JsonSerializer.Serialize(message)}}},"status":"{{{status}}}","details":{{{details}}}}}""";

    [Fact]
    public void H_392_H_254_a_retry_delay_is_told_and_a_days_quota_is_final()
    {
        var minute = Read(429, Body(429, "You exceeded your current quota, please check your plan and billing details.", "RESOURCE_EXHAUSTED",
            """[{"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{"quotaId":"GenerateRequestsPerMinutePerProjectPerModel-FreeTier"}]},{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"34s"}]"""));
        minute.Cause.ShouldBe(FailureCause.RateLimit);
        minute.Status.ShouldBe(429);
        minute.RetryAfter.ShouldBe(TimeSpan.FromSeconds(34));
        minute.ShouldRetry.ShouldBeNull();
        var day = Read(429, Body(429, "quota", "RESOURCE_EXHAUSTED", """[{"violations":[{"quotaId":"GenerateRequestsPerDayPerProjectPerModel"}]},{"retryDelay":"40s"}]"""));
        day.ShouldRetry.ShouldBe(false);
        day.IsRetryable.ShouldBeFalse();
    }

    [Fact]
    public void H_250_the_overflow_is_told_in_the_words_the_client_compacts_on() =>
        Read(400, Body(400, "The input token count (1250074) exceeds the maximum number of tokens allowed (1048576).", "INVALID_ARGUMENT"))
            .Message.ShouldStartWith("prompt is too long: 1250074 tokens > 1048576 maximum");

    [Theory]
    [InlineData(400, "API key not valid. Please pass a valid API key.", "INVALID_ARGUMENT", FailureCause.UpstreamCredential, 500)]
    [InlineData(401, "Request had invalid authentication credentials.", "UNAUTHENTICATED", FailureCause.UpstreamCredential, 500)]
    [InlineData(403, "Permission denied on resource project.", "PERMISSION_DENIED", FailureCause.Permission, 403)]
    [InlineData(404, "models/x is not found for API version v1beta", "NOT_FOUND", FailureCause.NotFound, 404)]
    [InlineData(500, "An internal error has occurred.", "INTERNAL", FailureCause.Upstream, 500)]
    [InlineData(503, "The model is overloaded. Please try again later.", "UNAVAILABLE", FailureCause.Overloaded, 529)]
    [InlineData(504, "Deadline expired before operation could complete.", "DEADLINE_EXCEEDED", FailureCause.Timeout, 504)]
    [InlineData(400, "Please use a valid role: user, model.", "INVALID_ARGUMENT", FailureCause.InvalidRequest, 400)]
    [InlineData(413, "Request payload size exceeds the limit: 20971520 bytes.", "INVALID_ARGUMENT", FailureCause.TooLarge, 413)]
    public void H_249_H_255_each_error_is_told_as_what_it_is(int status, string message, string word, FailureCause cause, int told)
    {
        var failure = Read(status, Body(status, message, word));
        failure.Cause.ShouldBe(cause);
        failure.Status.ShouldBe(told);
        failure.UpstreamCode.ShouldBe(word);
        Read(status, $"[{Body(status, message, word)}]").Cause.ShouldBe(cause);
    }

    [Theory]
    [InlineData("Invalid JSON payload received. Unknown name \"thinkingConfig\" at 'generation_config': Cannot find field.", "generationConfig.thinkingConfig")]
    [InlineData("Invalid JSON payload received. Unknown name \"id\" at 'contents[1].parts[0].function_call': Cannot find field.", "id")]
    [InlineData("Thinking level is not supported for this model.", "generationConfig.thinkingConfig")]
    public void H_374_a_member_that_is_not_known_is_left_out_from_then_on(string message, string member)
    {
        var remedy = Read(400, Body(400, message, "INVALID_ARGUMENT")).Remedy.ShouldNotBeNull();
        remedy.ShouldBe(new Remedy(RemedyKind.DropMember, member));
        const string History = """
            {"model":"m","max_tokens":9000,"thinking":{"type":"adaptive"},"messages":[{"role":"user","content":"go"},{"role":"assistant","content":[{"type":"tool_use","id":"g1","name":"Bash","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"g1","content":"x"}]}]}
            """;
        var name = member[(member.LastIndexOf('.') + 1)..];
        Gem.Write(History).ToJsonString().ShouldContain($"\"{name}\"");
        Gem.Write(History, Gem.Three, null, remedy).ToJsonString().ShouldNotContain($"\"{name}\"");
    }

    [Fact]
    public void H_264_keys_do_not_pass() =>
        Read(400, Body(400, "Bad key AIzaSyA1234567890abcdefghijk here", "INVALID_ARGUMENT")).Message.ShouldNotContain("AIza");

    [Fact]
    public void Bodies_of_any_kind_have_a_sentence()
    {
        foreach (var body in new[] { "", "<html><h1>502</h1></html>", "[]", "null", "{\"error\":\"x\"}", "\"text\"", "{\"error\":{\"details\":[1,{\"violations\":[2]}]}}" })
        {
            Read(502, body).Message.ShouldNotBeNullOrWhiteSpace(body);
        }
    }
}
