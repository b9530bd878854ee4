using System.Text.Json;
using System.Text.Unicode;

namespace Dragoman.Testing;

/// <summary>The rules of chat completions. Each check adds a refusal in the wording of the real API.</summary>
internal sealed partial class OpenAiRules(StrictOpenAiOptions options, SpecValidator? spec)
{
    private static readonly string[] BodyMembers =
    [
        "messages", "model", "audio", "frequency_penalty", "function_call", "functions", "logit_bias", "logprobs", "max_completion_tokens",
        "max_tokens", "metadata", "modalities", "moderation", "n", "parallel_tool_calls", "prediction", "presence_penalty",
        "prompt_cache_key", "prompt_cache_options", "prompt_cache_retention", "reasoning_effort", "response_format", "safety_identifier",
        "seed", "service_tier", "stop", "store", "stream", "stream_options", "temperature", "tool_choice", "tools", "top_logprobs", "top_p",
        "user", "verbosity", "web_search_options",
    ];

    /// <summary>Everything that is wrong with a request, in the order in which the API would notice.</summary>
    public IReadOnlyList<Refusal> Check(RecordedRequest request)
    {
        var found = new Findings();
        CheckHeaders(request, found);
        if (!Utf8.IsValid(request.Body))
        {
            found.Add("We could not parse the JSON body of your request: it is not valid UTF-8.");
            return found.Refusals;
        }

        if (!request.IsJson || request.Json.ValueKind != JsonValueKind.Object)
        {
            found.Add("We could not parse the JSON body of your request. (HINT: This likely means you aren't using your HTTP library correctly. "
                + "The OpenAI API expects a JSON payload, but what was sent was not valid JSON.)");
            return found.Refusals;
        }

        var body = request.Json;
        CheckMembers(body, found);
        FindForeignKeys(body, string.Empty, found);
        if (spec is not null && options.ExtraBodyMembers.Count == 0)
        {
            // A parameter given as null is as good as absent to the API, though its schema does not say so everywhere.
            foreach (var error in spec.Validate("CreateChatCompletionRequest", body).Where(error => !IsAboutNull(body, error)))
            {
                found.Add($"The request does not fit the published schema at {error}", param: error);
            }
        }

        if (Text(body, "model") is not { } model)
        {
            found.Add("you must provide a model parameter");
            return found.Refusals;
        }

        if (options.RefusesUnlistedModels && !options.Models.Contains(model))
        {
            found.Add(new Refusal(404, $"The model `{model}` does not exist or you do not have access to it.", Code: "model_not_found"));
        }

        CheckParameters(body, model, found);
        CheckTools(body, model, found);
        CheckMessages(body, found);
        return found.Refusals;
    }

    private static bool IsAboutNull(JsonElement body, string error)
    {
        var member = error[..error.IndexOf(':', StringComparison.Ordinal)].TrimStart('/');
        return body.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.Null;
    }

    internal void CheckHeaders(RecordedRequest request, Findings found)
    {
        CheckCredential(request, found);
        if (request.Header("Content-Type")?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) != true)
        {
            found.Add(new Refusal(415, "Unsupported Media Type: 'Content-Type' must be 'application/json'."));
        }

        foreach (var name in request.Headers.Keys.Where(IsOfAnotherProvider))
        {
            found.Add($"The header '{name}' is none of this API's: it came from the client through the gateway.", param: name);
        }

        if (request.Query.Length > 0 && options.Door is null)
        {
            found.Add($"The query '{request.Query}' is none of this API's.", param: "query");
        }
    }

    private void CheckCredential(RecordedRequest request, Findings found)
    {
        if (options.Door is { } door)
        {
            if (door.Check(request) is { } refused)
            {
                found.Add(refused);
            }

            return;
        }

        var authorization = request.Header("Authorization");
        if (authorization is null || !authorization.StartsWith("Bearer ", StringComparison.Ordinal) || authorization.Length <= 7)
        {
            found.Add(new Refusal(401, "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth "
                + "(i.e. Authorization: Bearer YOUR_KEY)."));
        }
        else if (options.Keys is { } keys && !keys.Contains(authorization[7..]))
        {
            found.Add(new Refusal(401, "Incorrect API key provided. You can find your API key at https://platform.openai.com/account/api-keys.", Code: "invalid_api_key"));
        }
    }

    private static bool IsOfAnotherProvider(string header) =>
        header.StartsWith("anthropic-", StringComparison.OrdinalIgnoreCase)
        || header.StartsWith("x-claude-code-", StringComparison.OrdinalIgnoreCase)
        || header.StartsWith("x-stainless-", StringComparison.OrdinalIgnoreCase)
        || header.Equals("x-api-key", StringComparison.OrdinalIgnoreCase)
        || header.Equals("x-app", StringComparison.OrdinalIgnoreCase)
        || header.Equals("cookie", StringComparison.OrdinalIgnoreCase);

    private void CheckMembers(JsonElement body, Findings found)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in body.EnumerateObject())
        {
            if (!seen.Add(member.Name))
            {
                found.Add($"Duplicate member '{member.Name}' in the request body.", param: member.Name);
            }

            if (!BodyMembers.Contains(member.Name) && !options.ExtraBodyMembers.Contains(member.Name))
            {
                found.Add($"Unrecognized request argument supplied: {member.Name}");
            }
        }
    }

    // Members that only the Messages API has betray a body that was copied instead of built. Schemas of functions may use
    // any names and are left out.
    internal static void FindForeignKeys(JsonElement at, string path, Findings found)
    {
        if (at.ValueKind == JsonValueKind.Array)
        {
            var index = 0;
            foreach (var item in at.EnumerateArray())
            {
                FindForeignKeys(item, $"{path}[{index++}]", found);
            }
        }
        else if (at.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in at.EnumerateObject())
            {
                var place = path.Length == 0 ? member.Name : $"{path}.{member.Name}";
                if (member.Name is "cache_control" or "defer_loading" or "input_schema" or "output_config" or "tool_use_id" or "signature")
                {
                    found.Add($"Unknown parameter: '{place}'.", param: place, code: "unknown_parameter");
                }

                if (member.Name is not ("parameters" or "schema"))
                {
                    FindForeignKeys(member.Value, place, found);
                }
            }
        }
    }

    internal static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    internal static bool Has(JsonElement element, string name, out JsonElement value)
    {
        value = default;
        return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;
    }

    internal static IEnumerable<JsonElement> Items(JsonElement element, string name) =>
        Has(element, name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];

    /// <summary>Collects refusals.</summary>
    internal sealed class Findings
    {
        public List<Refusal> Refusals { get; } = [];

        public void Add(Refusal refusal) => Refusals.Add(refusal);

        public void Add(string message, string? param = null, string? code = null) => Add(new Refusal(400, message, Param: param, Code: code));
    }
}
