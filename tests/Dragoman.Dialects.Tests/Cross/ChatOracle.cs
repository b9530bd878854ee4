using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dragoman.Dialects.Conversation;
using Dragoman.Testing;
using Usage = Dragoman.Dialects.Conversation.Usage;

namespace Dragoman.Dialects.Tests.Cross;

/// <summary>
/// What a chat completion said, read from its JSON without any of the code under test, with the habits of its hosts: thinking under
/// several names, content in parts, usage in several places, arguments as objects.
/// </summary>
internal static class ChatOracle
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 512 };

    public static Spoken Stream(ReadOnlySpan<byte> body)
    {
        var spoken = new Spoken();
        var calls = new List<OpenCall>();
        string? finish = null;
        var isDone = false;
        foreach (var frame in SseReader.ReadAll(body))
        {
            isDone |= frame.Data.Trim() == "[DONE]";
            if (frame.Data.Trim() is "" or "[DONE]")
            {
                continue;
            }

            if (JsonNode.Parse(frame.Data, documentOptions: Deep) is not JsonObject chunk)
            {
                continue;
            }

            spoken.Failed |= chunk["error"] is not null;
            TakeUsage(chunk, spoken);
            if (Choice(chunk) is not { } choice)
            {
                continue;
            }

            finish = Text(choice["finish_reason"]) ?? finish;
            if ((choice["delta"] ?? choice["message"]) is JsonObject delta)
            {
                TakeText(delta, spoken);
                foreach (var call in (delta["tool_calls"] as JsonArray ?? []).OfType<JsonObject>())
                {
                    TakeCall(call, calls);
                }
            }
        }

        // A stream that neither gave a reason to stop nor said that it was done was cut off (H-298, H-324).
        spoken.Failed |= !isDone && finish is null;
        Complete(spoken, calls, finish);
        return spoken;
    }

    public static Spoken Whole(ReadOnlySpan<byte> body)
    {
        var spoken = new Spoken();
        var calls = new List<OpenCall>();
        var answer = JsonNode.Parse(body, documentOptions: Deep)!.AsObject();
        TakeUsage(answer, spoken);
        string? finish = null;
        if (Choice(answer) is { } choice)
        {
            finish = Text(choice["finish_reason"]);
            if (choice["message"] is JsonObject message)
            {
                TakeText(message, spoken);
                foreach (var call in (message["tool_calls"] as JsonArray ?? []).OfType<JsonObject>())
                {
                    calls.Add(new OpenCall { Id = Text(call["id"]) ?? string.Empty });
                    Extend(calls[^1], call);
                }
            }
        }

        Complete(spoken, calls, finish);
        return spoken;
    }

    private static JsonObject? Choice(JsonObject chunk) =>
        (chunk["choices"] as JsonArray)?.OfType<JsonObject>().FirstOrDefault(choice => ((int?)choice["index"] ?? 0) == 0);

    private static void TakeText(JsonObject from, Spoken spoken)
    {
        if (from["content"] is JsonArray parts)
        {
            foreach (var part in parts.OfType<JsonObject>())
            {
                if (Text(part["type"]) == "thinking")
                {
                    spoken.Thinking += part["thinking"] is JsonArray thoughts
                        ? string.Concat(thoughts.OfType<JsonObject>().Select(thought => Text(thought["text"])))
                        : Text(part["thinking"]);
                }
                else
                {
                    spoken.Text += Text(part["text"]);
                }
            }
        }

        spoken.Text += Text(from["content"]) ?? string.Empty;
        if (Text(from["refusal"]) is { Length: > 0 } refusal)
        {
            spoken.Text += refusal;
            spoken.Stop = StopReason.Refusal;
        }

        spoken.Thinking += Text(from["reasoning_content"]) ?? Text(from["reasoning"]) ?? Text(from["reasoning_text"])
            ?? string.Concat((from["reasoning_details"] as JsonArray ?? []).OfType<JsonObject>().Select(detail => Text(detail["text"]) ?? Text(detail["summary"])));
    }

    private static void TakeCall(JsonObject delta, List<OpenCall> calls)
    {
        var id = Text(delta["id"]);
        var index = delta["index"]?.GetValueKind() == JsonValueKind.Number ? (int)delta["index"]! : -1;
        var call = calls.Find(one => one.Index == index && index >= 0 && (string.IsNullOrEmpty(id) || one.Id.Length == 0 || one.Id == id))
            ?? (index < 0 && string.IsNullOrEmpty(id) ? calls.LastOrDefault() : null);
        if (call is null)
        {
            calls.Add(call = new OpenCall { Index = index });
        }

        call.Id = call.Id.Length == 0 ? id ?? string.Empty : call.Id;
        Extend(call, delta);
    }

    private static void Extend(OpenCall call, JsonObject delta)
    {
        var function = delta["function"] as JsonObject;
        call.Name = call.Name.Length == 0 ? Text(function?["name"]) ?? string.Empty : call.Name;
        call.Arguments.Append(function?["arguments"] switch
        {
            JsonObject or JsonArray => function["arguments"]!.ToJsonString(),
            var text => Text(text),
        });
    }

    private static void Complete(Spoken spoken, List<OpenCall> calls, string? finish)
    {
        spoken.Calls.AddRange(calls.Where(call => call.Name.Length > 0)
            .Select(call => new SpokenCall(call.Id, call.Name, Spoken.Canonical(call.Arguments.ToString()))));
        spoken.Stop = finish switch
        {
            _ when spoken.Failed => StopReason.None,
            "length" => StopReason.MaxTokens,
            "content_filter" => StopReason.Refusal,
            _ when spoken.Stop == StopReason.Refusal => StopReason.Refusal,
            _ when spoken.Calls.Count > 0 => StopReason.ToolUse,
            _ => StopReason.EndTurn,
        };
    }

    private static void TakeUsage(JsonObject chunk, Spoken spoken)
    {
        var usage = chunk["usage"] as JsonObject ?? chunk["x_groq"]?["usage"] as JsonObject ?? Choice(chunk)?["usage"] as JsonObject;
        if (usage is null)
        {
            return;
        }

        var prompt = Number(usage["prompt_tokens"]);
        // Some hosts report more cached tokens than the prompt has (H-237).
        string[] names = ["cached_tokens", "prompt_cache_hit_tokens", "num_cached_tokens"];
        var read = Math.Min(prompt, Math.Max(Number(usage["prompt_tokens_details"]?["cached_tokens"]), names.Max(name => Number(usage[name]))));
        var write = Math.Min(prompt - read, Number(usage["prompt_tokens_details"]?["cache_write_tokens"]));
        var thought = Math.Max(Number(usage["completion_tokens_details"]?["reasoning_tokens"]), Number(usage["reasoning_tokens"]));
        var completion = Number(usage["completion_tokens"]);
        var total = Number(usage["total_tokens"]);
        // xAI counts thinking beside the completion, not in it (H-238): its total tells.
        var output = thought > 0 && total == prompt + completion + thought ? completion + thought : completion;
        spoken.Usage = new Usage
        {
            IsReported = true,
            InputTokens = Math.Max(0, prompt - read - write),
            CacheReadTokens = read,
            CacheWriteTokens = write,
            OutputTokens = output,
            ThinkingTokens = thought,
        };
    }

    private static long Number(JsonNode? node) => node?.GetValueKind() == JsonValueKind.Number ? (long)node.GetValue<double>() : 0;

    private static string? Text(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : null;

    private sealed class OpenCall
    {
        public int Index { get; init; } = -1;

        public string Id { get; set; } = string.Empty;

        public string Name { get; set; } = string.Empty;

        public StringBuilder Arguments { get; } = new();
    }
}
