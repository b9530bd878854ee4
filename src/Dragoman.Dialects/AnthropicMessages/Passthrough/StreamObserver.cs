using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.Sse;

namespace Dragoman.Dialects.AnthropicMessages.Passthrough;

/// <summary>
/// Watches a passing Messages stream: what it used, how it ended, whether content went by. Deltas are recognised by their event
/// name and not parsed.
/// </summary>
public sealed class StreamObserver : IDisposable
{
    private readonly SseFrameReader _frames = new();
    private bool _openTool;

    /// <summary>True once the first event, whatever it was, has been seen.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>True once a content block was opened.</summary>
    public bool HasContent { get; private set; }

    /// <summary>True once <c>message_stop</c> went by.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>The raw <c>error</c> event's data, where one went by.</summary>
    public byte[]? Error { get; private set; }

    /// <summary>Index of the block that is open; -1 for none.</summary>
    public int OpenBlock { get; private set; } = -1;

    /// <summary>Tool calls that were closed: the client runs each as soon as it is (H-319).</summary>
    public int CompleteTools { get; private set; }

    /// <summary>Token counts so far.</summary>
    public Usage Usage { get; private set; }

    /// <summary>Why the model stopped.</summary>
    public StopReason Stop { get; private set; }

    /// <summary>Bytes of delta events, a measure of what was generated.</summary>
    public long DeltaBytes { get; private set; }

    /// <summary>Takes the bytes that pass. They should end at a frame's end, but need not.</summary>
    public void Observe(ReadOnlySpan<byte> bytes)
    {
        _frames.Append(bytes);
        while (_frames.TryRead(out var frame))
        {
            Read(frame);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _frames.Dispose();

    private void Read(SseFrame frame)
    {
        HasBegun |= !frame.Name.SequenceEqual("ping"u8);
        switch (frame.Name.Length)
        {
            case 19 when frame.Name.SequenceEqual("content_block_delta"u8):
                DeltaBytes += DeltaLength(frame.Data.Length);
                break;
            case 19 when frame.Name.SequenceEqual("content_block_start"u8):
                HasContent = true;
                OpenBlock = (int)(Integer(frame.Data, "index"u8) ?? 0);
                _openTool = frame.Data.IndexOf("\"type\":\"tool_use\""u8) >= 0 || frame.Data.IndexOf("\"type\": \"tool_use\""u8) >= 0;
                break;
            case 18 when frame.Name.SequenceEqual("content_block_stop"u8):
                CompleteTools += _openTool ? 1 : 0;
                _openTool = false;
                OpenBlock = -1;
                break;
            case 13 when frame.Name.SequenceEqual("message_start"u8):
                Usage = UsageIn(Member(frame.Data, "message"u8), Usage);
                break;
            case 13 when frame.Name.SequenceEqual("message_delta"u8):
                Usage = UsageIn(frame.Data, Usage);
                var delta = Member(frame.Data, "delta"u8);
                var reason = Member(delta, "stop_reason"u8);
                Stop = reason.Length > 2 ? StopReasons.Parse(reason[1..^1]) : Stop;
                break;
            case 12 when frame.Name.SequenceEqual("message_stop"u8):
                IsComplete = true;
                break;
            case 5 when frame.Name.SequenceEqual("error"u8):
                Error ??= frame.Data.ToArray();
                break;
        }
    }

    // The frame around a delta is about 90 bytes; exact counts come from usage, this is a floor for what was cut off.
    private static int DeltaLength(int data) => Math.Max(0, data - 90);

    /// <summary>Reads the <c>usage</c> member of an object over what was known; counts are cumulative, later ones replace earlier ones.</summary>
    public static Usage UsageIn(ReadOnlySpan<byte> json, Usage known)
    {
        var usage = Member(json, "usage"u8);
        if (usage.IsEmpty)
        {
            return known;
        }

        var cursor = new JsonCursor(usage);
        if (cursor.Peek() != JsonKind.Object)
        {
            return known;
        }

        known.IsReported = true;
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("input_tokens"u8))
            {
                known.InputTokens = cursor.ReadInteger() ?? known.InputTokens;
            }
            else if (name.SequenceEqual("output_tokens"u8))
            {
                known.OutputTokens = cursor.ReadInteger() ?? known.OutputTokens;
            }
            else if (name.SequenceEqual("cache_read_input_tokens"u8))
            {
                known.CacheReadTokens = cursor.ReadInteger() ?? known.CacheReadTokens;
            }
            else if (name.SequenceEqual("cache_creation_input_tokens"u8))
            {
                known.CacheWriteTokens = cursor.ReadInteger() ?? known.CacheWriteTokens;
            }
            else if (name.SequenceEqual("cache_creation"u8))
            {
                var part = cursor.ReadValue();
                known.CacheWrite1hTokens = Integer(usage.Slice(part.Start, part.Length), "ephemeral_1h_input_tokens"u8) ?? known.CacheWrite1hTokens;
            }
            else if (name.SequenceEqual("output_tokens_details"u8))
            {
                var part = cursor.ReadValue();
                known.ThinkingTokens = Integer(usage.Slice(part.Start, part.Length), "thinking_tokens"u8) ?? known.ThinkingTokens;
            }
            else if (name.SequenceEqual("server_tool_use"u8))
            {
                var part = cursor.ReadValue();
                known.WebSearches = Integer(usage.Slice(part.Start, part.Length), "web_search_requests"u8) ?? known.WebSearches;
            }
            else
            {
                cursor.ReadValue();
            }
        }

        return known;
    }

    /// <summary>The reason behind its name on the wire.</summary>
    public static StopReason StopReasonOf(ReadOnlySpan<byte> name) => StopReasons.Parse(name);

    /// <summary>The raw value of a member of an object; empty where there is none.</summary>
    public static ReadOnlySpan<byte> Member(ReadOnlySpan<byte> json, ReadOnlySpan<byte> member)
    {
        var cursor = new JsonCursor(json);
        if (cursor.Peek() != JsonKind.Object)
        {
            return default;
        }

        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            var value = cursor.ReadValue();
            if (name.SequenceEqual(member))
            {
                return json.Slice(value.Start, value.Length);
            }
        }

        return default;
    }

    private static long? Integer(ReadOnlySpan<byte> json, ReadOnlySpan<byte> member)
    {
        var value = Member(json, member);
        return value.IsEmpty ? null : new JsonCursor(value).ReadInteger();
    }
}
