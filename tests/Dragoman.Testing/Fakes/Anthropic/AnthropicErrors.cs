using System.Text.Json;

namespace Dragoman.Testing;

/// <summary>Error answers in Anthropic's envelope, worded as the API words them.</summary>
public static class AnthropicErrors
{
    /// <summary>The envelope around a message.</summary>
    public static string Body(string type, string message, string requestId = "req_011TestTestTestTestTest1") =>
        JsonSerializer.Serialize(new { type = "error", error = new { type, message }, request_id = requestId });

    /// <summary>400: the prompt does not fit; the client compacts by itself.</summary>
    public static Answer PromptTooLong(int actual, int limit) =>
        Answer.Fail(400, Body("invalid_request_error", $"prompt is too long: {actual} tokens > {limit} maximum"));

    /// <summary>429 with a hint when to come again, in seconds.</summary>
    public static Answer RateLimited(int retryAfterSeconds) =>
        Answer.Fail(429, Body("rate_limit_error", "This request would exceed your organization's rate limit."))
            .Header("retry-after", retryAfterSeconds.ToString());

    /// <summary>529.</summary>
    public static Answer Overloaded() => Answer.Fail(529, Body("overloaded_error", "Overloaded"));

    /// <summary>500.</summary>
    public static Answer ServerError() => Answer.Fail(500, Body("api_error", "Internal server error"));

    /// <summary>An error event inside a stream.</summary>
    public static string Event(string type, string message) =>
        $"event: error\ndata: {JsonSerializer.Serialize(new { type = "error", error = new { type, message } })}\n\n";
}
