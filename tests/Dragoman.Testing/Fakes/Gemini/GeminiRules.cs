using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace Dragoman.Testing;

/// <summary>The rules of generateContent. Each check adds a refusal in the wording of the real API.</summary>
internal sealed partial class GeminiRules(StrictGeminiOptions options, SpecValidator? spec, SignatureLedger signatures)
{
    private static readonly string[] Free = ["args", "response", "parametersJsonSchema", "responseJsonSchema"];

    private static readonly Dictionary<string, string[]> Members = new(StringComparer.Ordinal)
    {
        [""] = ["contents", "systemInstruction", "tools", "toolConfig", "safetySettings", "generationConfig", "cachedContent", "labels"],
        ["contents"] = ["role", "parts"],
        ["systemInstruction"] = ["role", "parts"],
        ["parts"] = ["text", "thought", "thoughtSignature", "functionCall", "functionResponse", "inlineData", "fileData", "executableCode", "codeExecutionResult", "toolCall", "toolResponse"],
        ["functionCall"] = ["id", "name", "args"],
        ["functionResponse"] = ["id", "name", "response", "parts"],
        ["inlineData"] = ["mimeType", "data"],
        ["tools"] = ["functionDeclarations", "googleSearch", "urlContext", "codeExecution"],
        ["functionDeclarations"] = ["name", "description", "parameters", "parametersJsonSchema", "response", "responseJsonSchema", "behavior"],
        ["toolConfig"] = ["functionCallingConfig", "includeServerSideToolInvocations", "retrievalConfig"],
        ["functionCallingConfig"] = ["mode", "allowedFunctionNames"],
        ["generationConfig"] = ["maxOutputTokens", "temperature", "topP", "topK", "stopSequences", "responseMimeType", "responseSchema", "responseJsonSchema", "thinkingConfig", "candidateCount", "seed"],
        ["thinkingConfig"] = ["includeThoughts", "thinkingBudget", "thinkingLevel"],
        ["safetySettings"] = ["category", "threshold"],
    };

    /// <summary>What is wrong with a request's credential, if anything.</summary>
    public Refusal? CheckAccess(RecordedRequest request)
    {
        var key = options.IsVertex ? request.Header("Authorization")?.Replace("Bearer ", "", StringComparison.Ordinal) : request.Header("x-goog-api-key");
        return string.IsNullOrEmpty(key) || (options.Keys is { } keys && !keys.Contains(key))
            ? options.IsVertex ? new Refusal(401, "Request had invalid authentication credentials.", "UNAUTHENTICATED") : Bad("API key not valid. Please pass a valid API key.")
            : null;
    }

    /// <summary>What is wrong with what a cache is to hold, if anything. The user's next word comes with the turns.</summary>
    public Refusal? CheckCache(JsonElement cache, string model)
    {
        var found = new List<Refusal>();
        CheckTools(cache, model, found);
        foreach (var content in Items(cache, "contents"))
        {
            foreach (var part in Items(content, "parts"))
            {
                CheckPart(part, Text(content, "role"), 0, found);
            }
        }

        return found.Count > 0 ? found[0] : null;
    }

    /// <summary>Everything that is wrong with a request, in the order in which the API would notice.</summary>
    public IReadOnlyList<Refusal> Check(RecordedRequest request)
    {
        var found = new List<Refusal>();
        CheckHeaders(request, found);
        if (!Utf8.IsValid(request.Body) || !request.IsJson || request.Json.ValueKind != JsonValueKind.Object)
        {
            found.Add(Bad("Invalid JSON payload received. Unexpected token."));
            return found;
        }

        var body = request.Json;
        CheckNames(body, "", "", found);
        if (spec is not null)
        {
            found.AddRange(spec.Validate("GenerateContentRequest", body).Select(error => Bad($"The request does not fit the published schema at {error}")));
        }

        var model = request.Conversation.Model;
        if (!options.Models.Contains(model))
        {
            found.Add(new Refusal(404, $"models/{model} is not found for API version v1beta, or is not supported for generateContent.", "NOT_FOUND"));
        }

        CheckSettings(body, model, found);
        CheckTools(body, model, found);
        CheckContents(body, model, found);
        return found;
    }

    private static Refusal Bad(string message) => new(400, message, "INVALID_ARGUMENT");

    private void CheckHeaders(RecordedRequest request, List<Refusal> found)
    {
        if (CheckAccess(request) is { } refused)
        {
            found.Add(refused);
        }

        if (request.Header("Content-Type")?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) != true)
        {
            found.Add(Bad("Content-Type must be application/json."));
        }

        foreach (var name in request.Headers.Keys.Where(IsOfAnotherProvider))
        {
            found.Add(Bad($"The header '{name}' is none of this API's: it came from the client through the gateway."));
        }

        var streams = request.Path.EndsWith(":streamGenerateContent", StringComparison.Ordinal);
        if (request.Query != (streams ? "?alt=sse" : ""))
        {
            found.Add(Bad($"The query '{request.Query}' is not the one for this method."));
        }
    }

    private bool IsOfAnotherProvider(string header) =>
        header.StartsWith("anthropic-", StringComparison.OrdinalIgnoreCase) || header.StartsWith("x-claude-code-", StringComparison.OrdinalIgnoreCase)
        || header.StartsWith("x-stainless-", StringComparison.OrdinalIgnoreCase) || header.Equals("x-api-key", StringComparison.OrdinalIgnoreCase)
        || header.Equals("x-app", StringComparison.OrdinalIgnoreCase) || header.Equals("cookie", StringComparison.OrdinalIgnoreCase)
        || (!options.IsVertex && header.Equals("Authorization", StringComparison.OrdinalIgnoreCase));

    // Google's parser knows its members by name and refuses every other one.
    private static void CheckNames(JsonElement at, string kind, string path, List<Refusal> found)
    {
        if (at.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in at.EnumerateArray())
            {
                CheckNames(item, kind, path, found);
            }

            return;
        }

        if (at.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in at.EnumerateObject())
        {
            if (!seen.Add(member.Name))
            {
                found.Add(Bad($"Invalid JSON payload received. Duplicate name \"{member.Name}\" at '{path}'."));
            }

            if (Members.TryGetValue(kind, out var known) && !known.Contains(member.Name))
            {
                found.Add(Bad($"Invalid JSON payload received. Unknown name \"{member.Name}\" at '{path}': Cannot find field."));
            }
            else if (!Free.Contains(member.Name) && member.Name != "parameters")
            {
                CheckNames(member.Value, member.Name, path.Length == 0 ? member.Name : $"{path}.{member.Name}", found);
            }
        }
    }

    private static bool IsThree(string model) => model.StartsWith("gemini-3", StringComparison.Ordinal);

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    private static IEnumerable<JsonElement> Items(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    [GeneratedRegex("^[a-zA-Z_][a-zA-Z0-9_.:-]{0,127}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex FunctionName();
}
