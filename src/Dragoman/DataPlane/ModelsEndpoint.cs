using Dragoman.Core.Configuration;
using Dragoman.Core.Models;
using Dragoman.Dialects;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Microsoft.AspNetCore.Http;

namespace Dragoman.DataPlane;

/// <summary>
/// <c>GET /v1/models</c> from the snapshot alone, so that it answers at once whatever the upstreams do (H-341). Clients that speak
/// OpenAI's dialect get OpenAI's shape (H-342).
/// </summary>
internal sealed class ModelsEndpoint(SnapshotHolder policy, AccessKey key, RandomIds ids)
{
    private static readonly IDialect Messages = DialectRegistry.Find("anthropic-messages")!;

    /// <summary>The list, paged by <c>limit</c>, <c>after_id</c> and <c>before_id</c> (H-343).</summary>
    public async Task ListAsync(HttpContext http)
    {
        if (await RefusedAsync(http))
        {
            return;
        }

        var query = http.Request.Query;
        var limit = int.TryParse(query["limit"], out var asked) ? Math.Clamp(asked, 1, 1000) : 1000;
        var page = policy.Current.Models.Page(limit, query["after_id"], query["before_id"]);
        await WriteAsync(http, output =>
        {
            if (IsMessagesClient(http.Request))
            {
                ModelListWriter.WritePage(page, output);
            }
            else
            {
                OpenAiModelList.Write(page, output);
            }
        });
    }

    /// <summary>One model by its id, which may hold slashes.</summary>
    public async Task OneAsync(HttpContext http, string id)
    {
        if (await RefusedAsync(http))
        {
            return;
        }

        if (policy.Current.Models.Find(id) is not { } model)
        {
            var shown = id.Length > 100 ? id[..100] : id;
            await ErrorResponse.WriteAsync(
                http,
                Messages,
                new Failure(FailureCause.NotFound, 404, $"model: {shown} is not offered here; GET /v1/models lists what is.")
                {
                    Side = FailureSide.Client,
                },
                ids.Next("req_"));
            return;
        }

        await WriteAsync(http, output =>
        {
            if (IsMessagesClient(http.Request))
            {
                ModelListWriter.WriteModel(model, output);
            }
            else
            {
                OpenAiModelList.Write(model, output);
            }
        });
    }

    private static bool IsMessagesClient(HttpRequest request) =>
        request.Headers.ContainsKey("anthropic-version") || request.Headers.ContainsKey("x-api-key");

    private async Task<bool> RefusedAsync(HttpContext http)
    {
        if (Credential.Check(key, http.Request.Headers) is not { } failure)
        {
            return false;
        }

        await ErrorResponse.WriteAsync(http, Messages, failure, ids.Next("req_"));
        return true;
    }

    private static async Task WriteAsync(HttpContext http, Action<ByteWriter> write)
    {
        using var body = new ByteWriter();
        write(body);
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body.WrittenMemory, http.RequestAborted);
    }
}
