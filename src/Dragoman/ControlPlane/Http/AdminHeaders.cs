using Microsoft.AspNetCore.Http;

namespace Dragoman.ControlPlane.Http;

/// <summary>What stands on every answer of the admin API.</summary>
internal static class AdminHeaders
{
    /// <summary>Says that the request was repeated and the answer is the first one's.</summary>
    public const string Replayed = "idempotent-replayed";

    /// <summary>Sets them. Answers show who may do what, so that nobody on the way may keep them.</summary>
    public static void Set(HttpResponse response, string requestId)
    {
        response.Headers["request-id"] = requestId;
        response.Headers["x-request-id"] = requestId;
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
    }
}
