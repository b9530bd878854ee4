using System.Text.Json;

namespace Dragoman.Testing;

/// <summary>Error answers in OpenAI's envelope, worded as the API words them.</summary>
public static class OpenAiErrors
{
    /// <summary>The envelope around a message.</summary>
    public static string Body(string message, string type = "invalid_request_error", string? param = null, string? code = null) =>
        JsonSerializer.Serialize(new { error = new { message, type, param, code } });

    /// <summary>400: the prompt does not fit.</summary>
    public static Answer ContextLengthExceeded(int limit, int actual) => Answer.Fail(400, Body(
        $"This model's maximum context length is {limit} tokens. However, your messages resulted in {actual} tokens. Please reduce the length of the messages.",
        param: "messages",
        code: "context_length_exceeded"));

    /// <summary>429 with a hint when to come again, in seconds.</summary>
    public static Answer RateLimited(int retryAfterSeconds) => Answer.Fail(429, Body(
        "Rate limit reached for gpt-5 in organization org-test on tokens per min (TPM): Limit 30000, Used 30000, Requested 10. Please try again in 1s.",
        "tokens",
        code: "rate_limit_exceeded")).Header("retry-after", retryAfterSeconds.ToString());

    /// <summary>429: no money left; coming again does not help.</summary>
    public static Answer InsufficientQuota() => Answer.Fail(429, Body(
        "You exceeded your current quota, please check your plan and billing details.", "insufficient_quota", code: "insufficient_quota"));

    /// <summary>503: overloaded.</summary>
    public static Answer Overloaded() => Answer.Fail(503, Body(
        "The engine is currently overloaded, please try again later", "server_error", code: "overloaded"));

    /// <summary>500.</summary>
    public static Answer ServerError() => Answer.Fail(500, Body("The server had an error while processing your request.", "server_error"));

    /// <summary>401: the key is not known.</summary>
    public static Answer WrongKey() => Answer.Fail(401, Body(
        "Incorrect API key provided: sk-****. You can find your API key at https://platform.openai.com/account/api-keys.", code: "invalid_api_key"));

    /// <summary>A 200 stream whose first frame is an error.</summary>
    public static Answer FirstFrame(string message, string type = "server_error", string? code = null) =>
        Answer.Frames($"data: {Body(message, type, code: code)}\n\n");
}
