using Dragoman.Core.Access;
using Dragoman.Core.Configuration;
using Dragoman.Core.Models;
using Dragoman.Core.Routing;
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
        if (await ModelsAsync(http, call) is not { } models)
        {
            return;
        }

        var query = http.Request.Query;
        var limit = int.TryParse(query["limit"], out var asked) ? Math.Clamp(asked, 1, 1000) : 1000;
        var page = models.Page(limit, query["after_id"], query["before_id"]);
        await WriteAsync(http, output => ModelListShape.For(http.Request, call).WritePage(page, output));
    }

    /// <summary>One model by its id, which may hold slashes.</summary>
    public async Task OneAsync(HttpContext http, ClientCall call)
    {
        if (await ModelsAsync(http, call) is not { } models)
        {
            return;
        }

        var id = call.Model ?? string.Empty;
        if (models.Find(id) is not { } model)
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

    // What the key may use of the policy's list (F12, G02). Null where the key may nothing, and that was told.
    private async Task<ModelList?> ModelsAsync(HttpContext http, ClientCall call)
    {
        if (Credential.Check(gate, http, call, time, out var grant) is { } failure)
        {
            await ErrorResponse.WriteAsync(http, call.Dialect, failure, ids.Next("req_"));
            return null;
        }

        var current = policy.Current;
        return grant!.Policies.Count == 0 && current.Access.ApprovedModels is null
            ? current.Models
            : current.Models.Where(model => MayUse(current, grant, model.Id));
    }

    // As the route table would decide about a turn with that id.
    private static bool MayUse(PolicySnapshot policy, KeyGrant grant, string id)
    {
        if (policy.RouteTable.Decide(new TurnFacts { RequestedModel = id }).Route is not { } route)
        {
            return false;
        }

        for (var i = 0; i < route.Targets.Count; i++)
        {
            if (Admitter.Refuse(policy, grant, id, route, route.Targets[i]) is null)
            {
                return true;
            }
        }

        return false;
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
