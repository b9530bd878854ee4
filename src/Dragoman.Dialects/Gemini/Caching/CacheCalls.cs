using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Gemini.Caching;

/// <summary>What is said to the <c>cachedContents</c> collection, and what it answers. Pure; asking is the transport's.</summary>
public static partial class CacheCalls
{
    /// <summary>The collection's URL: beside the models of the Gemini API, under the location on Vertex.</summary>
    /// <param name="endpoint">The upstream's endpoint.</param>
    public static Uri Collection(Uri endpoint)
    {
        var path = Root(endpoint);
        var publishers = path.IndexOf("/publishers/", StringComparison.Ordinal);
        return At(endpoint, $"{(publishers < 0 ? path : path[..publishers])}/cachedContents", query: null);
    }

    /// <summary>The URL of one cache, to extend or to delete it.</summary>
    /// <param name="endpoint">The upstream's endpoint.</param>
    /// <param name="name">The cache's resource name, e.g. <c>cachedContents/abc</c> or <c>projects/…/cachedContents/1</c>.</param>
    /// <param name="extend">True for the URL that changes its lifetime.</param>
    public static Uri Resource(Uri endpoint, string name, bool extend)
    {
        var path = Root(endpoint);
        var projects = path.IndexOf("/projects/", StringComparison.Ordinal);
        return At(endpoint, $"{(projects < 0 ? path : path[..projects])}/{name}", extend ? "updateMask=ttl" : null);
    }

    /// <summary>The model's resource name in a cache: <c>models/…</c>, or Vertex's with project and location.</summary>
    public static string Model(Uri endpoint, string model)
    {
        var path = Root(endpoint);
        var projects = path.IndexOf("/projects/", StringComparison.Ordinal);
        return projects >= 0 ? $"{path[(projects + 1)..]}/models/{model}"
            : model.Contains('/', StringComparison.Ordinal) ? model
            : $"models/{model}";
    }

    /// <summary>Writes the member <c>ttl</c>: a number of seconds, as text.</summary>
    public static void WriteLifetime(TimeSpan lifetime, ByteWriter output)
    {
        output.Write("\"ttl\":"u8);
        output.WriteString(string.Create(CultureInfo.InvariantCulture, $"{(long)lifetime.TotalSeconds}s"));
    }

    /// <summary>Reads what was made. Null where the answer names no cache.</summary>
    public static MadeCache? ReadMade(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            using var document = JsonDocument.ParseValue(ref reader);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("name", out var name) || name.ValueKind != JsonValueKind.String
                || !ResourceName().IsMatch(name.GetString()!))
            {
                return null;
            }

            var expires = root.TryGetProperty("expireTime", out var time) && time.ValueKind == JsonValueKind.String && time.TryGetDateTimeOffset(out var at) ? at : (DateTimeOffset?)null;
            long? tokens = root.TryGetProperty("usageMetadata", out var usage) && usage.ValueKind == JsonValueKind.Object
                && usage.TryGetProperty("totalTokenCount", out var total) && total.ValueKind == JsonValueKind.Number && total.TryGetInt64(out var count) && count > 0
                ? count
                : null;
            return new MadeCache(name.GetString()!, expires, tokens);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The fewest tokens that a cache of the model must have, where a refusal says so.</summary>
    public static long? ReadLeast(ReadOnlySpan<byte> body)
    {
        var text = System.Text.Encoding.UTF8.GetString(body.Length > 4096 ? body[..4096] : body);
        var match = LeastTokens().Match(text);
        return match.Success && long.TryParse(match.Groups["n"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var least) ? least : null;
    }

    private static string Root(Uri endpoint)
    {
        var path = endpoint.AbsolutePath.TrimEnd('/');
        var models = path.LastIndexOf("/models", StringComparison.Ordinal);
        path = models >= 0 ? path[..models] : path;
        return path.Length == 0 ? "/v1beta" : path;
    }

    private static Uri At(Uri endpoint, string path, string? query) => new UriBuilder(endpoint)
    {
        Path = path,
        Query = string.Join('&', endpoint.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Where(static part => !part.StartsWith("alt=", StringComparison.Ordinal)).Append(query).Where(static part => part is not null)),
    }.Uri;

    // It goes into a URL: nothing in it may lead elsewhere.
    [GeneratedRegex("^(projects/[A-Za-z0-9_-]+/locations/[A-Za-z0-9-]+/)?cachedContents/[A-Za-z0-9_-]{1,200}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ResourceName();

    [GeneratedRegex("min_total_token_count ?= ?(?<n>[0-9]{1,9})|minimum (token count|number of tokens)[^0-9]{0,40}(?<n>[0-9]{1,9})", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LeastTokens();
}
