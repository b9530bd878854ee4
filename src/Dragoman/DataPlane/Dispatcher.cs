using Dragoman.DataPlane.Admission;
using Dragoman.DataPlane.Watch;
using Dragoman.Dialects;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Gemini;
using Microsoft.AspNetCore.Http;

namespace Dragoman.DataPlane;

/// <summary>The front door: finds the operation behind method and path and hands the request on. It never redirects (H-012).</summary>
internal sealed class Dispatcher(
    TurnPipeline turns,
    CountTokensEndpoint counts,
    ModelsEndpoint models,
    UsageEndpoint usage,
    HealthEndpoint health,
    ResumePage resume,
    RandomIds ids)
{
    /// <summary>Serves one request.</summary>
    public Task HandleAsync(HttpContext http)
    {
        var request = http.Request;
        if (RequestPath.Match(request.Path.Value, out var model) is not { } path)
        {
            if (ResumePage.Owns(request.Path.Value))
            {
                return resume.RunAsync(http);
            }

            return RefuseAsync(http, ClientCall.Messages.Dialect, new Failure(
                FailureCause.NotFound,
                StatusCodes.Status404NotFound,
                "There is nothing at this path; the base URL is the gateway's address alone, or with /v1 for OpenAI's clients: the client appends the rest."));
        }

        if (path.Call(model) is not { } call)
        {
            return RefuseAsync(http, ClientCall.Messages.Dialect, new Failure(
                FailureCause.NotFound,
                StatusCodes.Status404NotFound,
                $"Clients that speak {path.Dialect} are not served by this version; point the client at the Messages API, /v1/messages."));
        }

        if (call is { Stream: true, Dialect: GeminiDialect } && request.Query["alt"] != "sse")
        {
            call = call with { Dialect = GeminiDialect.InArrays };
        }

        if (!path.Allows(request.Method))
        {
            http.Response.Headers.Allow = path.Methods;
            return RefuseAsync(http, call.Dialect, new Failure(
                FailureCause.InvalidRequest,
                StatusCodes.Status405MethodNotAllowed,
                $"{request.Method} is not offered here; use {(path.IsRead ? "GET" : "POST")}."));
        }

        return path.Operation switch
        {
            Operation.Turn => turns.RunAsync(http, call),
            Operation.CountTokens => counts.RunAsync(http, call),
            Operation.Models => models.ListAsync(http, call),
            Operation.Model => models.OneAsync(http, call),
            Operation.Usage => usage.RunAsync(http, call),
            Operation.Readyz => health.ReadyAsync(http),
            _ => HealthEndpoint.AliveAsync(http, path.Operation),
        };
    }

    private Task RefuseAsync(HttpContext http, IDialect dialect, Failure failure) =>
        ErrorResponse.WriteAsync(http, dialect, failure with { Side = FailureSide.Client, ShouldRetry = false }, ids.Next("req_"));
}
