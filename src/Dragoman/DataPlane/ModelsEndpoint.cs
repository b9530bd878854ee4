using Dragoman.Core.Configuration;
using Dragoman.DataPlane.Admission;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Microsoft.AspNetCore.Http;

namespace Dragoman.DataPlane;

/// <summary>
/// The models, from the snapshot alone, so that they are told at once whatever the upstreams do (H-341), in the shape that the
/// client's protocol has for them.
/// </summary>
internal sealed class ModelsEndpoint(SnapshotHolder policy, AccessGate gate, RandomIds ids, TimeProvider time)
{
    /// <summary>The list, paged by <c>limit</c>, <c>after_id</c> and <c>before_id</c> (H-343).</summary>
    public async Task ListAsync(HttpContext http, ClientCall call)
    {
        if (await RefusedAsync(http, call))
        {
            return;
        }

        var query = http.Request.Query;
        var limit = int.TryParse(query["limit"], out var asked) ? Math.Clamp(asked, 1, 1000) : 1000;
        var page = policy.Current.Models.Page(limit, query["after_id"], query["before_id"]);
        await WriteAsync(http, output => ModelListShape.For(http.Request, call).WritePage(page, output));
    }

    /// <summary>One model by its id, which may hold slashes.</summary>
    public async Task OneAsync(HttpContext http, ClientCall call)
    {
        if (await RefusedAsync(http, call))
        {
            return;
        }

        var id = call.Model ?? string.Empty;
        if (policy.Current.Models.Find(id) is not { } model)
        {
            var shown = id.Length > 100 ? id[..100] : id;
            await ErrorResponse.WriteAsync(
                http,
                call.Dialect,
                new Failure(FailureCause.NotFound, 404, $"model: {shown} is not offered here; GET /v1/models lists what is.")
                {
                    Side = FailureSide.Client,
                },
                ids.Next("req_"));
            return;
        }

        await WriteAsync(http, output => ModelListShape.For(http.Request, call).WriteOne(model, output));
    }

    private async Task<bool> RefusedAsync(HttpContext http, ClientCall call)
    {
        if (Credential.Check(gate, http, call, time, out _) is not { } failure)
        {
            return false;
        }

        await ErrorResponse.WriteAsync(http, call.Dialect, failure, ids.Next("req_"));
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
