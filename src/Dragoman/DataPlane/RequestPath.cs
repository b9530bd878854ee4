namespace Dragoman.DataPlane;

/// <summary>
/// Finds what is asked for behind a path, and in which dialect. Clients append their paths to whatever base URL they were given, and
/// people give nothing, <c>/v1</c>, <c>/anthropic</c>, <c>/openai</c>, <c>/bedrock</c> or the like: all of them work (A01, H-001).
/// </summary>
internal static class RequestPath
{
    private static readonly string[] Prefixes =
    [
        "/anthropic", "/anthropic-aws", "/claude-code", "/api", "/openai", "/gemini", "/google", "/bedrock", "/vertex", "/vertex_ai",
        "/foundry", "/mantle",
    ];

    private static readonly ClientPath Messages = new("/v1/messages", Operation.Turn);

    // The first row that fits holds.
    private static readonly ClientPath[] Table =
    [
        Messages,
        new("/v1/messages/count_tokens", Operation.CountTokens),

        new("(/v1)/chat/completions", Operation.Turn, ClientDialects.Chat),
        new("/deployments/*/chat/completions", Operation.Turn, ClientDialects.Chat),
        new("(/v1)/responses", Operation.Turn, ClientDialects.Responses),
        new("(/v1)/responses/input_tokens", Operation.CountTokens, ClientDialects.Responses),

        new("/v1/models", Operation.Models),
        new("/v1*/models/{model}:generateContent", Operation.Turn, ClientDialects.Gemini, false),
        new("/v1*/models/{model}:streamGenerateContent", Operation.Turn, ClientDialects.Gemini, true),
        new("/v1*/models/{model}:countTokens", Operation.CountTokens, ClientDialects.Gemini),
        new("/v1/models/{model}", Operation.Model),
        new("/models", Operation.Models, ClientDialects.Chat),
        new("/v1*/models", Operation.Models, ClientDialects.Gemini),
        new("/v1*/models/{model}", Operation.Model, ClientDialects.Gemini),

        new("/model/{model}/invoke", Operation.Turn, ClientDialects.Bedrock, false),
        new("/model/{model}/invoke-with-response-stream", Operation.Turn, ClientDialects.Bedrock, true),
        new("/model/{model}/count-tokens", Operation.CountTokens, ClientDialects.Bedrock),
        new("/inference-profiles", Operation.Models, ClientDialects.Bedrock),
        new("/inference-profiles/{model}", Operation.Model, ClientDialects.Bedrock),

        new("(/v1)/projects/*/locations/*/publishers/anthropic/models/count-tokens:rawPredict", Operation.CountTokens, ClientDialects.Vertex),
        new("(/v1)/projects/*/locations/*/publishers/anthropic/models/{model}:rawPredict", Operation.Turn, ClientDialects.Vertex, false),
        new("(/v1)/projects/*/locations/*/publishers/anthropic/models/{model}:streamRawPredict", Operation.Turn, ClientDialects.Vertex, true),
        new("/v1*/projects/*/locations/*/publishers/google/models/{model}:generateContent", Operation.Turn, ClientDialects.Gemini, false),
        new("/v1*/projects/*/locations/*/publishers/google/models/{model}:streamGenerateContent", Operation.Turn, ClientDialects.Gemini, true),
        new("/v1*/projects/*/locations/*/publishers/google/models/{model}:countTokens", Operation.CountTokens, ClientDialects.Gemini),

        new("/oauth/usage", Operation.Usage),
        new("(/v1)", Operation.Hello),
        new("/healthz", Operation.Healthz),
        new("/readyz", Operation.Readyz),
    ];

    private static readonly ClientPath Hello = Table[^3];

    /// <summary>The row for a path, and the model's id as it stands in it; null where there is nothing.</summary>
    public static ClientPath? Match(ReadOnlySpan<char> path, out ReadOnlySpan<char> model)
    {
        model = default;
        if (path is "/v1/messages")
        {
            return Messages;
        }

        path = path.TrimEnd('/');
        if (path.EndsWith("/api/hello"))
        {
            return Hello;
        }

        path = WithoutPrefixes(path);
        while (path.StartsWith("/v1/v1"))
        {
            path = path["/v1".Length..];
        }

        foreach (var row in Table)
        {
            if (row.Matches(path, out model))
            {
                return row;
            }
        }

        return null;
    }

    private static ReadOnlySpan<char> WithoutPrefixes(ReadOnlySpan<char> path)
    {
        foreach (var prefix in Prefixes)
        {
            if (path.StartsWith(prefix) && (path.Length == prefix.Length || path[prefix.Length] == '/'))
            {
                return path[prefix.Length..];
            }
        }

        return path;
    }
}
