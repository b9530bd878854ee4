using System.Text.Json;

namespace Dragoman.Testing;

/// <summary>Error answers in Google's envelope, worded as the API words them.</summary>
public static class GeminiErrors
{
    /// <summary>The envelope around a message.</summary>
    public static string Body(int code, string message, string status, object[]? details = null) =>
        JsonSerializer.Serialize(new { error = new { code, message, status, details = details ?? [] } });

    /// <summary>400: the prompt does not fit.</summary>
    public static Answer InputTooLong(int limit, int actual) => Answer.Fail(400, Body(
        400, $"The input token count ({actual}) exceeds the maximum number of tokens allowed ({limit}).", "INVALID_ARGUMENT"));

    /// <summary>429 with a hint when to come again, in seconds.</summary>
    public static Answer RateLimited(int seconds) => Answer.Fail(429, Body(
        429,
        $"You exceeded your current quota, please check your plan and billing details. Please retry in {seconds}s.",
        "RESOURCE_EXHAUSTED",
        [
            new Dictionary<string, object> { ["@type"] = "type.googleapis.com/google.rpc.QuotaFailure", ["violations"] = new[] { new { quotaId = "GenerateRequestsPerMinutePerProjectPerModel" } } },
            new Dictionary<string, object> { ["@type"] = "type.googleapis.com/google.rpc.RetryInfo", ["retryDelay"] = $"{seconds}s" },
        ]));

    /// <summary>503: overloaded.</summary>
    public static Answer Overloaded() => Answer.Fail(503, Body(503, "The model is overloaded. Please try again later.", "UNAVAILABLE"));

    /// <summary>500.</summary>
    public static Answer ServerError() => Answer.Fail(500, Body(500, "An internal error has occurred. Please retry or report in https://developers.generativeai.google/guide/troubleshooting", "INTERNAL"));

    /// <summary>400: the key is not known.</summary>
    public static Answer WrongKey() => Answer.Fail(400, Body(
        400,
        "API key not valid. Please pass a valid API key.",
        "INVALID_ARGUMENT",
        [new Dictionary<string, object> { ["@type"] = "type.googleapis.com/google.rpc.ErrorInfo", ["reason"] = "API_KEY_INVALID", ["domain"] = "googleapis.com" }]));

    /// <summary>A 200 stream whose first frame is an error, in a list as Google sends it there.</summary>
    public static Answer FirstFrame() => Answer.Frames($"data: [{Body(503, "The service is currently unavailable.", "UNAVAILABLE")}]\r\n\r\n");
}
