namespace Dragoman.Dialects.OpenAiChat;

/// <summary>Where the operations of OpenAI's API stand at a host.</summary>
internal static class OpenAiAddress
{
    // `{model}` as a URL spells it: hosts that have the deployment in the path (H-371).
    private const string ModelPlace = "%7Bmodel%7D";

    /// <summary>The URL of an operation.</summary>
    /// <param name="endpoint">What is configured: a base URL, or the full one; <c>{model}</c> in it stands for the model's id.</param>
    /// <param name="operation">The operation's path, e.g. <c>chat/completions</c>.</param>
    /// <param name="model">The model's id.</param>
    public static Uri Of(Uri endpoint, string operation, string model)
    {
        var path = endpoint.AbsolutePath.TrimEnd('/');
        if (path.Contains(ModelPlace, StringComparison.OrdinalIgnoreCase))
        {
            path = path.Replace(ModelPlace, Uri.EscapeDataString(model), StringComparison.OrdinalIgnoreCase);
            endpoint = new UriBuilder(endpoint) { Path = path }.Uri;
        }

        if (path.EndsWith("/" + operation, StringComparison.OrdinalIgnoreCase))
        {
            return endpoint;
        }

        return new UriBuilder(endpoint) { Path = Base(endpoint, path, operation) + operation }.Uri;
    }

    // Azure's base is its host alone, or with /openai; everybody else's bare host has the API under /v1. Any other path is taken at
    // its word. Azure has Responses beside its deployments, not in them.
    private static string Base(Uri endpoint, string path, string operation)
    {
        if (!IsAzure(endpoint))
        {
            return path.Length > 0 ? path + "/" : "/v1/";
        }

        var isHost = path.Length == 0 || path.Equals("/openai", StringComparison.OrdinalIgnoreCase);
        var isDeployment = operation == "responses" && path.StartsWith("/openai/deployments/", StringComparison.OrdinalIgnoreCase);
        return isHost || isDeployment ? "/openai/v1/" : path + "/";
    }

    private static bool IsAzure(Uri endpoint) =>
        endpoint.Host.EndsWith(".openai.azure.com", StringComparison.OrdinalIgnoreCase)
        || endpoint.Host.EndsWith(".services.ai.azure.com", StringComparison.OrdinalIgnoreCase)
        || endpoint.Host.EndsWith(".cognitiveservices.azure.com", StringComparison.OrdinalIgnoreCase);
}
