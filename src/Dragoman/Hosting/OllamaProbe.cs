using System.Text.Json;
using Dragoman.Core.Configuration;

namespace Dragoman.Hosting;

/// <summary>Looks whether an Ollama runs on this machine, or at <c>OLLAMA_HOST</c>, and which models it has.</summary>
internal static class OllamaProbe
{
    private const int MaxBytes = 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(400);

    /// <summary>What answered; null where nothing did. Never takes longer than the patience, never fails.</summary>
    public static async Task<OllamaModels?> FindAsync(IReadOnlyDictionary<string, string> environment, CancellationToken cancellation)
    {
        var endpoint = Endpoint(environment.GetValueOrDefault("OLLAMA_HOST"));
        if (endpoint is null)
        {
            return null;
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(Patience);
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false })
        {
            MaxResponseContentBufferSize = MaxBytes,
        };
        try
        {
            using var tags = JsonDocument.Parse(await client.GetByteArrayAsync(new Uri(endpoint, "/api/tags"), deadline.Token));
            var models = tags.RootElement.GetProperty("models").EnumerateArray()
                .OrderByDescending(model => model.TryGetProperty("size", out var size) && size.TryGetInt64(out var bytes) ? bytes : 0)
                .Select(model => model.GetProperty("name").GetString()!)
                .ToList();
            return new OllamaModels(endpoint, models);
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or KeyNotFoundException or InvalidOperationException
            || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return null;
        }
    }

    // OLLAMA_HOST is an address to listen on for its server and an address to ask for its clients: host, host:port or a URL.
    private static Uri? Endpoint(string? host)
    {
        var text = string.IsNullOrWhiteSpace(host) ? "127.0.0.1:11434" : host.Trim();
        if (!text.Contains("://", StringComparison.Ordinal))
        {
            text = "http://" + text;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            return null;
        }

        var builder = new UriBuilder(url) { Path = "/" };
        if (url.IsDefaultPort && !text.EndsWith($":{url.Port}", StringComparison.Ordinal))
        {
            builder.Port = 11434;
        }

        if (builder.Host is "0.0.0.0" or "[::]")
        {
            builder.Host = "127.0.0.1";
        }

        return builder.Uri;
    }
}
