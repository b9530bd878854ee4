namespace Dragoman.Core.Routing;

/// <summary>From a base URL or a full one to the URL of the turn endpoint, and from a URL to the dialect it must speak.</summary>
public static class Endpoints
{
    /// <summary>The dialect that a full URL names by its path; null where it is a base URL.</summary>
    public static string? DialectOf(Uri endpoint)
    {
        var path = endpoint.AbsolutePath.TrimEnd('/');
        return path.EndsWith("/chat/completions", StringComparison.OrdinalIgnoreCase) ? DialectNames.OpenAiChat
            : path.EndsWith("/messages", StringComparison.OrdinalIgnoreCase) ? DialectNames.AnthropicMessages
            : null;
    }

    /// <summary>The full URL. A query string stays.</summary>
    /// <param name="endpoint">A base URL (with or without <c>/v1</c>), or the full URL.</param>
    /// <param name="dialect">The dialect spoken there.</param>
    public static Uri Complete(Uri endpoint, string dialect)
    {
        if (DialectOf(endpoint) is not null)
        {
            return endpoint;
        }

        var path = endpoint.AbsolutePath.TrimEnd('/');
        var builder = new UriBuilder(endpoint);
        if (dialect == DialectNames.AnthropicMessages)
        {
            builder.Path = path.EndsWith("/v1", StringComparison.OrdinalIgnoreCase) ? path + "/messages" : path + "/v1/messages";
            return builder.Uri;
        }

        // Azure's base is its host alone; everybody else's bare host has the API under /v1. A base with a path is taken at its word.
        var isAzure = endpoint.Host.EndsWith(".openai.azure.com", StringComparison.OrdinalIgnoreCase)
            || endpoint.Host.EndsWith(".services.ai.azure.com", StringComparison.OrdinalIgnoreCase);
        builder.Path = path.Length > 0 ? path + "/chat/completions"
            : isAzure ? "/openai/v1/chat/completions" : "/v1/chat/completions";
        return builder.Uri;
    }
}
