using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dragoman.Testing;

/// <summary>Writes an answer as the binary events of ConverseStream, or as one answer of Converse.</summary>
internal sealed class ConverseWriter(RecordedRequest request, Answer answer, Func<string, string> mintId, Func<string, string> sign) : IAnswerWriter
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private string Reason => answer.FinishReason switch
    {
        "length" => "max_tokens",
        "content_filter" => "content_filtered",
        "stop" => "end_turn",
        "tool_calls" => "tool_use",
        { } word => word,
        null => answer.Parts.OfType<CallPart>().Any() ? "tool_use" : "end_turn",
    };

    /// <summary>The frames and waits of the stream.</summary>
    public IEnumerable<object> Stream()
    {
        yield return Event("messageStart", new JsonObject { ["role"] = "assistant", ["p"] = "abc" });
        var index = 0;
        foreach (var part in answer.Parts)
        {
            if (part is WaitPart wait)
            {
                yield return wait.Until;
                continue;
            }

            foreach (var frame in Block(part, index))
            {
                yield return frame;
            }

            yield return Event("contentBlockStop", new JsonObject { ["contentBlockIndex"] = index++, ["p"] = "abcd" });
        }

        yield return Event("messageStop", new JsonObject { ["stopReason"] = Reason });
        if (answer.ReportsUsage)
        {
            yield return Event("metadata", new JsonObject { ["usage"] = Usage(), ["metrics"] = new JsonObject { ["latencyMs"] = 7 } });
        }
    }

    /// <summary>The whole response.</summary>
    public byte[] Whole()
    {
        var content = new JsonArray();
        foreach (var part in answer.Parts)
        {
            JsonObject? block = part switch
            {
                TextPart text => new JsonObject { ["text"] = string.Concat(text.Pieces) },
                ThinkingPart thinking => new JsonObject
                {
                    ["reasoningContent"] = new JsonObject
                    {
                        ["reasoningText"] = new JsonObject { ["text"] = string.Concat(thinking.Pieces), ["signature"] = sign(string.Concat(thinking.Pieces)) },
                    },
                },
                CallPart call => new JsonObject
                {
                    ["toolUse"] = new JsonObject { ["toolUseId"] = call.Id ?? mintId(call.Name), ["name"] = call.Name, ["input"] = JsonNode.Parse(call.Arguments) },
                },
                _ => null,
            };
            if (block is not null)
            {
                content.Add(block);
            }
        }

        return JsonSerializer.SerializeToUtf8Bytes(new JsonObject
        {
            ["output"] = new JsonObject { ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = content } },
            ["stopReason"] = Reason,
            ["usage"] = Usage(),
            ["metrics"] = new JsonObject { ["latencyMs"] = 7 },
        }, Compact);
    }

    private IEnumerable<object> Block(Part part, int index)
    {
        switch (part)
        {
            case TextPart text:
                foreach (var piece in text.Pieces)
                {
                    yield return Delta(index, new JsonObject { ["text"] = piece });
                }

                break;
            case ThinkingPart thinking:
                foreach (var piece in thinking.Pieces)
                {
                    yield return Delta(index, new JsonObject { ["reasoningContent"] = new JsonObject { ["text"] = piece } });
                }

                yield return Delta(index, new JsonObject { ["reasoningContent"] = new JsonObject { ["signature"] = sign(string.Concat(thinking.Pieces)) } });
                break;
            case CallPart call:
                yield return Event("contentBlockStart", new JsonObject
                {
                    ["contentBlockIndex"] = index,
                    ["start"] = new JsonObject { ["toolUse"] = new JsonObject { ["toolUseId"] = call.Id ?? mintId(call.Name), ["name"] = call.Name } },
                });
                foreach (var piece in answer.ArgumentPieceSize is { } size ? Answer.Cut(call.Arguments, size) : [call.Arguments])
                {
                    yield return Delta(index, new JsonObject { ["toolUse"] = new JsonObject { ["input"] = piece } });
                }

                break;
        }
    }

    private JsonObject Usage()
    {
        var usage = answer.ReportedUsage ?? new Usage(Math.Max(1, request.Body.Length / 4), answer.EstimatedCompletion);
        return new JsonObject
        {
            ["inputTokens"] = usage.Prompt - usage.Cached - usage.CacheWritten,
            ["outputTokens"] = usage.Completion,
            ["totalTokens"] = usage.Prompt + usage.Completion,
            ["cacheReadInputTokens"] = usage.Cached,
            ["cacheWriteInputTokens"] = usage.CacheWritten,
        };
    }

    private static byte[] Delta(int index, JsonObject delta) =>
        Event("contentBlockDelta", new JsonObject { ["contentBlockIndex"] = index, ["delta"] = delta, ["p"] = "abcdefg"[..(1 + (index % 7))] });

    private static byte[] Event(string type, JsonObject payload) => EventFrames.Event(type, JsonSerializer.SerializeToUtf8Bytes(payload, Compact));
}
