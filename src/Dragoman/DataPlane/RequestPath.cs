namespace Dragoman.DataPlane;

/// <summary>The operations that clients ask for.</summary>
internal enum Operation : byte
{
    /// <summary>No such path.</summary>
    Unknown,

    /// <summary>A turn.</summary>
    Messages,

    /// <summary>A count of tokens.</summary>
    CountTokens,

    /// <summary>The list of models.</summary>
    Models,

    /// <summary>One model.</summary>
    Model,

    /// <summary>A probe whether anybody is here (H-013).</summary>
    Hello,

    /// <summary>Is the process alive?</summary>
    Healthz,

    /// <summary>Can it serve turns?</summary>
    Readyz,
}

/// <summary>
/// Finds the operation behind a path. Clients append <c>/v1/messages</c> to whatever base URL they were given, and people give
/// nothing, <c>/v1</c>, <c>/anthropic</c>, <c>/api</c> or <c>/claude-code</c>: all of them work (A01, H-001).
/// </summary>
internal static class RequestPath
{
    private static readonly string[] Prefixes = ["/anthropic", "/claude-code", "/api"];

    /// <summary>The operation, and for <see cref="Operation.Model"/> the model's id as it stands in the path.</summary>
    public static Operation Match(ReadOnlySpan<char> path, out ReadOnlySpan<char> modelId)
    {
        modelId = default;
        if (path is "/v1/messages")
        {
            return Operation.Messages;
        }

        if (path is "/healthz")
        {
            return Operation.Healthz;
        }

        if (path is "/readyz")
        {
            return Operation.Readyz;
        }

        path = path.TrimEnd('/');
        if (path.IsEmpty || path.EndsWith("/api/hello"))
        {
            return Operation.Hello;
        }

        foreach (var prefix in Prefixes)
        {
            if (path.StartsWith(prefix) && (path.Length == prefix.Length || path[prefix.Length] == '/'))
            {
                path = path[prefix.Length..];
                break;
            }
        }

        while (path.StartsWith("/v1/v1/"))
        {
            path = path[3..];
        }

        if (path.StartsWith("/v1/models/"))
        {
            modelId = path["/v1/models/".Length..];
            return Operation.Model;
        }

        return path switch
        {
            "" or "/v1" => Operation.Hello,
            "/v1/messages" => Operation.Messages,
            "/v1/messages/count_tokens" => Operation.CountTokens,
            "/v1/models" => Operation.Models,
            _ => Operation.Unknown,
        };
    }
}
