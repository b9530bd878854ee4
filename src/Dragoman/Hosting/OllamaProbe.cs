using System.Text.Json;
using Dragoman.Core.Configuration;

namespace Dragoman.Hosting;

/// <summary>Looks for an Ollama that answers, on this machine or where <c>OLLAMA_HOST</c> says.</summary>
internal static class OllamaProbe
{
    private const string DefaultPort = "11434";
    private const int MaxAnswerBytes = 1024 * 1024;

    /// <summary>A start must not wait for a machine that is switched off.</summary>
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(1.5);

    /// <summary>The Ollama and its models, the largest first; null where none answers.</summary>
    public static async Task<OllamaModels?> FindAsync(IReadOnlyDictionary<string, string> environment, CancellationToken cancellation)
    {
        if (Address(environment.GetValueOrDefault("OLLAMA_HOST")) is not { } address)
        {
            return null;
        }

        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = !address.IsLoopback };
        using var client = new HttpClient(handler) { Timeout = AnswerTime, MaxResponseContentBufferSize = MaxAnswerBytes };
        try
        {
            using var document = JsonDocument.Parse(await client.GetByteArrayAsync(new Uri(address, "api/tags"), cancellation));
            return new OllamaModels(address, [.. Models(document.RootElement)]);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return null;
        }
    }

    /// <summary>
    /// The base URL. The variable is also the server's, where it may be <c>0.0.0.0</c>, a bare host, or a host and port.
    /// </summary>
    internal static Uri? Address(string? variable)
    {
        var text = string.IsNullOrWhiteSpace(variable) ? "127.0.0.1" : variable.Trim().TrimEnd('/');
        var scheme = text.Contains("://", StringComparison.Ordinal);
        if (!Uri.TryCreate(scheme ? text : $"http://{text}", UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            return null;
        }

        var named = uri.Authority.EndsWith($":{uri.Port}", StringComparison.Ordinal);
        var port = named || scheme ? uri.Port.ToString(System.Globalization.CultureInfo.InvariantCulture) : DefaultPort;
        var host = uri.Host is "0.0.0.0" or "[::]" ? "127.0.0.1" : uri.Host;
        return new Uri($"{uri.Scheme}://{host}:{port}/");
    }

    private static IEnumerable<string> Models(JsonElement answer)
    {
        if (answer.ValueKind != JsonValueKind.Object || !answer.TryGetProperty("models", out var models) || models.ValueKind != JsonValueKind.Array)
        {
            return [];
        }

        return models.EnumerateArray()
            .Where(model => model.ValueKind == JsonValueKind.Object)
            .Select(model => (Name: Text(model, "name"), Size: model.TryGetProperty("size", out var size) && size.TryGetInt64(out var bytes) ? bytes : 0))
            // Models for embeddings answer no turns.
            .Where(model => model.Name is not null && !model.Name.Contains("embed", StringComparison.OrdinalIgnoreCase))
            .OrderByDescending(model => model.Size)
            .ThenBy(model => model.Name, StringComparer.Ordinal)
            .Select(model => model.Name!);
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
