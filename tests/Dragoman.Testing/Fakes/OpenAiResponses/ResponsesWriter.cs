using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dragoman.Testing;

/// <summary>Writes an answer as the events of Responses, or as one response object.</summary>
internal sealed class ResponsesWriter : IAnswerWriter
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly RecordedRequest _request;
    private readonly Answer _answer;
    private readonly string _id;
    private readonly List<(Part Part, JsonObject Item)> _items = [];
    private int _sequence;

    public ResponsesWriter(RecordedRequest request, Answer answer, Func<string, string> mintCall, Func<string> mintReasoning)
    {
        _request = request;
        _answer = answer;
        _id = $"resp_{request.Number:D12}";
        foreach (var part in answer.Parts)
        {
            if (Item(part, mintCall, mintReasoning) is { } item)
            {
                _items.Add((part, item));
            }
        }
    }

    private bool IsIncomplete => _answer.FinishReason is "length" or "content_filter";

    private bool ShowsSummary => _request.Json.TryGetProperty("reasoning", out var reasoning) && reasoning.ValueKind == JsonValueKind.Object
        && reasoning.TryGetProperty("summary", out var summary) && summary.ValueKind == JsonValueKind.String;

    /// <summary>The frames and waits of the stream.</summary>
    public IEnumerable<object> Stream()
    {
        if (!_answer.IsRawStream)
        {
            yield return Event("response.created", new JsonObject { ["response"] = Response("in_progress", []) });
            yield return Event("response.in_progress", new JsonObject { ["response"] = Response("in_progress", []) });
        }

        var output = 0;
        var parts = _answer.Parts;
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
                default:
                    var last = i;
                    while (_answer.InterleavesCalls && parts[i] is CallPart && last + 1 < parts.Count && parts[last + 1] is CallPart)
                    {
                        last++;
                    }

                    foreach (var frame in TakeTurns([.. Enumerable.Range(output, last - i + 1).Select(ItemEvents)]))
                    {
                        yield return frame;
                    }

                    output += last - i + 1;
                    i = last;
                    break;
            }
        }

        if (!_answer.IsRawStream && !_answer.OmitsTerminator)
        {
            yield return Event(
                IsIncomplete ? "response.incomplete" : "response.completed",
                new JsonObject { ["response"] = Response(IsIncomplete ? "incomplete" : "completed", _items.Select(item => item.Item)) });
        }
    }

    /// <summary>The whole response.</summary>
    public byte[] Whole() =>
        JsonSerializer.SerializeToUtf8Bytes(Response(IsIncomplete ? "incomplete" : "completed", _items.Select(item => item.Item)), Compact);

    private JsonObject? Item(Part part, Func<string, string> mintCall, Func<string> mintReasoning)
    {
        var number = _items.Count;
        switch (part)
        {
            case TextPart text:
                var isLast = !_answer.Parts.SkipWhile(other => other != part).Any(other => other is CallPart);
                return new JsonObject
                {
                    ["id"] = $"msg_{_request.Number}_{number}",
                    ["type"] = "message",
                    ["status"] = "completed",
                    ["role"] = "assistant",
                    ["phase"] = isLast ? "final_answer" : "commentary",
                    ["content"] = new JsonArray(new JsonObject
                    {
                        ["type"] = "output_text", ["text"] = string.Concat(text.Pieces), ["annotations"] = new JsonArray(), ["logprobs"] = new JsonArray(),
                    }),
                };
            case ThinkingPart thinking:
                var summary = ShowsSummary
                    ? new JsonArray(new JsonObject { ["type"] = "summary_text", ["text"] = string.Concat(thinking.Pieces) })
                    : new JsonArray();
                return new JsonObject { ["id"] = $"rs_{_request.Number}_{number}", ["type"] = "reasoning", ["encrypted_content"] = mintReasoning(), ["summary"] = summary };
            case CallPart call:
                return new JsonObject
                {
                    ["id"] = $"fc_{_request.Number}_{number}",
                    ["type"] = "function_call",
                    ["status"] = "completed",
                    ["call_id"] = call.Id ?? mintCall(call.Name),
                    ["name"] = call.Name,
                    ["arguments"] = call.Arguments,
                };
            case SearchPart search:
                return new JsonObject
                {
                    ["id"] = $"ws_{_request.Number}_{number}",
                    ["type"] = "web_search_call",
                    ["status"] = "completed",
                    ["action"] = new JsonObject
                    {
                        ["type"] = "search",
                        ["query"] = search.Query,
                        ["sources"] = new JsonArray([.. search.Urls.Select(url => new JsonObject { ["type"] = "url", ["url"] = url })]),
                    },
                };
            default:
                return null;
        }
    }

    private IEnumerable<string> ItemEvents(int output)
    {
        var (part, item) = _items[output];
        var id = item["id"]!.ToString();
        var added = item.DeepClone().AsObject();
        added.Remove("content");
        if (part is TextPart)
        {
            added["content"] = new JsonArray();
            added["status"] = "in_progress";
        }
        else if (part is ThinkingPart)
        {
            // What is there before the end is not the whole of it.
            added["encrypted_content"] = "partial";
            added["summary"] = new JsonArray();
        }
        else if (part is CallPart)
        {
            added["arguments"] = string.Empty;
        }

        yield return Event("response.output_item.added", new JsonObject { ["output_index"] = output, ["item"] = added });
        foreach (var (type, pieces, index) in Deltas(part))
        {
            foreach (var piece in pieces)
            {
                yield return Event(type, new JsonObject { ["item_id"] = id, ["output_index"] = output, [index] = 0, ["delta"] = piece });
            }
        }

        if (part is CallPart call)
        {
            yield return Event("response.function_call_arguments.done", new JsonObject { ["item_id"] = id, ["output_index"] = output, ["name"] = call.Name, ["arguments"] = call.Arguments });
        }

        yield return Event("response.output_item.done", new JsonObject { ["output_index"] = output, ["item"] = item.DeepClone() });
    }

    private IEnumerable<(string Type, IReadOnlyList<string> Pieces, string Index)> Deltas(Part part) => part switch
    {
        TextPart text => [("response.output_text.delta", text.Pieces, "content_index")],
        ThinkingPart thinking when ShowsSummary => [("response.reasoning_summary_text.delta", thinking.Pieces, "summary_index")],
        CallPart call => [("response.function_call_arguments.delta", _answer.ArgumentPieceSize is { } size ? Answer.Cut(call.Arguments, size) : [call.Arguments], "content_index")],
        _ => [],
    };

    private static IEnumerable<string> TakeTurns(List<IEnumerable<string>> sources)
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

    private JsonObject Response(string status, IEnumerable<JsonObject> output)
    {
        var isOver = status != "in_progress";
        var usage = _answer.ReportedUsage ?? new Usage(Math.Max(1, _request.Body.Length / 4), _answer.EstimatedCompletion);
        return new JsonObject
        {
            ["id"] = _id,
            ["object"] = "response",
            ["created_at"] = 1_763_640_000,
            ["status"] = status,
            ["error"] = null,
            ["incomplete_details"] = status == "incomplete"
                ? new JsonObject { ["reason"] = _answer.FinishReason == "length" ? "max_output_tokens" : "content_filter" }
                : null,
            ["model"] = _request.Conversation.Model,
            ["output"] = new JsonArray([.. output.Select(item => item.DeepClone())]),
            ["usage"] = isOver && _answer.ReportsUsage
                ? new JsonObject
                {
                    ["input_tokens"] = usage.Prompt,
                    ["input_tokens_details"] = new JsonObject { ["cached_tokens"] = usage.Cached, ["cache_write_tokens"] = usage.CacheWritten },
                    ["output_tokens"] = usage.Completion,
                    ["output_tokens_details"] = new JsonObject { ["reasoning_tokens"] = usage.Reasoning },
                    ["total_tokens"] = usage.Prompt + usage.Completion,
                }
                : null,
        };
    }

    private string Event(string type, JsonObject more)
    {
        more.Insert(0, "type", type);
        more.Insert(1, "sequence_number", _sequence++);
        return $"event: {type}\ndata: {more.ToJsonString(Compact)}\n\n";
    }
}
