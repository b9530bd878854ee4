using System.Text.Json.Nodes;

namespace Dragoman.Dialects.Tests.AnthropicMessages;

/// <summary>An independent fold of a Messages stream, as the official SDKs do it, to compare with.</summary>
internal static class Folding
{
    /// <summary>The message that a stream's data objects make.</summary>
    public static JsonObject Fold(IEnumerable<JsonObject> events)
    {
        var message = new JsonObject();
        var inputs = new Dictionary<int, string>();
        foreach (var data in events)
        {
            switch ((string?)data["type"])
            {
                case "message_start":
                    message = data["message"]!.DeepClone().AsObject();
                    message["content"] = new JsonArray();
                    break;
                case "content_block_start":
                    message["content"]!.AsArray().Add(data["content_block"]!.DeepClone());
                    break;
                case "content_block_delta":
                    Apply(message["content"]!.AsArray()[(int)data["index"]!]!.AsObject(), data["delta"]!.AsObject(), (int)data["index"]!, inputs);
                    break;
                case "message_delta":
                    Merge(message, data["delta"]!.AsObject());
                    var usage = message["usage"]!.AsObject();
                    Merge(usage, data["usage"]!.AsObject());
                    foreach (var (name, value) in data.Where(member => member.Key is not ("type" or "delta" or "usage")))
                    {
                        message[name] = value?.DeepClone();
                    }

                    break;
            }
        }

        foreach (var (index, text) in inputs.Where(entry => entry.Value.Length > 0))
        {
            message["content"]![index]!["input"] = JsonNode.Parse(text);
        }

        foreach (var block in message["content"]!.AsArray().Where(block => (string?)block!["type"] == "thinking"))
        {
            block!["signature"] ??= "";
        }

        return message;
    }

    private static void Apply(JsonObject block, JsonObject delta, int index, Dictionary<int, string> inputs)
    {
        switch ((string)delta["type"]!)
        {
            case "text_delta":
                block["text"] = (string?)block["text"] + (string)delta["text"]!;
                break;
            case "thinking_delta":
                block["thinking"] = (string?)block["thinking"] + (string)delta["thinking"]!;
                break;
            case "signature_delta":
                block["signature"] = (string?)block["signature"] + (string)delta["signature"]!;
                break;
            case "input_json_delta":
                inputs[index] = inputs.GetValueOrDefault(index, "") + (string)delta["partial_json"]!;
                break;
            case "citations_delta":
                var citations = block["citations"] as JsonArray ?? [];
                block["citations"] = citations;
                citations.Add(delta["citation"]!.DeepClone());
                break;
            case "compaction_delta":
                foreach (var (name, value) in delta.Where(member => member.Key != "type"))
                {
                    block[name] = value?.DeepClone();
                }

                break;
        }
    }

    private static void Merge(JsonObject target, JsonObject changes)
    {
        foreach (var (name, value) in changes)
        {
            if (value is not null || !target.ContainsKey(name))
            {
                target[name] = value?.DeepClone();
            }
        }
    }
}
