using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Dragoman.Testing;

internal sealed partial class OpenAiRules
{
    /// <summary>Characters of a tool call id at most.</summary>
    private const int MaxCallId = 40;

    private void CheckMessages(JsonElement body, Findings found)
    {
        if (!Has(body, "messages", out var messages) || messages.ValueKind != JsonValueKind.Array)
        {
            found.Add("Missing required parameter: 'messages'.", "messages", "missing_required_parameter");
            return;
        }

        if (messages.GetArrayLength() == 0)
        {
            found.Add("Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.", "messages", "empty_array");
        }

        var ids = new HashSet<string>(StringComparer.Ordinal);
        var open = new List<string>();
        var index = 0;
        foreach (var message in messages.EnumerateArray())
        {
            var at = $"messages[{index}]";
            var role = Text(message, "role");
            if (role != "tool")
            {
                RefuseUnanswered(open, found);
            }

            CheckMessage(message, role, at, found);
            if (role == "tool")
            {
                CheckToolMessage(message, at, open, found);
            }
            else if (role == "assistant")
            {
                CheckCalls(message, at, ids, open, found);
            }

            index++;
        }

        RefuseUnanswered(open, found);
    }

    private void CheckMessage(JsonElement message, string? role, string at, Findings found)
    {
        string[] known = role switch
        {
            "assistant" => ["role", "content", "name", "refusal", "audio", "tool_calls", "function_call"],
            "tool" => ["role", "content", "tool_call_id"],
            "system" or "developer" or "user" => ["role", "content", "name"],
            "function" => ["role", "content", "name"],
            _ => [],
        };
        if (known.Length == 0)
        {
            found.Add(
                $"Invalid value: '{role}'. Supported values are: 'system', 'assistant', 'user', 'function', 'tool', and 'developer'.",
                $"{at}.role",
                "invalid_value");
            return;
        }

        RefuseUnknown(message, at, found, [.. known, .. options.ExtraMessageMembers]);
        if (Text(message, "name") is { } name)
        {
            CheckName(name, $"{at}.name", found);
        }

        CheckContent(message, role!, at, found);
    }

    private static void CheckContent(JsonElement message, string role, string at, Findings found)
    {
        if (!Has(message, "content", out var content))
        {
            // Absent and null are one to the API: fine beside calls, else a missing text.
            if (!Has(message, "tool_calls", out _) && !Has(message, "function_call", out _) && !Has(message, "refusal", out _))
            {
                found.Add($"Invalid value for 'content': expected a string, got null.", $"{at}.content");
            }

            return;
        }

        if (content.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        if (content.GetArrayLength() == 0)
        {
            found.Add($"Invalid '{at}.content': empty array. Expected an array with minimum length 1, but got an empty array instead.", $"{at}.content", "empty_array");
        }

        var index = 0;
        foreach (var part in content.EnumerateArray())
        {
            CheckPart(part, role, $"{at}.content[{index++}]", at, found);
        }
    }

    private static void CheckPart(JsonElement part, string role, string at, string message, Findings found)
    {
        switch (Text(part, "type"))
        {
            case "text":
                RefuseUnknown(part, at, found, "type", "text", "prompt_cache_breakpoint");
                if (Text(part, "text") is "")
                {
                    found.Add($"Invalid '{at}.text': empty string. Expected a string with minimum length 1, but got an empty string instead.", $"{at}.text", "empty_string");
                }

                break;
            case "image_url" when role == "user":
                RefuseUnknown(part, at, found, "type", "image_url", "prompt_cache_breakpoint");
                CheckImage(part, at, found);
                break;
            case "image_url":
                found.Add(
                    $"Invalid '{message}'. Image URLs are only allowed for messages with role 'user', but this message with role '{role}' contains an image URL.",
                    message,
                    "invalid_value");
                break;
            case "file" when role == "user":
                RefuseUnknown(part, at, found, "type", "file", "prompt_cache_breakpoint");
                CheckFile(part, at, found);
                break;
            case "input_audio" when role == "user":
                break;
            case "refusal" when role == "assistant":
                break;
            case var type:
                var supported = role switch
                {
                    "user" => "'text', 'image_url', 'input_audio', 'refusal', 'audio', and 'file'",
                    "assistant" => "'text' and 'refusal'",
                    _ => "'text'",
                };
                found.Add($"Invalid value: '{type}'. Supported values are: {supported}.", $"{at}.type", "invalid_value");
                break;
        }
    }

    private static void CheckImage(JsonElement part, string at, Findings found)
    {
        if (!Has(part, "image_url", out var image) || Text(image, "url") is not { } url)
        {
            found.Add($"Missing required parameter: '{at}.image_url.url'.", $"{at}.image_url.url", "missing_required_parameter");
            return;
        }

        if (url.StartsWith("https://", StringComparison.Ordinal) || url.StartsWith("http://", StringComparison.Ordinal))
        {
            return;
        }

        var comma = url.IndexOf(";base64,", StringComparison.Ordinal);
        if (!url.StartsWith("data:image/", StringComparison.Ordinal) || comma < 0 || !Base64.IsValid(Encoding.ASCII.GetBytes(url[(comma + 8)..])))
        {
            found.Add($"Invalid '{at}.image_url.url'. Expected a base64-encoded data URL with an image MIME type, but got something else.", $"{at}.image_url.url", "invalid_base64");
        }
        else if (url[11..comma] is not ("png" or "jpeg" or "gif" or "webp"))
        {
            found.Add(
                "You uploaded an unsupported image. Please make sure your image has of one the following formats: ['png', 'jpeg', 'gif', 'webp'].",
                $"{at}.image_url.url",
                "image_parse_error");
        }
    }

    private static void CheckFile(JsonElement part, string at, Findings found)
    {
        if (!Has(part, "file", out var file))
        {
            found.Add($"Missing required parameter: '{at}.file'.", $"{at}.file", "missing_required_parameter");
            return;
        }

        RefuseUnknown(file, $"{at}.file", found, "file_id", "file_data", "filename");
        if (Text(file, "file_id") is not null)
        {
            return;
        }

        const string Prefix = "data:application/pdf;base64,";
        if (Text(file, "file_data") is not { } data || Text(file, "filename") is null)
        {
            found.Add($"Missing required parameter: '{at}.file.file_id'.", $"{at}.file.file_id", "missing_required_parameter");
        }
        else if (!data.StartsWith(Prefix, StringComparison.Ordinal) || !Base64.IsValid(Encoding.ASCII.GetBytes(data[Prefix.Length..])))
        {
            found.Add(
                $"Invalid '{at}.file.file_data'. Expected a base64-encoded data URL with an application/pdf MIME type (e.g. '{Prefix}…'), but got a value without it.",
                $"{at}.file.file_data",
                "invalid_value");
        }
    }

    private static void CheckCalls(JsonElement message, string at, HashSet<string> ids, List<string> open, Findings found)
    {
        if (!Has(message, "tool_calls", out var calls) || calls.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        if (calls.GetArrayLength() == 0)
        {
            found.Add(
                $"Invalid '{at}.tool_calls': empty array. Expected an array with minimum length 1, but got an empty array instead.", $"{at}.tool_calls", "empty_array");
        }

        var index = 0;
        foreach (var call in calls.EnumerateArray())
        {
            var place = $"{at}.tool_calls[{index++}]";
            RefuseUnknown(call, place, found, "id", "type", "function", "custom");
            CheckCall(call, place, ids, open, found);
        }
    }

    private static void CheckCall(JsonElement call, string at, HashSet<string> ids, List<string> open, Findings found)
    {
        var id = Text(call, "id") ?? string.Empty;
        if (id.Length is 0 or > MaxCallId)
        {
            found.Add(
                $"Invalid '{at}.id': {(id.Length == 0 ? "empty string. Expected a string with minimum length 1" : $"string too long. Expected a string with maximum length {MaxCallId}")}"
                + $", but got a string with length {id.Length} instead.",
                $"{at}.id",
                id.Length == 0 ? "empty_string" : "string_above_max_length");
        }

        if (!ids.Add(id))
        {
            found.Add($"Invalid '{at}.id': duplicate tool call id '{id}'.", $"{at}.id", "invalid_value");
        }

        open.Add(id);
        if (!Has(call, "function", out var function))
        {
            return;
        }

        RefuseUnknown(function, $"{at}.function", found, "name", "arguments");
        CheckName(Text(function, "name") ?? string.Empty, $"{at}.function.name", found);
        if (Text(function, "arguments") is not { } arguments)
        {
            found.Add($"Invalid type for '{at}.function.arguments': expected a string.", $"{at}.function.arguments", "invalid_type");
        }
        else if (!IsJsonObject(arguments))
        {
            found.Add($"Invalid value for '{at}.function.arguments': expected a JSON object as text.", $"{at}.function.arguments", "invalid_value");
        }
    }

    private static void CheckToolMessage(JsonElement message, string at, List<string> open, Findings found)
    {
        if (Text(message, "tool_call_id") is not { } id)
        {
            found.Add($"Missing parameter 'tool_call_id': messages with role 'tool' must have a 'tool_call_id'.", $"{at}.tool_call_id");
        }
        else if (!open.Remove(id))
        {
            found.Add("Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.", at);
        }
    }

    private static void RefuseUnanswered(List<string> open, Findings found)
    {
        if (open.Count > 0)
        {
            found.Add(
                "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. "
                + $"The following tool_call_ids did not have response messages: {string.Join(", ", open)}",
                "messages");
            open.Clear();
        }
    }

    private static bool IsJsonObject(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
