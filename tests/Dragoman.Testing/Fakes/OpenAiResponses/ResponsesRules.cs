using System.Text.Json;
using System.Text.Unicode;
using Findings = Dragoman.Testing.OpenAiRules.Findings;

namespace Dragoman.Testing;

/// <summary>The rules of Responses. Each check adds a refusal in the wording of the real API.</summary>
internal sealed partial class ResponsesRules(StrictOpenAiOptions options, SpecValidator? spec, Func<string, bool> isMinted)
{
    private static readonly string[] BodyMembers =
    [
        "model", "input", "instructions", "include", "parallel_tool_calls", "store", "stream", "stream_options", "conversation",
        "context_management", "max_output_tokens", "max_tool_calls", "metadata", "moderation", "previous_response_id", "prompt",
        "prompt_cache_key", "prompt_cache_options", "prompt_cache_retention", "reasoning", "safety_identifier", "service_tier",
        "temperature", "text", "tool_choice", "tools", "top_logprobs", "top_p", "truncation", "user", "background",
    ];

    private readonly OpenAiRules _common = new(options, null);

    /// <summary>Everything that is wrong with a request, in the order in which the API would notice.</summary>
    public IReadOnlyList<Refusal> Check(RecordedRequest request)
    {
        var found = new Findings();
        _common.CheckHeaders(request, found);
        if (!Utf8.IsValid(request.Body) || !request.IsJson || request.Json.ValueKind != JsonValueKind.Object)
        {
            found.Add("We could not parse the JSON body of your request.");
            return found.Refusals;
        }

        var body = request.Json;
        foreach (var member in body.EnumerateObject().Where(member => !BodyMembers.Contains(member.Name) || options.RefusedMembers.Contains(member.Name)))
        {
            found.Add($"Unknown parameter: '{member.Name}'.", member.Name, "unknown_parameter");
        }

        OpenAiRules.FindForeignKeys(body, string.Empty, found);
        CheckSchema(body, found);
        if (OpenAiRules.Text(body, "model") is not { } model)
        {
            found.Add("Missing required parameter: 'model'.", "model", "missing_required_parameter");
            return found.Refusals;
        }

        CheckParameters(body, model, found);
        CheckTools(body, found);
        CheckInput(body, model, found);
        return found.Refusals;
    }

    // The published schema tells the items of an input apart by their type, which a plain validator cannot: each is held against its own.
    private void CheckSchema(JsonElement body, Findings found)
    {
        if (spec is null)
        {
            return;
        }

        foreach (var error in spec.Validate("CreateResponse", body).Where(error => !error.StartsWith("/input", StringComparison.Ordinal)))
        {
            found.Add($"The request does not fit the published schema at {error}", param: error);
        }

        var index = 0;
        foreach (var item in OpenAiRules.Items(body, "input"))
        {
            var at = index++;
            var schema = OpenAiRules.Text(item, "type") switch
            {
                null or "message" when OpenAiRules.Text(item, "role") == "assistant" && item.GetProperty("content").ValueKind == JsonValueKind.Array => "OutputMessage",
                null or "message" => "EasyInputMessage",
                "function_call" => "FunctionToolCall",
                "function_call_output" => "FunctionCallOutputItemParam",
                "reasoning" => "ReasoningItem",
                "web_search_call" => "WebSearchToolCall",
                "custom_tool_call" => "CustomToolCall",
                "custom_tool_call_output" => "CustomToolCallOutput",
                "compaction" => "CompactionSummaryItemParam",
                _ => string.Empty,
            };
            if (schema.Length == 0)
            {
                found.Add($"Invalid value: '{OpenAiRules.Text(item, "type")}'.", $"input[{at}].type", "invalid_value");
                continue;
            }

            foreach (var error in spec.Validate(schema, item))
            {
                found.Add($"The request does not fit the published schema at input[{at}]{error}", $"input[{at}]");
            }
        }
    }

    private static void CheckParameters(JsonElement body, string model, Findings found)
    {
        if (OpenAiRules.Has(body, "max_output_tokens", out var max) && max.TryGetInt64(out var asked))
        {
            if (asked < 16)
            {
                found.Add($"Invalid 'max_output_tokens': integer below minimum value. Expected a value >= 16, but got {asked} instead.", "max_output_tokens", "integer_below_min_value");
            }
            else if (OpenAiModel.OutputCap(model) is { } cap && asked > cap)
            {
                found.Add($"Invalid 'max_output_tokens': {asked} is above {cap}.", "max_output_tokens", "integer_above_max_value");
            }
        }

        if (OpenAiModel.Reasons(model))
        {
            foreach (var name in new[] { "temperature", "top_p" }.Where(name => OpenAiRules.Has(body, name, out _)))
            {
                found.Add($"Unsupported parameter: '{name}' is not supported with this model.", name, "unsupported_parameter");
            }
        }
        else if (OpenAiModel.KnownNotToReason(model) && OpenAiRules.Has(body, "reasoning", out _))
        {
            found.Add("Unsupported parameter: 'reasoning.effort' is not supported with this model.", "reasoning.effort", "unsupported_parameter");
        }

        if (OpenAiRules.Has(body, "reasoning", out var reasoning) && OpenAiRules.Text(reasoning, "effort") is { } effort
            && OpenAiModel.Efforts(model) is { Length: > 0 } known && !known.Contains(effort))
        {
            found.Add($"Unsupported value: '{effort}' is not supported with the '{model}' model. Supported values are: {string.Join(", ", known.Select(word => $"'{word}'"))}.", "reasoning.effort", "unsupported_value");
        }

        if (OpenAiRules.Text(body, "prompt_cache_key") is { Length: > 64 } key)
        {
            found.Add($"Invalid 'prompt_cache_key': string too long. Expected a string with maximum length 64, but got a string with length {key.Length} instead.", "prompt_cache_key");
        }
    }

    private void CheckTools(JsonElement body, Findings found)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        if (OpenAiRules.Has(body, "tools", out var tools) && tools.GetArrayLength() > options.MaxTools)
        {
            found.Add($"Invalid 'tools': array too long. Expected an array with maximum length {options.MaxTools}.", "tools", "array_above_max_length");
        }

        foreach (var tool in OpenAiRules.Items(body, "tools"))
        {
            var at = $"tools[{index++}]";
            if (OpenAiRules.Text(tool, "type") != "function")
            {
                continue;
            }

            OpenAiRules.RefuseUnknown(tool, at, found, "type", "name", "description", "parameters", "strict");
            var name = OpenAiRules.Text(tool, "name") ?? string.Empty;
            OpenAiRules.CheckName(name, $"{at}.name", found);
            if (!names.Add(name))
            {
                found.Add($"Function names must be unique, and '{name}' is given twice.", $"{at}.name");
            }

            var strict = !tool.TryGetProperty("strict", out var flag) || flag.ValueKind != JsonValueKind.False;
            var errors = OpenAiRules.FunctionSchemaErrors(tool.GetProperty("parameters")).Concat(strict ? OpenAiRules.StrictSchemaErrors(tool.GetProperty("parameters"), "()") : []);
            foreach (var error in errors)
            {
                found.Add($"Invalid schema for function '{name}': {error}", $"{at}.parameters", "invalid_function_parameters");
            }
        }

        if (index == 0 && (OpenAiRules.Has(body, "tool_choice", out _) || OpenAiRules.Has(body, "parallel_tool_calls", out _)))
        {
            found.Add("Tool choice 'auto' and parallel_tool_calls are only allowed when 'tools' are specified.", "tool_choice");
        }

        if (OpenAiRules.Has(body, "tool_choice", out var choice) && OpenAiRules.Text(choice, "name") is { } chosen && !names.Contains(chosen))
        {
            found.Add($"Tool choice 'function' not found in 'tools' parameter: '{chosen}'.", "tool_choice");
        }
    }
}
