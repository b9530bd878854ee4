using System.Globalization;
using Dragoman.Dialects;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Microsoft.AspNetCore.Http;

namespace Dragoman.DataPlane;

/// <summary>The edge at which a failure becomes a response in the caller's dialect. Nowhere else is one written.</summary>
internal static class ErrorResponse
{
    /// <summary>Writes status, retry hints and body. Only before the head of the response has left.</summary>
    public static async Task WriteAsync(HttpContext http, IDialect dialect, Failure failure, string requestId)
    {
        var response = http.Response;
        failure = failure with { Status = dialect.ErrorStatus(failure) };
        response.StatusCode = failure.Status;
        response.ContentType = "application/json";
        SetIds(response, requestId);
        SetRetryHints(response, failure);
        using var body = new ByteWriter(512);
        dialect.WriteError(failure, requestId, body);
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await response.Body.WriteAsync(body.WrittenMemory, http.RequestAborted);
        }
    }

    /// <summary>Both spellings of the request id (H-258).</summary>
    public static void SetIds(HttpResponse response, string requestId)
    {
        response.Headers["request-id"] = requestId;
        response.Headers["x-request-id"] = requestId;
    }

    private static void SetRetryHints(HttpResponse response, Failure failure)
    {
        if (failure.RetryAfter is { } wait)
        {
            // Whole seconds, rounded up: a client that comes back early is refused again.
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        if (failure.ShouldRetry is { } retry)
        {
            response.Headers["x-should-retry"] = retry ? "true" : "false";
        }
    }
}
