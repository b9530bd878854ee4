using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dragoman.Testing;

/// <summary>Writes an answer as chat completion chunks, or as one chat completion.</summary>
internal sealed class OpenAiWriter(RecordedRequest request, Answer answer, Func<string, string> mintId) : IAnswerWriter
{
    private const long Created = 1_763_640_000;
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string _id = $"chatcmpl-{request.Number:D12}";
    private readonly string _model = request.Conversation.Model;
    private readonly List<(CallPart Call, string Id)> _calls =
        [.. answer.Parts.OfType<CallPart>().Select(call => (call, call.Id ?? mintId(call.Name)))];

    private string FinishReason => answer.FinishReason ?? (_calls.Count > 0 ? "tool_calls" : "stop");

    /// <summary>The frames and waits of the stream.</summary>
    public IEnumerable<object> Stream()
    {
        if (!answer.IsRawStream)
        {
            yield return Chunk(new JsonObject { ["role"] = "assistant", ["content"] = "", ["refusal"] = null });
        }

        var nextCall = 0;
        var parts = answer.Parts;
        for (var i = 0; i < parts.Count; i++)
        {
            switch (parts[i])
            {
                case WaitPart wait:
                    yield return wait.Until;
                    break;
                case FramePart frame:
                    yield return frame.Frame;
                    break;
                case TextPart text:
                    foreach (var piece in text.Pieces)
                    {
                        yield return Chunk(new JsonObject { ["content"] = piece });
                    }

                    break;
                case ThinkingPart thinking:
                    foreach (var piece in thinking.Pieces)
                    {
                        yield return Chunk(new JsonObject { [answer.ReasoningMember] = piece });
                    }

                    break;
                case CallPart:
                    var last = i;
                    while (answer.InterleavesCalls && last + 1 < parts.Count && parts[last + 1] is CallPart)
                    {
                        last++;
                    }

                    foreach (var delta in TakeTurns([.. Enumerable.Range(nextCall, last - i + 1).Select(CallDeltas)]))
                    {
                        yield return Chunk(new JsonObject { ["tool_calls"] = new JsonArray(delta) });
                    }

                    nextCall += last - i + 1;
                    i = last;
                    break;
            }
        }

        foreach (var frame in End())
        {
            yield return frame;
        }
    }

    /// <summary>The whole response.</summary>
    public byte[] Whole()
    {
        var message = new JsonObject
        {
            ["role"] = "assistant",
            ["content"] = Joined(answer.Parts.OfType<TextPart>().SelectMany(text => text.Pieces)),
            ["refusal"] = null,
            ["annotations"] = new JsonArray(),
        };
        if (Joined(answer.Parts.OfType<ThinkingPart>().SelectMany(thinking => thinking.Pieces)) is { } reasoning)
        {
            message[answer.ReasoningMember] = reasoning;
        }

        if (_calls.Count > 0)
        {
            message["tool_calls"] = new JsonArray([.. _calls.Select(call => new JsonObject
            {
                ["id"] = call.Id,
                ["type"] = "function",
                ["function"] = new JsonObject { ["name"] = call.Call.Name, ["arguments"] = call.Call.Arguments },
            })]);
        }

        var whole = Envelope("chat.completion");
        whole["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["message"] = message, ["logprobs"] = null, ["finish_reason"] = FinishReason });
        if (answer.ReportsUsage)
        {
            whole["usage"] = UsageNode();
        }

        return JsonSerializer.SerializeToUtf8Bytes(whole, Compact);
    }

    private IEnumerable<object> End()
    {
        if (!answer.IsRawStream)
        {
            yield return Chunk(new JsonObject(), FinishReason);
            var asked = request.Json.TryGetProperty("stream_options", out var options) && options.ValueKind == JsonValueKind.Object
                && options.TryGetProperty("include_usage", out var include) && include.ValueKind == JsonValueKind.True;
            if (asked && answer.ReportsUsage)
            {
                var last = Envelope("chat.completion.chunk");
                last["choices"] = new JsonArray();
                last["usage"] = UsageNode();
                yield return Frame(last);
            }
        }

        if (!answer.OmitsTerminator)
        {
            yield return "data: [DONE]\n\n";
        }
    }

    private IEnumerable<JsonNode> CallDeltas(int index)
    {
        var (call, id) = _calls[index];
        var first = new JsonObject
        {
            ["index"] = index,
            ["id"] = id,
            ["type"] = "function",
            ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = answer.CompleteCalls ? call.Arguments : "" },
        };
        yield return first;
        if (answer.CompleteCalls)
        {
            yield break;
        }

        var pieces = answer.ArgumentPieceSize is { } size ? Answer.Cut(call.Arguments, size) : [call.Arguments];
        foreach (var piece in pieces)
        {
            yield return new JsonObject { ["index"] = index, ["function"] = new JsonObject { ["arguments"] = piece } };
        }
    }

    private static IEnumerable<JsonNode> TakeTurns(List<IEnumerable<JsonNode>> sources)
    {
        var open = sources.ConvertAll(source => source.GetEnumerator());
        while (open.Count > 0)
        {
            foreach (var source in open.ToList())
            {
                if (source.MoveNext())
                {
                    yield return source.Current;
                }
                else
                {
                    open.Remove(source);
                    source.Dispose();
                }
            }
        }
    }

    private string Chunk(JsonObject delta, string? finish = null)
    {
        var chunk = Envelope("chat.completion.chunk");
        chunk["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = delta, ["logprobs"] = null, ["finish_reason"] = finish });
        chunk["usage"] = null;
        chunk["obfuscation"] = "aZ09xQ";
        return Frame(chunk);
    }

    private JsonObject Envelope(string kind) => new()
    {
        ["id"] = _id,
        ["object"] = kind,
        ["created"] = Created,
        ["model"] = _model,
        ["service_tier"] = "default",
        ["system_fingerprint"] = null,
    };

    private JsonObject UsageNode()
    {
        var usage = answer.ReportedUsage ?? new Usage(Math.Max(1, request.Body.Length / 4), answer.EstimatedCompletion);
        return new JsonObject
        {
            ["prompt_tokens"] = usage.Prompt,
            ["completion_tokens"] = usage.Completion,
            ["total_tokens"] = usage.Prompt + usage.Completion,
            ["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = usage.Cached, ["cache_write_tokens"] = usage.CacheWritten, ["audio_tokens"] = 0 },
            ["completion_tokens_details"] = new JsonObject
            {
                ["reasoning_tokens"] = usage.Reasoning,
                ["audio_tokens"] = 0,
                ["accepted_prediction_tokens"] = 0,
                ["rejected_prediction_tokens"] = 0,
            },
        };
    }

    private static string Frame(JsonNode node) => $"data: {node.ToJsonString(Compact)}\n\n";

    private static string? Joined(IEnumerable<string> pieces) => string.Concat(pieces) is { Length: > 0 } text ? text : null;
}
