using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dragoman.Testing;

/// <summary>Writes an answer as Messages events, or as one message.</summary>
internal sealed class AnthropicWriter(RecordedRequest request, Answer answer, SignatureMint mint, Func<string> mintId) : IAnswerWriter
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly bool _omitsThinking = request.Json.TryGetProperty("thinking", out var thinking)
        && thinking.TryGetProperty("display", out var display) && display.ValueEquals("omitted");

    private readonly Usage _usage = answer.ReportedUsage ?? new Usage(Math.Max(1, request.Body.Length / 4), answer.EstimatedCompletion);

    private string StopReason => answer.FinishReason switch
    {
        null => answer.Parts.OfType<CallPart>().Any() ? "tool_use" : "end_turn",
        "stop" => "end_turn",
        "length" => "max_tokens",
        "tool_calls" => "tool_use",
        "content_filter" => "refusal",
        var reason => reason,
    };

    /// <summary>The frames and waits of the stream.</summary>
    public IEnumerable<object> Stream()
    {
        if (!answer.IsRawStream)
        {
            var message = Message();
            message["content"] = new JsonArray();
            message["stop_reason"] = null;
            message["usage"] = UsageNode(1);
            yield return Frame("message_start", new JsonObject { ["message"] = message });
            yield return Frame("ping", []);
        }

        var index = 0;
        for (var i = 0; i < answer.Parts.Count; i++)
        {
            switch (answer.Parts[i])
            {
                case WaitPart wait:
                    yield return wait.Until;
                    break;
                case FramePart frame:
                    yield return frame.Frame;
                    break;
                default:
                    var run = RunFrom(i);
                    foreach (var step in BlockFrames(run, index))
                    {
                        yield return step;
                    }

                    i += run.Count - 1;
                    index++;
                    break;
            }
        }

        if (answer.IsRawStream)
        {
            yield break;
        }

        var last = new JsonObject { ["delta"] = new JsonObject { ["stop_reason"] = StopReason, ["stop_sequence"] = null } };
        if (answer.ReportsUsage)
        {
            last["usage"] = UsageNode(_usage.Completion);
        }

        yield return Frame("message_delta", last);
        if (!answer.OmitsTerminator)
        {
            yield return Frame("message_stop", []);
        }
    }

    /// <summary>The whole message.</summary>
    public byte[] Whole()
    {
        var message = Message();
        var content = new JsonArray();
        for (var i = 0; i < answer.Parts.Count; i++)
        {
            if (answer.Parts[i] is TextPart or ThinkingPart or CallPart)
            {
                var run = RunFrom(i);
                content.Add(Block(run));
                i += run.Count - 1;
            }
        }

        message["content"] = content;
        message["stop_reason"] = StopReason;
        message["usage"] = UsageNode(_usage.Completion);
        return JsonSerializer.SerializeToUtf8Bytes(message, Compact);
    }

    // Text that goes on after a wait is the same block: one block a run of text, or of thinking, as a model writes it.
    private List<Part> RunFrom(int start)
    {
        var parts = answer.Parts;
        var end = start + 1;
        if (parts[start] is TextPart or ThinkingPart)
        {
            for (var i = end; i < parts.Count && (parts[i] is WaitPart || parts[i].GetType() == parts[start].GetType()); i++)
            {
                end = parts[i] is WaitPart ? end : i + 1;
            }
        }

        return [.. parts.Skip(start).Take(end - start)];
    }

    private IEnumerable<object> BlockFrames(List<Part> run, int index)
    {
        var block = Block(run);
        var signature = (string?)block["signature"];
        switch (run[0])
        {
            case TextPart:
                block["text"] = "";
                break;
            case ThinkingPart:
                block["thinking"] = "";
                block["signature"] = "";
                break;
            default:
                block["input"] = new JsonObject();
                break;
        }

        yield return Frame("content_block_start", new JsonObject { ["index"] = index, ["content_block"] = block });
        foreach (var part in run)
        {
            if (part is WaitPart wait)
            {
                yield return wait.Until;
                continue;
            }

            foreach (var delta in Deltas(part))
            {
                yield return Frame("content_block_delta", new JsonObject { ["index"] = index, ["delta"] = delta });
            }
        }

        if (!string.IsNullOrEmpty(signature))
        {
            var delta = new JsonObject { ["type"] = "signature_delta", ["signature"] = signature };
            yield return Frame("content_block_delta", new JsonObject { ["index"] = index, ["delta"] = delta });
        }

        yield return Frame("content_block_stop", new JsonObject { ["index"] = index });
    }

    private IEnumerable<JsonObject> Deltas(Part part) => part switch
    {
        TextPart text => text.Pieces.Select(piece => new JsonObject { ["type"] = "text_delta", ["text"] = piece }),
        ThinkingPart when _omitsThinking => [],
        ThinkingPart thinking => thinking.Pieces.Select(piece => new JsonObject { ["type"] = "thinking_delta", ["thinking"] = piece }),
        CallPart call => (answer.ArgumentPieceSize is { } size ? Answer.Cut(call.Arguments, size) : [call.Arguments])
            .Select(piece => new JsonObject { ["type"] = "input_json_delta", ["partial_json"] = piece }),
        _ => [],
    };

    private JsonObject Block(List<Part> run)
    {
        switch (run[0])
        {
            case TextPart:
                return new JsonObject { ["type"] = "text", ["text"] = string.Concat(run.OfType<TextPart>().SelectMany(text => text.Pieces)) };
            case ThinkingPart:
                var said = string.Concat(run.OfType<ThinkingPart>().SelectMany(thinking => thinking.Pieces));
                return new JsonObject { ["type"] = "thinking", ["thinking"] = _omitsThinking ? "" : said, ["signature"] = answer.OmitsSignatures ? "" : mint.Sign(said) };
            case CallPart call:
                return new JsonObject
                {
                    ["type"] = "tool_use",
                    ["id"] = call.Id ?? mintId(),
                    ["name"] = call.Name,
                    ["input"] = JsonNode.Parse(call.Arguments),
                };
            default:
                throw new InvalidOperationException($"{run[0].GetType().Name} is no content block.");
        }
    }

    private JsonObject Message() => new()
    {
        ["id"] = $"msg_01{request.Number:D10}Dragoman",
        ["type"] = "message",
        ["role"] = "assistant",
        ["model"] = request.Conversation.Model,
        ["content"] = null,
        ["stop_reason"] = null,
        ["stop_sequence"] = null,
        ["usage"] = null,
    };

    private JsonObject UsageNode(int output) => new()
    {
        ["input_tokens"] = Math.Max(0, _usage.Prompt - _usage.Cached - _usage.CacheWritten),
        ["cache_creation_input_tokens"] = _usage.CacheWritten,
        ["cache_read_input_tokens"] = _usage.Cached,
        ["cache_creation"] = new JsonObject { ["ephemeral_5m_input_tokens"] = _usage.CacheWritten, ["ephemeral_1h_input_tokens"] = 0 },
        ["output_tokens"] = output,
        ["service_tier"] = "standard",
    };

    private static string Frame(string type, JsonObject members)
    {
        var data = new JsonObject { ["type"] = type };
        foreach (var (name, value) in members.ToList())
        {
            members.Remove(name);
            data[name] = value;
        }

        return $"event: {type}\ndata: {data.ToJsonString(Compact)}\n\n";
    }
}
