using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Findings = Dragoman.Testing.OpenAiRules.Findings;

namespace Dragoman.Testing;

internal sealed partial class ResponsesRules
{
    private void CheckInput(JsonElement body, string model, Findings found)
    {
        if (!OpenAiRules.Has(body, "input", out var input))
        {
            found.Add("Missing required parameter: 'input'.", "input", "missing_required_parameter");
            return;
        }

        if (input.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        if (OpenAiRules.Has(body, "previous_response_id", out var previous))
        {
            found.Add(new Refusal(400, $"Previous response with id '{previous}' not found.", Param: "previous_response_id", Code: "previous_response_not_found"));
        }

        var items = input.EnumerateArray().ToList();
        var open = new List<string>();
        for (var i = 0; i < items.Count; i++)
        {
            switch (OpenAiRules.Text(items[i], "type"))
            {
                case "reasoning":
                    CheckReasoning(items, i, model, found);
                    break;
                case "function_call":
                    open.Add(CheckCall(items, i, found));
                    break;
                case "function_call_output":
                    var id = OpenAiRules.Text(items[i], "call_id") ?? string.Empty;
                    if (!open.Remove(id))
                    {
                        found.Add($"No tool call found for function call output with call_id {id}.", "input");
                    }

                    CheckParts(items[i].GetProperty("output"), $"input[{i}].output", "tool", found);
                    break;
                case null or "message":
                    CheckMessage(items[i], i, found);
                    break;
                default:
                    break;
            }
        }

        foreach (var id in open)
        {
            found.Add($"No tool output found for function call {id}.", "input");
        }
    }

    private void CheckReasoning(List<JsonElement> items, int index, string model, Findings found)
    {
        var item = items[index];
        var id = OpenAiRules.Text(item, "id");
        if (!OpenAiModel.Reasons(model))
        {
            found.Add("Reasoning input items can only be provided to a reasoning or computer use model. Remove reasoning items from your input and try again.", "input");
        }

        if (OpenAiRules.Text(item, "encrypted_content") is not { Length: > 0 } encrypted)
        {
            found.Add($"Item with id '{id}' not found. Items are not persisted when `store` is set to false. Try again with `store` set to true, or remove this item from your input.", "input");
        }
        else if (!isMinted(encrypted))
        {
            found.Add($"The encrypted content {encrypted[..Math.Min(4, encrypted.Length)]}... could not be verified. Reason: Encrypted content could not be decrypted or parsed.", code: "invalid_encrypted_content");
        }

        var next = index + 1 < items.Count ? items[index + 1] : default;
        var follows = next.ValueKind == JsonValueKind.Object
            && (OpenAiRules.Text(next, "type") is "function_call" or "reasoning" or "web_search_call" or "custom_tool_call" || OpenAiRules.Text(next, "role") == "assistant");
        if (!follows)
        {
            found.Add($"Item '{id}' of type 'reasoning' was provided without its required following item.", "input");
        }
    }

    private static string CheckCall(List<JsonElement> items, int index, Findings found)
    {
        var item = items[index];
        var id = OpenAiRules.Text(item, "call_id") ?? string.Empty;
        if (id.Length is 0 or > 64)
        {
            found.Add($"Invalid 'input[{index}].call_id': string too long or empty. Expected a string with maximum length 64, but got a string with length {id.Length} instead.", $"input[{index}].call_id");
        }

        if (OpenAiRules.Text(item, "id") is { } own && (index == 0 || OpenAiRules.Text(items[index - 1], "type") != "reasoning"))
        {
            found.Add($"Item '{own}' of type 'function_call' was provided without its required 'reasoning' item.", "input");
        }

        OpenAiRules.CheckName(OpenAiRules.Text(item, "name") ?? string.Empty, $"input[{index}].name", found);
        return id;
    }

    private static void CheckMessage(JsonElement item, int index, Findings found)
    {
        OpenAiRules.RefuseUnknown(item, $"input[{index}]", found, "type", "role", "content", "phase", "id", "status");
        if (item.TryGetProperty("content", out var content))
        {
            CheckParts(content, $"input[{index}].content", OpenAiRules.Text(item, "role") ?? string.Empty, found);
        }
    }

    private static void CheckParts(JsonElement content, string at, string role, Findings found)
    {
        if (content.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        var index = 0;
        foreach (var part in content.EnumerateArray())
        {
            var place = $"{at}[{index++}]";
            var type = OpenAiRules.Text(part, "type");
            if ((role == "assistant") != (type is "output_text" or "refusal"))
            {
                found.Add($"Invalid value: '{type}'. Supported values are: {(role == "assistant" ? "'output_text' and 'refusal'" : "'input_text', 'input_image', and 'input_file'")}.", $"{place}.type", "invalid_value");
            }

            if (type == "input_image" && OpenAiRules.Text(part, "image_url") is { } url && !url.StartsWith("http", StringComparison.Ordinal))
            {
                CheckData(url, "data:image/", $"{place}.image_url", found);
            }
            else if (type == "input_file" && OpenAiRules.Text(part, "file_data") is { } data)
            {
                CheckData(data, "data:application/pdf;", $"{place}.file_data", found);
            }
        }
    }

    private static void CheckData(string url, string prefix, string at, Findings found)
    {
        var comma = url.IndexOf(";base64,", StringComparison.Ordinal);
        if (!url.StartsWith(prefix, StringComparison.Ordinal) || comma < 0 || !Base64.IsValid(Encoding.ASCII.GetBytes(url[(comma + 8)..])))
        {
            found.Add($"Invalid '{at}'. Expected a base64-encoded data URL, but got a value that is none.", at, "invalid_value");
        }
    }
}
