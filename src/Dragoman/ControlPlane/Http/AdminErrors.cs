using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dragoman.ControlPlane.Shapes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Dragoman.ControlPlane.Http;

/// <summary>The edge at which a problem becomes a response: RFC 9457, or Anthropic's envelope on the paths that are Anthropic's.</summary>
internal static class AdminErrors
{
    /// <summary>Writes it, where nothing was sent yet.</summary>
    public static async Task WriteAsync(HttpContext http, AdminProblem problem, string requestId, bool isAnthropic)
    {
        var response = http.Response;
        if (response.HasStarted)
        {
            http.Abort();
            return;
        }

        response.Clear();
        AdminHeaders.Set(response, requestId);
        response.StatusCode = problem.Status;
        if (problem.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        if (problem.Status == StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate = "Bearer";
        }

        byte[] body;
        if (isAnthropic)
        {
            response.ContentType = "application/json";
            body = JsonSerializer.SerializeToUtf8Bytes(Envelope(problem, requestId), AdminJson.Default.JsonObject);
        }
        else
        {
            response.ContentType = "application/problem+json";
            body = JsonSerializer.SerializeToUtf8Bytes(
                new ProblemShape("about:blank", ReasonPhrases.GetReasonPhrase(problem.Status), problem.Status, problem.Message, requestId),
                AdminJson.Default.ProblemShape);
        }

        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, http.RequestAborted);
    }

    private static JsonObject Envelope(AdminProblem problem, string requestId) => new()
    {
        ["type"] = "error",
        ["error"] = new JsonObject { ["type"] = TypeOf(problem.Status), ["message"] = problem.Message },
        ["request_id"] = requestId,
    };

    private static string TypeOf(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => "authentication_error",
        StatusCodes.Status403Forbidden => "permission_error",
        StatusCodes.Status404NotFound => "not_found_error",
        StatusCodes.Status409Conflict => "conflict_error",
        StatusCodes.Status413PayloadTooLarge => "request_too_large",
        StatusCodes.Status429TooManyRequests => "rate_limit_error",
        >= StatusCodes.Status500InternalServerError => "api_error",
        _ => "invalid_request_error",
    };
}
