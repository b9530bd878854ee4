using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace Dragoman.Testing;

/// <summary>The rules of the Messages API. Each check adds a refusal in the wording of the real API.</summary>
internal sealed partial class AnthropicRules(StrictAnthropicOptions options, SignatureMint mint)
{
    private const string Attribution = "x-anthropic-billing-header:";

    /// <summary>Everything that is wrong with a request, in the order in which the API would notice.</summary>
    public IReadOnlyList<Refusal> Check(RecordedRequest request)
    {
        var found = new List<Refusal>();
        CheckHeaders(request, found);
        if (!Utf8.IsValid(request.Body) || !request.IsJson || request.Json.ValueKind != JsonValueKind.Object)
        {
            Add(found, "The request body is not valid JSON");
            return found;
        }

        var body = request.Json;
        var counting = request.Path.EndsWith("/count_tokens", StringComparison.Ordinal);
        foreach (var name in counting ? ["model", "messages"] : new[] { "model", "max_tokens", "messages" })
        {
            if (!Has(body, name, out _))
            {
                Add(found, $"{name}: Field required");
            }
        }

        CheckHost(request, body, found);
        CheckThinking(body, found);
        CheckSampling(request, body, found);
        CheckTools(body, found);
        CheckText(body.TryGetProperty("system", out var system) ? system : default, "system", found);
        CheckCacheMarks(body, found);
        if (Has(body, "messages", out var messages) && messages.ValueKind == JsonValueKind.Array)
        {
            CheckMessages(messages, found);
            CheckReferences(body, messages, found);
        }

        return found;
    }

    /// <summary>What the real API would let pass, but no gateway should do.</summary>
    public IEnumerable<string> Remarks(RecordedRequest request)
    {
        if (!request.IsJson || request.Json.ValueKind != JsonValueKind.Object)
        {
            yield break;
        }

        var index = 0;
        foreach (var block in Items(request.Json, "system"))
        {
            if (index++ > 0 && Text(block, "text")?.StartsWith(Attribution, StringComparison.Ordinal) == true)
            {
                yield return $"system.{index - 1}: the attribution block is not the first one, where it would be stripped";
            }
        }
    }

    private void CheckHeaders(RecordedRequest request, List<Refusal> found)
    {
        CheckCredential(request, found);
        if (request.Header("anthropic-version") is not { Length: > 0 })
        {
            Add(found, "anthropic-version: header is required");
        }
    }

    private void CheckCredential(RecordedRequest request, List<Refusal> found)
    {
        if (options.Door is { } door)
        {
            if (door.Check(request) is { } refused)
            {
                found.Add(refused);
            }

            return;
        }

        var key = request.Header("x-api-key");
        var bearer = request.Header("Authorization") is { } value && value.StartsWith("Bearer ", StringComparison.Ordinal) ? value[7..] : null;
        if (string.IsNullOrEmpty(key ?? bearer))
        {
            found.Add(new Refusal(401, "x-api-key header is required", "authentication_error"));
        }
        else if (options.Keys is { } keys && !keys.Contains((key ?? bearer)!))
        {
            found.Add(new Refusal(401, key is null ? "Invalid bearer token" : "invalid x-api-key", "authentication_error"));
        }
    }

    private static void CheckThinking(JsonElement body, List<Refusal> found)
    {
        var type = Has(body, "thinking", out var thinking) ? Text(thinking, "type") : null;
        if (type == "enabled")
        {
            var budget = thinking.TryGetProperty("budget_tokens", out var tokens) && tokens.TryGetInt64(out var count) ? count : 0;
            if (budget < 1024)
            {
                Add(found, "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024");
            }

            if (body.TryGetProperty("max_tokens", out var max) && max.TryGetInt64(out var limit) && limit <= budget)
            {
                Add(found, "`max_tokens` must be greater than `thinking.budget_tokens`.");
            }
        }

        var clears = Has(body, "context_management", out var management)
            && Items(management, "edits").Any(edit => Text(edit, "type")?.StartsWith("clear_thinking", StringComparison.Ordinal) == true);
        if (clears && (type is null or "disabled"))
        {
            Add(found, "`clear_thinking_20251015` strategy requires `thinking` to be enabled or adaptive");
        }
    }

    private static void CheckSampling(RecordedRequest request, JsonElement body, List<Refusal> found)
    {
        if (request.Header("anthropic-version") != "2026-10-21")
        {
            return;
        }

        foreach (var name in new[] { "temperature", "top_p", "top_k" }.Where(name => Has(body, name, out _)))
        {
            Add(found, $"{name}: is not supported in API version 2026-10-21");
        }
    }

    private static void CheckTools(JsonElement body, List<Refusal> found)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        var shown = 0;
        foreach (var tool in Items(body, "tools"))
        {
            var at = $"tools.{index++}";
            var name = Text(tool, "name");
            if (name is not null && !names.Add(name))
            {
                Add(found, "tools: Tool names must be unique.");
            }

            shown += tool.TryGetProperty("defer_loading", out var deferred) && deferred.ValueKind == JsonValueKind.True ? 0 : 1;
            if (Text(tool, "type") is { } type && type != "custom")
            {
                continue;
            }

            if (name is null || !ToolNamePattern().IsMatch(name))
            {
                Add(found, $"{at}.custom.name: String should match pattern '^[a-zA-Z0-9_-]{{1,128}}$'");
            }

            CheckSchema(tool, at, found);
        }

        if (index > 0 && shown == 0)
        {
            Add(found, "At least one tool must have defer_loading=false. All tools cannot be deferred.");
        }

        if (index == 0 && Has(body, "tool_choice", out _))
        {
            Add(found, "tool_choice may only be specified while providing tools");
        }
    }

    private static void CheckSchema(JsonElement tool, string at, List<Refusal> found)
    {
        if (!Has(tool, "input_schema", out var schema) || Text(schema, "type") != "object")
        {
            Add(found, $"{at}.custom.input_schema.type: Field required");
            return;
        }

        if (new[] { "oneOf", "allOf", "anyOf" }.Any(keyword => schema.TryGetProperty(keyword, out _)))
        {
            Add(found, $"{at}.custom.input_schema: input_schema does not support oneOf, allOf, or anyOf at the top level");
        }
    }

    private static void CheckCacheMarks(JsonElement body, List<Refusal> found)
    {
        var count = 0;
        foreach (var name in new[] { "tools", "system", "messages" })
        {
            if (body.TryGetProperty(name, out var part))
            {
                count += CountMarks(part);
            }
        }

        count += Has(body, "cache_control", out _) ? 1 : 0;
        if (count > 4)
        {
            Add(found, $"A maximum of 4 blocks with cache_control may be provided. Found {count}.");
        }
    }

    private static int CountMarks(JsonElement at) => at.ValueKind switch
    {
        JsonValueKind.Array => at.EnumerateArray().Sum(CountMarks),
        JsonValueKind.Object => (Has(at, "cache_control", out _) ? 1 : 0)
            + at.EnumerateObject().Where(member => member.Name is "content").Sum(member => CountMarks(member.Value)),
        _ => 0,
    };

    [GeneratedRegex("^[a-zA-Z0-9_-]{1,128}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ToolNamePattern();

    private static void Add(List<Refusal> found, string message) => found.Add(new Refusal(400, message));

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static bool Has(JsonElement element, string name, out JsonElement value)
    {
        value = default;
        return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;
    }

    private static IEnumerable<JsonElement> Items(JsonElement element, string name) =>
        Has(element, name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];
}
