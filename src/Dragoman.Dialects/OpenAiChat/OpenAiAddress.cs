namespace Dragoman.Dialects.OpenAiChat;

/// <summary>Where the operations of OpenAI's API stand at a host.</summary>
internal static class OpenAiAddress
{
    /// <summary>The URL of an operation.</summary>
    /// <param name="endpoint">What is configured: a base URL, or the full one.</param>
    /// <param name="operation">The operation's path, e.g. <c>chat/completions</c>.</param>
    /// <param name="isFull">True for the path of a full URL.</param>
    public static Uri Of(Uri endpoint, string operation, Func<string, bool> isFull)
    {
        var path = endpoint.AbsolutePath.TrimEnd('/');
        if (isFull(path))
        {
            return endpoint;
        }

        // Azure's base is its host alone, or with /openai; everybody else's bare host has the API under /v1. Any other path is taken
        // at its word, a deployment's among them (H-371).
        var at = IsAzure(endpoint) ? "/openai/v1/" : "/v1/";
        if (path.Length > 0)
        {
            at = path.Equals("/openai", StringComparison.OrdinalIgnoreCase) && IsAzure(endpoint) ? "/openai/v1/" : path + "/";
        }

        return new UriBuilder(endpoint) { Path = at + operation }.Uri;
    }

    private static bool IsAzure(Uri endpoint) =>
        endpoint.Host.EndsWith(".openai.azure.com", StringComparison.OrdinalIgnoreCase)
        || endpoint.Host.EndsWith(".services.ai.azure.com", StringComparison.OrdinalIgnoreCase)
        || endpoint.Host.EndsWith(".cognitiveservices.azure.com", StringComparison.OrdinalIgnoreCase);
}
