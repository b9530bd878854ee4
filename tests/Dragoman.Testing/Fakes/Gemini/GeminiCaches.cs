using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Dragoman.Testing;

/// <summary>
/// The <c>cachedContents</c> of a fake: what was made, for which model, and what a request that goes on from one really says.
/// </summary>
public sealed partial class GeminiCaches(StrictGeminiOptions options)
{
    private static readonly string[] Members = ["model", "ttl", "displayName", "systemInstruction", "tools", "toolConfig", "contents"];
    private static readonly string[] NotBeside = ["systemInstruction", "tools", "toolConfig"];

    private readonly ConcurrentDictionary<string, JsonObject> _held = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>The names of the caches that exist.</summary>
    public IReadOnlyList<string> Names => [.. _held.Keys];

    /// <summary>How often a lifetime was changed.</summary>
    public int Extensions { get; private set; }

    /// <summary>Lets every cache go, as if its time were up.</summary>
    public void Expire() => _held.Clear();

    /// <summary>A cache's tokens, as counted here: four bytes each.</summary>
    public static int TokensOf(JsonObject cache) => cache.ToJsonString().Length / 4;

    /// <summary>The cache that a body goes on from; null for none, or for an unknown one.</summary>
    public JsonObject? Find(JsonElement body) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty("cachedContent", out var name) && name.ValueKind == JsonValueKind.String
            ? _held.GetValueOrDefault(name.GetString()!)
            : null;

    /// <summary>What a body that goes on from a cache says in full; the body itself where it goes on from none.</summary>
    public (byte[] Body, Refusal? Refusal) Expand(RecordedRequest request)
    {
        if (!request.IsJson || request.Json.ValueKind != JsonValueKind.Object || !request.Json.TryGetProperty("cachedContent", out var name))
        {
            return (request.Body, null);
        }

        if (Find(request.Json) is not { } cache)
        {
            return (request.Body, options.IsVertex
                ? new Refusal(404, $"Not found: cached content metadata for {name}.", "NOT_FOUND")
                : new Refusal(403, "CachedContent not found (or permission denied)", "PERMISSION_DENIED"));
        }

        var body = JsonNode.Parse(request.Body)!.AsObject();
        if (NotBeside.Any(body.ContainsKey))
        {
            return (request.Body, new Refusal(400, "CachedContent can not be used with GenerateContent request setting system_instruction, tools or tool_config.\n\nProposed fix: move those values to CachedContent from GenerateContent request.", "INVALID_ARGUMENT"));
        }

        if (!cache["model"]!.GetValue<string>().EndsWith($"/{request.Conversation.Model}", StringComparison.Ordinal))
        {
            return (request.Body, new Refusal(400, "Model used by GenerateContent request and CachedContent has to be the same.", "INVALID_ARGUMENT"));
        }

        body.Remove("cachedContent");
        foreach (var member in NotBeside.Where(cache.ContainsKey))
        {
            body[member] = cache[member]!.DeepClone();
        }

        body["contents"] = new JsonArray([.. (cache["contents"]?.AsArray() ?? []).Concat(body["contents"]?.AsArray() ?? []).Select(content => content!.DeepClone())]);
        return (Encoding.UTF8.GetBytes(body.ToJsonString()), null);
    }

    /// <summary>Answers a request to the collection or to a cache. Null where the path is none of theirs.</summary>
    internal (int Status, string Json)? Answer(RecordedRequest request, GeminiRules rules)
    {
        var at = request.Path.IndexOf("/cachedContents", StringComparison.Ordinal);
        if (at < 0)
        {
            return null;
        }

        var root = options.IsVertex ? "/v1/projects/acme/locations/global" : "/v1beta";
        if (request.Path[..at] != root)
        {
            return Error(new Refusal(404, "Not found.", "NOT_FOUND"));
        }

        if (rules.CheckAccess(request) is { } refused)
        {
            return Error(refused);
        }

        var name = request.Path[(options.IsVertex ? "/v1/" : "/v1beta/").Length..];
        return request.Method switch
        {
            "POST" when name.EndsWith("cachedContents", StringComparison.Ordinal) => Make(request, name, rules),
            _ when !_held.ContainsKey(name) => Error(new Refusal(403, "CachedContent not found (or permission denied)", "PERMISSION_DENIED")),
            "PATCH" when request.Query != "?updateMask=ttl" => Error(new Refusal(400, "update_mask must name ttl or expire_time.", "INVALID_ARGUMENT")),
            "PATCH" => Extend(request, name),
            "DELETE" when _held.TryRemove(name, out _) => (200, "{}"),
            _ => Error(new Refusal(404, "Not found.", "NOT_FOUND")),
        };
    }

    private static (int Status, string Json) Error(Refusal refusal) => (refusal.Status, GeminiErrors.Body(refusal.Status, refusal.Message, refusal.Type));

    private (int Status, string Json) Make(RecordedRequest request, string collection, GeminiRules rules)
    {
        if (!request.IsJson || JsonNode.Parse(request.Body) is not JsonObject cache)
        {
            return Error(new Refusal(400, "Invalid JSON payload received.", "INVALID_ARGUMENT"));
        }

        var model = cache["model"]?.GetValue<string>() ?? "";
        var expected = options.IsVertex ? "projects/acme/locations/global/publishers/google/models/" : "models/";
        var unknown = cache.Select(member => member.Key).FirstOrDefault(member => !Members.Contains(member));
        var tokens = TokensOf(cache);
        var refusal = unknown is not null ? new Refusal(400, $"Invalid JSON payload received. Unknown name \"{unknown}\" at 'cached_content': Cannot find field.", "INVALID_ARGUMENT")
            : !model.StartsWith(expected, StringComparison.Ordinal) || !options.Models.Contains(model[expected.Length..]) ? new Refusal(404, $"{model} is not found", "NOT_FOUND")
            : !Lifetime().IsMatch(cache["ttl"]?.GetValue<string>() ?? "") ? new Refusal(400, "Invalid value at 'cached_content.ttl' (type.googleapis.com/google.protobuf.Duration)", "INVALID_ARGUMENT")
            : tokens < options.MinCacheTokens ? new Refusal(400, $"Cached content is too small. total_token_count={tokens}, min_total_token_count={options.MinCacheTokens}", "INVALID_ARGUMENT")
            : rules.CheckCache(JsonSerializer.SerializeToElement(cache), model[expected.Length..]);
        if (refusal is not null)
        {
            return Error(refusal);
        }

        var name = $"{collection}/c{Interlocked.Increment(ref _count)}";
        _held[name] = cache;
        return (200, Describe(name, cache));
    }

    private (int Status, string Json) Extend(RecordedRequest request, string name)
    {
        if (!request.IsJson || JsonNode.Parse(request.Body) is not JsonObject change || change.Count != 1 || !Lifetime().IsMatch(change["ttl"]?.GetValue<string>() ?? ""))
        {
            return Error(new Refusal(400, "Only ttl or expire_time can be updated.", "INVALID_ARGUMENT"));
        }

        Extensions++;
        return (200, Describe(name, _held[name]));
    }

    // Without an expiry: who made it knows how long it asked for, and tests have clocks of their own.
    private static string Describe(string name, JsonObject cache) =>
        JsonSerializer.Serialize(new { name, model = cache["model"]!.GetValue<string>(), usageMetadata = new { totalTokenCount = TokensOf(cache) } });

    [GeneratedRegex(@"^[1-9][0-9]*(\.[0-9]+)?s$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Lifetime();
}
