using System.Text;
using System.Text.Json;
using Dragoman.Core.Configuration;

namespace Dragoman.Hosting;

/// <summary>Looks for an Ollama that answers, on this machine or where <c>OLLAMA_HOST</c> says.</summary>
internal static class OllamaProbe
{
    private const string DefaultPort = "11434";
    private const int MaxAnswerBytes = 4 * 1024 * 1024;
    private const int MaxAsked = 16;

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
            string[] models = [.. Models(document.RootElement)];
            return new OllamaModels(address, models) { Known = await KnownAsync(client, address, models, cancellation) };
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

    // What the models can do (H-470) and how large their context is (H-466). One that does not say in time is taken without.
    private static async Task<IReadOnlyList<ModelConfig>> KnownAsync(HttpClient client, Uri address, string[] models, CancellationToken cancellation)
    {
        var asked = models.Take(MaxAsked).Select(model => ShowAsync(client, address, model, cancellation));
        return [.. (await Task.WhenAll(asked)).OfType<ModelConfig>()];
    }

    private static async Task<ModelConfig?> ShowAsync(HttpClient client, Uri address, string model, CancellationToken cancellation)
    {
        try
        {
            using var body = new StringContent(new System.Text.Json.Nodes.JsonObject { ["model"] = model }.ToJsonString(), Encoding.UTF8, "application/json");
            using var response = await client.PostAsync(new Uri(address, "api/show"), body, cancellation);
            if (!response.IsSuccessStatusCode)
            {
                return null;
            }

            using var document = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellation));
            return Shown(model, document.RootElement);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return null;
        }
    }

    /// <summary>What an answer of <c>/api/show</c> tells of a model.</summary>
    internal static ModelConfig? Shown(string model, JsonElement answer)
    {
        if (answer.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var known = new ModelConfig { Id = model };
        if (answer.TryGetProperty("capabilities", out var list) && list.ValueKind == JsonValueKind.Array)
        {
            var can = list.EnumerateArray().Select(entry => entry.ToString()).ToHashSet(StringComparer.Ordinal);
            known = known with { Tools = can.Contains("tools"), Vision = can.Contains("vision"), Reasoning = can.Contains("thinking") };
        }

        if (answer.TryGetProperty("model_info", out var info) && info.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in info.EnumerateObject())
            {
                if (member.Name.EndsWith(".context_length", StringComparison.Ordinal) && member.Value.ValueKind == JsonValueKind.Number && member.Value.TryGetInt64(out var length) && length > 0)
                {
                    known = known with { ContextWindow = length };
                }
            }
        }

        return known;
    }

    private static IEnumerable<string> Models(JsonElement answer)
    {
        if (answer.ValueKind != JsonValueKind.Object || !answer.TryGetProperty("models", out var models) || models.ValueKind != JsonValueKind.Array)
        {
            return [];
        }

        return models.EnumerateArray()
            .Where(model => model.ValueKind == JsonValueKind.Object)
            .Select(model => (Name: Text(model, "name"), Size: model.TryGetProperty("size", out var size) && size.ValueKind == JsonValueKind.Number && size.TryGetInt64(out var bytes) ? bytes : 0))
            // Models for embeddings answer no turns.
            .Where(model => model.Name is not null && !model.Name.Contains("embed", StringComparison.OrdinalIgnoreCase))
            .OrderByDescending(model => model.Size)
            .ThenBy(model => model.Name, StringComparer.Ordinal)
            .Select(model => model.Name!);
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
