using Dragoman.Core.Configuration;
using Microsoft.AspNetCore.Http;

namespace Dragoman.DataPlane;

/// <summary>Probes: of clients that warm a connection up, and of whoever runs the gateway. None needs a key; none tells anything inside.</summary>
internal sealed class HealthEndpoint(SnapshotHolder policy)
{
    /// <summary>The process is there. An empty 200 for clients (H-013), a word for operators.</summary>
    public static Task AliveAsync(HttpContext http, Operation operation)
    {
        http.Response.StatusCode = StatusCodes.Status200OK;
        if (operation == Operation.Healthz)
        {
            return WriteAsync(http, """{"status":"ok"}""");
        }

        http.Response.ContentLength = 0;
        return Task.CompletedTask;
    }

    /// <summary>Turns can be served: 200; else 503 and what is missing.</summary>
    public Task ReadyAsync(HttpContext http)
    {
        var ready = policy.Current.Upstreams.Count > 0;
        http.Response.StatusCode = ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return WriteAsync(http, ready
            ? """{"status":"ready"}"""
            : """{"status":"not ready","reason":"no upstream is configured; set a provider key such as ANTHROPIC_API_KEY or OPENAI_API_KEY"}""");
    }

    private static Task WriteAsync(HttpContext http, string json)
    {
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = json.Length;
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : http.Response.WriteAsync(json, http.RequestAborted);
    }
}
