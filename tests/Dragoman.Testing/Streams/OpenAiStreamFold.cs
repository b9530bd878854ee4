using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dragoman.Testing;

/// <summary>Folds chat completion chunks to the message they tell, noting what no correct stream has.</summary>
public static class OpenAiStreamFold
{
    /// <summary>Folds a complete body. The message has role, content, reasoning, tool_calls, finish_reason and usage.</summary>
    public static FoldedMessage Fold(ReadOnlySpan<byte> body)
    {
        var message = new JsonObject { ["role"] = "assistant", ["content"] = null, ["tool_calls"] = new JsonArray(), ["finish_reason"] = null };
        var errors = new List<string>();
        string? streamError = null;
        var done = false;
        foreach (var one in SseReader.ReadAll(body))
        {
            if (one.Data == "[DONE]")
            {
                done = true;
                continue;
            }

            if (done)
            {
                errors.Add("a chunk after [DONE]");
            }

            if (Parse(one.Data, errors) is not { } chunk)
            {
                continue;
            }

            if (chunk["error"] is { } error)
            {
                streamError = (string?)error["message"] ?? error.ToJsonString();
                continue;
            }

            Add(chunk, message, errors);
        }

        if (!done && streamError is null)
        {
            errors.Add("the stream ended without [DONE]");
        }

        if (message["finish_reason"] is null && streamError is null)
        {
            errors.Add("the stream ended without finish_reason");
        }

        return new FoldedMessage(message, errors, streamError);
    }

    private static JsonObject? Parse(string data, List<string> errors)
    {
        try
        {
            return JsonNode.Parse(data) as JsonObject;
        }
        catch (JsonException)
        {
            errors.Add("a chunk is no JSON");
            return null;
        }
    }

    private static void Add(JsonObject chunk, JsonObject message, List<string> errors)
    {
        if (chunk["usage"] is JsonObject usage)
        {
            message["usage"] = usage.DeepClone();
        }

        if (chunk["choices"] is not JsonArray { Count: > 0 } choices || choices[0] is not JsonObject choice)
        {
            return;
        }

        if (choice["delta"] is JsonObject delta)
        {
            AddText(message, "content", delta["content"]);
            AddText(message, "reasoning_content", delta["reasoning_content"] ?? delta["reasoning"]);
            foreach (var call in (delta["tool_calls"] as JsonArray) ?? [])
            {
                AddCall(message["tool_calls"]!.AsArray(), call!.AsObject(), errors);
            }
        }

        if (choice["finish_reason"] is { } finish)
        {
            message["finish_reason"] = finish.DeepClone();
        }
    }

    private static void AddText(JsonObject message, string member, JsonNode? piece)
    {
        if (piece?.GetValueKind() == JsonValueKind.String && piece.GetValue<string>() is { Length: > 0 } text)
        {
            message[member] = (string?)message[member] + text;
        }
    }

    private static void AddCall(JsonArray calls, JsonObject delta, List<string> errors)
    {
        var index = (int?)delta["index"] ?? calls.Count - 1;
        if (index > calls.Count || index < 0)
        {
            errors.Add($"tool call index {index} leaves a gap");
            return;
        }

        if (index == calls.Count)
        {
            calls.Add(new JsonObject { ["id"] = null, ["type"] = "function", ["function"] = new JsonObject { ["name"] = null, ["arguments"] = "" } });
        }

        var call = calls[index]!.AsObject();
        var function = call["function"]!.AsObject();
        call["id"] ??= delta["id"]?.DeepClone();
        function["name"] ??= delta["function"]?["name"]?.DeepClone();
        function["arguments"] = (string?)function["arguments"] + (string?)delta["function"]?["arguments"];
    }
}
