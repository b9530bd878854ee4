using System.Text.Json;

namespace Dragoman.Testing;

internal sealed partial class OpenAiRules
{
    private const string Unsupported = "unsupported_parameter";

    private static readonly string[] SamplingMembers =
        ["top_p", "presence_penalty", "frequency_penalty", "logprobs", "top_logprobs", "logit_bias"];

    private void CheckParameters(JsonElement body, string model, Findings found)
    {
        CheckOutputLimit(body, model, found);
        if (OpenAiModel.Reasons(model))
        {
            CheckReasoningModel(body, model, found);
        }
        else if (OpenAiModel.KnownNotToReason(model) && Has(body, "reasoning_effort", out _))
        {
            found.Add("Unrecognized request argument supplied: reasoning_effort");
        }

        var streams = body.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True;
        if (Has(body, "stream_options", out _) && !streams)
        {
            found.Add("The 'stream_options' parameter is only allowed when 'stream' is enabled.", "stream_options");
        }

        CheckStop(body, found);
        CheckIdentity(body, found);
        if (Has(body, "response_format", out var format) && Text(format, "type") == "json_schema")
        {
            CheckResponseFormat(format, found);
        }
    }

    private void CheckOutputLimit(JsonElement body, string model, Findings found)
    {
        if (Has(body, "max_tokens", out _) && Has(body, "max_completion_tokens", out _))
        {
            found.Add("Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.", "max_tokens", "invalid_parameter_combination");
        }

        var cap = options.OutputCaps.TryGetValue(model, out var own) ? own : OpenAiModel.OutputCap(model);
        foreach (var name in new[] { "max_tokens", "max_completion_tokens" })
        {
            if (!Has(body, name, out var value) || !value.TryGetInt64(out var asked))
            {
                continue;
            }

            if (asked < 1)
            {
                found.Add($"Invalid '{name}': integer below minimum value. Expected a value >= 1, but got {asked} instead.", name, "integer_below_min_value");
            }
            else if (asked > cap)
            {
                found.Add(
                    $"{name} is too large: {asked}. This model supports at most {cap} completion tokens, whereas you provided {asked}.",
                    name,
                    "invalid_value");
            }
        }
    }

    private static void CheckReasoningModel(JsonElement body, string model, Findings found)
    {
        if (Has(body, "max_tokens", out _))
        {
            found.Add("Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.", "max_tokens", Unsupported);
        }

        if (Has(body, "temperature", out var temperature) && temperature.GetDouble() != 1)
        {
            found.Add(
                $"Unsupported value: 'temperature' does not support {temperature.GetRawText()} with this model. Only the default (1) value is supported.",
                "temperature",
                "unsupported_value");
        }

        // The first reasoning models took 'stop'; the published schema says that o3, o4-mini and all later ones do not.
        var refused = OpenAiModel.TakesStop(model) ? SamplingMembers : [.. SamplingMembers, "stop"];
        foreach (var name in refused.Where(name => Has(body, name, out _)))
        {
            found.Add($"Unsupported parameter: '{name}' is not supported with this model.", name, Unsupported);
        }

        if (OpenAiModel.IsOSeries(model) && Has(body, "parallel_tool_calls", out _))
        {
            found.Add("Unsupported parameter: 'parallel_tool_calls' is not supported with this model.", "parallel_tool_calls", Unsupported);
        }

        if (Text(body, "reasoning_effort") is not { } effort)
        {
            return;
        }

        var known = OpenAiModel.Efforts(model);
        if (known.Length > 0 && !known.Contains(effort))
        {
            found.Add(
                $"Unsupported value: 'reasoning_effort' does not support '{effort}' with this model. Supported values are: "
                + $"{string.Join(", ", known.Select(value => $"'{value}'"))}.",
                "reasoning_effort",
                "unsupported_value");
        }

        if (effort != "none" && OpenAiModel.RefusesEffortWithTools(model)
            && Items(body, "tools").Any(tool => Text(tool, "type") == "function"))
        {
            found.Add(
                $"Function tools with reasoning_effort are not supported for {model} in /v1/chat/completions. "
                + "Please use /v1/responses instead, or set reasoning_effort to 'none'.",
                "reasoning_effort");
        }
    }

    private static void CheckStop(JsonElement body, Findings found)
    {
        if (!Has(body, "stop", out var stop))
        {
            return;
        }

        var count = stop.ValueKind == JsonValueKind.Array ? stop.GetArrayLength() : 1;
        if (count > 4)
        {
            found.Add($"Invalid 'stop': array too long. Expected an array with maximum length 4, but got an array with length {count} instead.", "stop", "array_above_max_length");
        }

        if (stop.ValueKind == JsonValueKind.Array && stop.EnumerateArray().Any(item => item.ValueKind == JsonValueKind.String && item.GetString()!.Length == 0))
        {
            found.Add("Invalid 'stop': empty string. Expected a string with minimum length 1, but got an empty string instead.", "stop", "empty_string");
        }
    }

    private static void CheckIdentity(JsonElement body, Findings found)
    {
        foreach (var name in new[] { "prompt_cache_key", "safety_identifier", "user" })
        {
            if (Text(body, name) is { Length: > 64 } value)
            {
                found.Add(
                    $"Invalid '{name}': string too long. Expected a string with maximum length 64, but got a string with length {value.Length} instead.",
                    name,
                    "string_above_max_length");
            }
        }

        if (Has(body, "metadata", out _) && !(body.TryGetProperty("store", out var store) && store.ValueKind == JsonValueKind.True))
        {
            found.Add("The 'metadata' parameter is only allowed when 'store' is enabled.", "metadata");
        }
    }

    private static void CheckResponseFormat(JsonElement format, Findings found)
    {
        if (!Has(format, "json_schema", out var schema))
        {
            found.Add("Missing required parameter: 'response_format.json_schema'.", "response_format.json_schema", "missing_required_parameter");
            return;
        }

        var name = Text(schema, "name") ?? string.Empty;
        CheckName(name, "response_format.json_schema.name", found);
        if (Has(schema, "strict", out var strict) && strict.ValueKind == JsonValueKind.True && Has(schema, "schema", out var inner))
        {
            foreach (var error in StrictSchemaErrors(inner, "()"))
            {
                found.Add($"Invalid schema for response_format '{name}': {error}", "response_format");
            }
        }
    }
}
