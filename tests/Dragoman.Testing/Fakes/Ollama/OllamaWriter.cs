using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dragoman.Testing;

/// <summary>Writes an answer as lines of JSON, or as one of them.</summary>
internal sealed class OllamaWriter(RecordedRequest request, Answer answer) : IAnswerWriter
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The lines and waits of the stream. A call comes whole, without an id, as older servers send it.</summary>
    public IEnumerable<object> Stream()
    {
        var calls = 0;
        foreach (var part in answer.Parts)
        {
            switch (part)
            {
                case WaitPart wait:
                    yield return wait.Until;
                    break;
                case TextPart text:
                    foreach (var piece in text.Pieces)
                    {
                        yield return Line(new JsonObject { ["role"] = "assistant", ["content"] = piece });
                    }

                    break;
                case ThinkingPart thinking:
                    foreach (var piece in thinking.Pieces)
                    {
                        yield return Line(new JsonObject { ["role"] = "assistant", ["content"] = "", ["thinking"] = piece });
                    }

                    break;
                case CallPart call:
                    yield return Line(new JsonObject { ["role"] = "assistant", ["content"] = "", ["tool_calls"] = new JsonArray(Call(call, calls++)) });
                    break;
            }
        }

        yield return Line(new JsonObject { ["role"] = "assistant", ["content"] = "" }, isLast: true);
    }

    /// <summary>The whole response.</summary>
    public byte[] Whole()
    {
        var message = new JsonObject
        {
            ["role"] = "assistant",
            ["content"] = string.Concat(answer.Parts.OfType<TextPart>().SelectMany(text => text.Pieces)),
        };
        if (string.Concat(answer.Parts.OfType<ThinkingPart>().SelectMany(thinking => thinking.Pieces)) is { Length: > 0 } thoughts)
        {
            message["thinking"] = thoughts;
        }

        var calls = answer.Parts.OfType<CallPart>().Select((call, index) => (JsonNode)Call(call, index)).ToArray();
        if (calls.Length > 0)
        {
            message["tool_calls"] = new JsonArray(calls);
        }

        return Line(message, isLast: true);
    }

    private static JsonObject Call(CallPart call, int index) => new()
    {
        ["function"] = new JsonObject { ["index"] = index, ["name"] = call.Name, ["arguments"] = JsonNode.Parse(call.Arguments) },
    };

    private byte[] Line(JsonObject message, bool isLast = false)
    {
        var line = new JsonObject
        {
            ["model"] = request.Conversation.Model,
            ["created_at"] = "2026-11-20T12:00:00.123456Z",
            ["message"] = message,
            ["done"] = isLast,
        };
        if (isLast)
        {
            line["done_reason"] = answer.FinishReason switch { "tool_calls" or null => "stop", { } reason => reason };
            line["total_duration"] = 1_000_000;
            if (answer.ReportsUsage)
            {
                var usage = answer.ReportedUsage ?? new Usage(Math.Max(1, request.Body.Length / 4), answer.EstimatedCompletion);
                line["prompt_eval_count"] = usage.Prompt;
                line["eval_count"] = usage.Completion;
            }
        }

        return Encoding.UTF8.GetBytes(line.ToJsonString(Compact) + "\n");
    }
}
