using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dragoman.Dialects.Conversation;

namespace Dragoman.Commands.Conformance;

/// <summary>Folds the events of a Messages stream, or one whole message.</summary>
internal sealed class LabFold(TimeProvider time, long startedAt)
{
    private readonly JsonArray _content = [];
    private readonly StringBuilder _arguments = new();
    private long _first;
    private long _last;
    private int _pieces;
    private string? _stop;
    private string? _error;
    private bool _ended;
    private Usage _usage;

    /// <summary>Takes one line of the stream.</summary>
    public void Line(string line)
    {
        if (!line.StartsWith("data:", StringComparison.Ordinal) || Parse(line[5..]) is not { } data)
        {
            return;
        }

        switch ((string?)data["type"])
        {
            case "message_start":
                Count(data["message"]?["usage"]);
                break;
            case "content_block_start" when data["content_block"] is JsonObject block:
                _content.Add(block.DeepClone());
                _arguments.Clear();
                break;
            case "content_block_delta" when _content.Count > 0 && data["delta"] is JsonObject delta:
                Delta((JsonObject)_content[^1]!, delta);
                break;
            case "content_block_stop" when _content.Count > 0 && _arguments.Length > 0:
                _content[^1]!["input"] = Parse(_arguments.ToString());
                break;
            case "message_delta":
                _stop = (string?)data["delta"]?["stop_reason"];
                Count(data["usage"]);
                break;
            case "message_stop":
                _ended = true;
                break;
            case "error":
                _error = (string?)data["error"]?["message"] ?? "an error without a message";
                break;
        }
    }

    /// <summary>The folded stream.</summary>
    public LabAnswer End(int status, string losses) => new()
    {
        Status = status,
        Error = _error ?? (_ended ? null : "the stream ended without message_stop"),
        Content = _content,
        Stop = _stop,
        Usage = _usage,
        TextPieces = _pieces,
        FirstPiece = _pieces > 0 ? time.GetElapsedTime(startedAt, _first) : default,
        Spread = _pieces > 0 ? time.GetElapsedTime(_first, _last) : default,
        Losses = losses,
    };

    /// <summary>A whole message, or an error.</summary>
    public static LabAnswer Whole(int status, string body, string losses)
    {
        var message = Parse(body);
        var fold = new LabFold(TimeProvider.System, 0);
        fold.Count(message?["usage"]);
        return new LabAnswer
        {
            Status = status,
            Error = status == 200 && message is not null ? null : (string?)message?["error"]?["message"] ?? "no message",
            Content = message?["content"]?.DeepClone() as JsonArray ?? [],
            Stop = (string?)message?["stop_reason"],
            Usage = fold._usage,
            Losses = losses,
        };
    }

    private void Delta(JsonObject block, JsonObject delta)
    {
        switch ((string?)delta["type"])
        {
            case "text_delta":
                _last = time.GetTimestamp();
                _first = _pieces++ == 0 ? _last : _first;
                block["text"] = (string?)block["text"] + (string?)delta["text"];
                break;
            case "thinking_delta":
                block["thinking"] = (string?)block["thinking"] + (string?)delta["thinking"];
                break;
            case "signature_delta":
                block["signature"] = (string?)block["signature"] + (string?)delta["signature"];
                break;
            case "input_json_delta":
                _arguments.Append((string?)delta["partial_json"]);
                break;
        }
    }

    private void Count(JsonNode? usage)
    {
        if (usage is not JsonObject counts)
        {
            return;
        }

        _usage.InputTokens = Value("input_tokens") ?? _usage.InputTokens;
        _usage.CacheReadTokens = Value("cache_read_input_tokens") ?? _usage.CacheReadTokens;
        _usage.CacheWriteTokens = Value("cache_creation_input_tokens") ?? _usage.CacheWriteTokens;
        _usage.OutputTokens = Value("output_tokens") ?? _usage.OutputTokens;

        long? Value(string name) => counts[name] is JsonValue value && value.TryGetValue(out long count) ? count : null;
    }

    private static JsonObject? Parse(string json)
    {
        try
        {
            return JsonNode.Parse(json) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
