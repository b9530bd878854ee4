using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Dragoman.Testing;

/// <summary>
/// The grammar of a Messages stream, checked whole: framing of every event, one message_start first, blocks that open and
/// close in order, deltas of the block's own type, exact members at a block's start, one message_delta, message_stop last;
/// or an error event last. Folds the stream to its final message on the way.
/// </summary>
public sealed partial class AnthropicStreamGrammar
{
    private static readonly string[] StopReasons =
    [
        "end_turn", "max_tokens", "stop_sequence", "tool_use", "pause_turn", "refusal", "model_context_window_exceeded", "compaction",
    ];

    private readonly List<string> _errors = [];
    private readonly StringBuilder _arguments = new();
    private JsonObject _message = [];
    private JsonObject? _block;
    private int _nextIndex;
    private bool _started;
    private bool _finished;
    private bool _stopped;
    private string? _streamError;

    /// <summary>Checks and folds a complete body.</summary>
    public static FoldedMessage Fold(ReadOnlySpan<byte> body)
    {
        var grammar = new AnthropicStreamGrammar();
        grammar.CheckFraming(Encoding.UTF8.GetString(body));
        foreach (var one in SseReader.ReadAll(body))
        {
            grammar.Add(one);
        }

        return grammar.End();
    }

    /// <summary>Takes the next event of a live stream.</summary>
    public void Add(SseEvent one)
    {
        if (_stopped)
        {
            Fault($"{one.Type} after the end of the stream");
            return;
        }

        if (Parse(one) is not { } data)
        {
            return;
        }

        switch (one.Type)
        {
            case "ping":
                break;
            case "error":
                _stopped = true;
                _streamError = (string?)data["error"]?["message"] ?? one.Data;
                Require((string?)data["error"]?["type"] is { Length: > 0 }, "the error event has no error.type");
                break;
            case "message_start":
                Start(data);
                break;
            case "content_block_start" when Expect(one.Type):
                OpenBlock(data);
                break;
            case "content_block_delta" when Expect(one.Type):
                AddDelta(data);
                break;
            case "content_block_stop" when Expect(one.Type):
                CloseBlock(data);
                break;
            case "message_delta" when Expect(one.Type):
                Finish(data);
                break;
            case "message_stop":
                Require(_finished, "message_stop without message_delta");
                _stopped = true;
                break;
            case "content_block_start" or "content_block_delta" or "content_block_stop" or "message_delta":
                break;
            default:
                Fault($"unknown event {one.Type}");
                break;
        }
    }

    /// <summary>The verdict at the end of the stream.</summary>
    public FoldedMessage End()
    {
        Require(_started || _streamError is not null, "no message_start");
        Require(_stopped, "the stream ended without message_stop or error");
        Require(_block is null || _streamError is not null, "the stream ended inside a block");
        return new FoldedMessage(_message, _errors, _streamError);
    }

    private void CheckFraming(string body)
    {
        foreach (var frame in FrameEnd().Split(body).Where(frame => frame.Length > 0))
        {
            // Comments are legal between frames; everything else must be one event line and one data line.
            if (!Comment().IsMatch(frame) && !WholeFrame().IsMatch(frame))
            {
                Fault($"badly framed: {(frame.Length > 80 ? frame[..80] : frame).ReplaceLineEndings("\\n")}");
            }
        }

        Require(body.Length == 0 || body.EndsWith("\n\n", StringComparison.Ordinal), "the last frame is not closed by a blank line");
    }

    private JsonObject? Parse(SseEvent one)
    {
        try
        {
            var data = JsonNode.Parse(one.Data) as JsonObject;
            Require((string?)data?["type"] == one.Type, $"event {one.Type} carries data of type {(string?)data?["type"]}");
            return data;
        }
        catch (JsonException)
        {
            Fault($"event {one.Type} carries no JSON");
            return null;
        }
    }

    private bool Expect(string type)
    {
        Require(_started, $"{type} before message_start");
        Require(!_finished, $"{type} after message_delta");
        return _started;
    }

    private void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            Fault(otherwise);
        }
    }

    private void Fault(string what) => _errors.Add(what);

    [GeneratedRegex("(?<=\n\n)", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex FrameEnd();

    [GeneratedRegex("^(?::[^\n\r]*\n)+\n$", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Comment();

    [GeneratedRegex("^event: [a-z_]+\ndata: \\{[^\n\r]*\\}\n\n$", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex WholeFrame();
}
