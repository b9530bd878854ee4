using System.Text.Json;

namespace Dragoman.Testing;

/// <summary>The rules of Converse that its service model cannot say, in the wording of the real API.</summary>
internal sealed partial class ConverseRules(StrictConverseOptions options, ServiceModel? model, Func<string, bool> isMinted)
{
    private readonly List<Refusal> _found = [];
    private string _family = string.Empty;

    /// <summary>Everything that is wrong with a request, in the order in which the API would notice.</summary>
    public static IReadOnlyList<Refusal> Check(RecordedRequest request, StrictConverseOptions options, ServiceModel? model, Func<string, bool> isMinted)
    {
        var rules = new ConverseRules(options, model, isMinted);
        rules.Check(request);
        return rules._found;
    }

    private void Check(RecordedRequest request)
    {
        CheckCaller(request);
        if (!request.IsJson || request.Json.ValueKind != JsonValueKind.Object)
        {
            Refuse("Unexpected character in the request body: it is no JSON object.");
            return;
        }

        var body = request.Json;
        var id = ModelOf(request.Path);
        _family = id.Contains("anthropic.claude", StringComparison.Ordinal) ? "claude"
            : id.Contains("amazon.nova", StringComparison.Ordinal) ? "nova"
            : id.Contains("openai.", StringComparison.Ordinal) ? "openai"
            : "other";
        foreach (var error in model?.Validate("ConverseRequest", body) ?? [])
        {
            Refuse($"The request does not fit the service model: {error}");
        }

        if (_found.Count > 0)
        {
            return;
        }

        CheckSettings(body);
        CheckTools(body);
        CheckMessages(body);
        CheckCachePoints(body);
    }

    /// <summary>The model in a path such as <c>/model/x/converse</c>.</summary>
    public static string ModelOf(string path)
    {
        var parts = path.Split('/');
        return parts.Length == 4 && parts[1] == "model" ? Uri.UnescapeDataString(parts[2]) : string.Empty;
    }

    private void CheckCaller(RecordedRequest request)
    {
        var authorization = request.Header("Authorization");
        if (authorization?.StartsWith("AWS4-", StringComparison.Ordinal) == true)
        {
            if ((options.Signatures is null ? new Refusal(403, "Signatures are not expected here.") : options.Signatures.Check(request)) is { } refusal)
            {
                _found.Add(refusal);
            }
        }
        else if (authorization?.StartsWith("Bearer ", StringComparison.Ordinal) != true)
        {
            _found.Add(new Refusal(403, "Authentication failed: Please make sure your API Key is valid."));
        }
        else if (options.Keys is { } keys && !keys.Contains(authorization[7..]))
        {
            _found.Add(new Refusal(403, "Authentication failed: Please make sure your API Key is valid."));
        }

        foreach (var name in request.Headers.Keys.Where(name => name.StartsWith("anthropic-", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("x-claude", StringComparison.OrdinalIgnoreCase) || name.Equals("x-api-key", StringComparison.OrdinalIgnoreCase)))
        {
            Refuse($"The header {name} is another provider's.");
        }

        if (request.Header("Content-Type")?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) != true)
        {
            Refuse("Content-Type must be application/json.");
        }
    }

    private void CheckSettings(JsonElement body)
    {
        var inference = Member(body, "inferenceConfig");
        var fields = Member(body, "additionalModelRequestFields");
        var thinking = Member(fields, "thinking");
        var thinks = Text(thinking, "type") is "enabled" or "adaptive";
        string[] known = _family switch
        {
            "claude" => ["thinking", "top_k", "anthropic_beta", "output_config"],
            "nova" => ["inferenceConfig", "reasoningConfig"],
            "openai" => ["reasoning", "reasoning_effort"],
            _ => ["reasoning_effort", "reasoning_config"],
        };
        foreach (var field in Members(fields).Where(field => !known.Contains(field.Name)))
        {
            Refuse($"The model returned the following errors: Malformed input request: #: extraneous key [{field.Name}] is not permitted, please reformat your input and try again.");
        }

        if (thinks && Number(thinking, "budget_tokens") is { } budget && (budget < 1024 || budget >= (Number(inference, "maxTokens") ?? double.MaxValue)))
        {
            Refuse("The model returned the following errors: `max_tokens` must be greater than `thinking.budget_tokens`.");
        }

        if (thinks && (Has(inference, "temperature") || Has(fields, "top_k")))
        {
            Refuse("The model returned the following errors: `temperature` may only be set to 1 when thinking is enabled.");
        }

        var choice = Member(Member(body, "toolConfig"), "toolChoice");
        if (thinks && (Has(choice, "any") || Has(choice, "tool")))
        {
            Refuse("The model returned the following errors: Thinking may not be enabled when tool_choice forces tool use.");
        }

        if (_family == "claude" && Has(inference, "temperature") && Has(inference, "topP"))
        {
            Refuse("The model returned the following errors: `temperature` and `top_p` cannot both be specified for this model.");
        }

        if (_family == "openai" && Number(inference, "maxTokens") is < 16)
        {
            Refuse("The model returned the following errors: integer below minimum value: expected a value >= 16.");
        }
    }

    private void CheckTools(JsonElement body)
    {
        var tools = Items(Member(body, "toolConfig"), "tools").Where(tool => Has(tool, "toolSpec")).Select(tool => Member(tool, "toolSpec")).ToList();
        var names = tools.ConvertAll(tool => Text(tool, "name"));
        if (names.Distinct().Count() != names.Count)
        {
            Refuse("The toolConfig.tools field contains duplicate names.");
        }

        foreach (var tool in tools)
        {
            var schema = Member(Member(tool, "inputSchema"), "json");
            if (Text(schema, "type") != "object")
            {
                Refuse($"The value at toolConfig.tools.{Text(tool, "name")}.toolSpec.inputSchema.json.type must be one of the following: object.");
            }
        }

        if (Has(Member(Member(body, "toolConfig"), "toolChoice"), "tool")
            && !names.Contains(Text(Member(Member(Member(body, "toolConfig"), "toolChoice"), "tool"), "name")))
        {
            Refuse("The tool named in toolConfig.toolChoice.tool is not among toolConfig.tools.");
        }
    }

    private void CheckCachePoints(JsonElement body)
    {
        var count = 0;
        CheckPoints(Items(body, "system"), "system");
        CheckPoints(Items(Member(body, "toolConfig"), "tools"), "toolConfig.tools");
        foreach (var message in Items(body, "messages"))
        {
            CheckPoints(Items(message, "content"), "messages");
        }

        if (count > 4)
        {
            Refuse($"The model returned the following errors: A maximum of 4 blocks with cache_control may be provided. Found {count}.");
        }

        void CheckPoints(IEnumerable<JsonElement> blocks, string place)
        {
            var before = string.Empty;
            foreach (var block in blocks)
            {
                var kind = block.EnumerateObject().First().Name;
                if (kind == "cachePoint")
                {
                    count++;
                    if (_family is not ("claude" or "nova") || (_family == "nova" && place == "toolConfig.tools"))
                    {
                        _found.Add(new Refusal(403, "You invoked an unsupported model or your request did not allow prompt caching. See the documentation for more information."));
                    }

                    if (before is "" or "cachePoint" or "document")
                    {
                        Refuse($"A cachePoint in {place} cannot follow {(before.Length == 0 ? "nothing" : before)}.");
                    }
                }

                before = kind;
            }
        }
    }

    private void Refuse(string message) => _found.Add(new Refusal(400, message, "ValidationException"));

    private static bool Has(JsonElement element, string name) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out _);

    private static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    private static string Text(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.String } value ? value.GetString()! : string.Empty;

    private static double? Number(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : null;

    private static IEnumerable<JsonProperty> Members(JsonElement element) => element.ValueKind == JsonValueKind.Object ? element.EnumerateObject() : [];

    private static IEnumerable<JsonElement> Items(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.Array } value ? value.EnumerateArray() : [];
}
