using Dragoman.Dialects;
using Dragoman.Dialects.Conversation;
using Microsoft.AspNetCore.Http;

namespace Dragoman.DataPlane;

/// <summary>The front door: finds the operation behind method and path and hands the request on. It never redirects (H-012).</summary>
internal sealed class Dispatcher(
    TurnPipeline turns,
    CountTokensEndpoint counts,
    ModelsEndpoint models,
    HealthEndpoint health,
    RandomIds ids)
{
    private static readonly IDialect Messages = DialectRegistry.Find("anthropic-messages")!;

    /// <summary>Serves one request.</summary>
    public Task HandleAsync(HttpContext http)
    {
        var request = http.Request;
        var operation = RequestPath.Match(request.Path.Value, out var modelId);
        switch (operation)
        {
            case Operation.Messages when HttpMethods.IsPost(request.Method):
                return turns.RunAsync(http);
            case Operation.CountTokens when HttpMethods.IsPost(request.Method):
                return counts.RunAsync(http);
            case Operation.Models when HttpMethods.IsGet(request.Method):
                return models.ListAsync(http);
            case Operation.Model when HttpMethods.IsGet(request.Method):
                return models.OneAsync(http, Uri.UnescapeDataString(modelId.ToString()));
            case Operation.Hello or Operation.Healthz when IsRead(request.Method):
                return HealthEndpoint.AliveAsync(http, operation);
            case Operation.Readyz when IsRead(request.Method):
                return health.ReadyAsync(http);
            case Operation.Unknown:
                return RefuseAsync(http, new Failure(
                    FailureCause.NotFound,
                    StatusCodes.Status404NotFound,
                    "There is nothing at this path; the base URL is the gateway's address alone, the client appends /v1/messages."));
            default:
                http.Response.Headers.Allow = operation is Operation.Messages or Operation.CountTokens ? "POST" : "GET, HEAD";
                return RefuseAsync(http, new Failure(
                    FailureCause.InvalidRequest,
                    StatusCodes.Status405MethodNotAllowed,
                    $"{request.Method} is not offered here; use {(operation is Operation.Messages or Operation.CountTokens ? "POST" : "GET")}."));
        }
    }

    private static bool IsRead(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method);

    private Task RefuseAsync(HttpContext http, Failure failure) =>
        ErrorResponse.WriteAsync(http, Messages, failure with { Side = FailureSide.Client, ShouldRetry = false }, ids.Next("req_"));
}
