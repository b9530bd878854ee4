using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.AnthropicMessages.Passthrough;

/// <summary>
/// Watches a Messages stream that passes byte for byte, in whatever pieces: what it used, how it ended, whether content went by.
/// The data of deltas, which is nearly all of a stream, is neither copied nor looked at.
/// </summary>
public sealed class StreamObserver : IDisposable
{
    // Frames that are read are small; a larger line is not followed, and passes all the same.
    private const int MaxLineBytes = 4 * 1024 * 1024;

    private readonly ByteWriter _line = new(1024);
    private Event _event;
    private Usage _usage;
    private bool _isSkipping;
    private bool _isInLine;
    private bool _endedOnCarriageReturn;
    private bool _openTool;
    private bool _sawInput;

    /// <summary>True once the first event, whatever it was, has been seen.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>True once content was told: a block, a delta or a stop reason.</summary>
    public bool HasContent { get; private set; }

    /// <summary>True once <c>message_stop</c> went by.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>True once a stop reason was told.</summary>
    public bool HasFinish { get; private set; }

    /// <summary>The raw <c>error</c> event's data, where one went by.</summary>
    public byte[]? Error { get; private set; }

    /// <summary>Index of the block that is open; -1 for none.</summary>
    public int OpenBlock { get; private set; } = -1;

    /// <summary>True when a tool call is open and nothing of its arguments came.</summary>
    public bool IsOpenToolEmpty => _openTool && OpenBlock >= 0 && !_sawInput;

    /// <summary>Tool calls that were closed: the client runs each as soon as it is (H-319).</summary>
    public int CompleteTools { get; private set; }

    /// <summary>The upstream's name of the model; null as long as it is not known.</summary>
    public string? Model { get; private set; }

    /// <summary>Token counts so far.</summary>
    public Usage Usage => _usage;

    /// <summary>Why the model stopped.</summary>
    public StopReason Stop { get; private set; }

    /// <summary>Bytes of delta events, a measure of what was generated.</summary>
    public long DeltaBytes { get; private set; }

    /// <summary>True between two frames: only here may a frame of ours be put in (H-326).</summary>
    public bool IsAtFrameBoundary { get; private set; } = true;

    /// <summary>Takes the bytes that pass, however they are cut.</summary>
    public void Observe(ReadOnlySpan<byte> bytes)
    {
        if (_endedOnCarriageReturn && bytes.Length > 0)
        {
            _endedOnCarriageReturn = false;
            bytes = bytes[0] == '\n' ? bytes[1..] : bytes;
        }

        while (bytes.Length > 0)
        {
            if (!_isInLine)
            {
                _isSkipping = _event == Event.Delta && bytes[0] == 'd';
            }

            var end = bytes.IndexOfAny((byte)'\n', (byte)'\r');
            if (end < 0)
            {
                IsAtFrameBoundary = false;
                Keep(bytes);
                return;
            }

            EndLine(bytes[..end]);
            var next = end + 1;
            if (bytes[end] == '\r')
            {
                _endedOnCarriageReturn = next == bytes.Length;
                next += !_endedOnCarriageReturn && bytes[next] == '\n' ? 1 : 0;
            }

            bytes = bytes[next..];
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _line.Dispose();

    /// <summary>Reads the <c>usage</c> member of an object over what was known; counts are cumulative, later ones replace earlier ones.</summary>
    public static Usage UsageIn(ReadOnlySpan<byte> json, Usage known)
    {
        UsageReader.Read(RawObject.Value(json, "usage"u8), ref known);
        return known;
    }

    /// <summary>The reason behind its name on the wire.</summary>
    public static StopReason StopReasonOf(ReadOnlySpan<byte> name) => StopReasons.Parse(name);

    /// <summary>The raw value of a member of an object; empty where there is none.</summary>
    public static ReadOnlySpan<byte> Member(ReadOnlySpan<byte> json, ReadOnlySpan<byte> member) => RawObject.Value(json, member);

    private void Keep(ReadOnlySpan<byte> part)
    {
        _isInLine = true;
        if (_isSkipping)
        {
            DeltaBytes += part.Length;
        }
        else if (_line.Length + part.Length > MaxLineBytes)
        {
            _isSkipping = true;
            _line.Reset();
        }
        else
        {
            _line.Write(part);
        }
    }

    private void EndLine(ReadOnlySpan<byte> rest)
    {
        IsAtFrameBoundary = rest.IsEmpty && !_isInLine;
        if (_isSkipping)
        {
            // The frame around a delta is about 90 bytes; exact counts come from usage, this is a floor for what was cut off.
            DeltaBytes = Math.Max(0, DeltaBytes + rest.Length - 90);
        }
        else if (_line.Length == 0)
        {
            OnLine(rest);
        }
        else
        {
            _line.Write(rest);
            OnLine(_line.Written);
            _line.Reset();
        }

        _isSkipping = false;
        _isInLine = false;
    }

    private void OnLine(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty)
        {
            EndFrame();
        }
        else if (line.StartsWith("event:"u8))
        {
            OnEvent(line[6..].Trim((byte)' '));
        }
        else if (line.StartsWith("data:"u8))
        {
            OnData(line[5..].Trim((byte)' '));
        }
    }

    private void OnEvent(ReadOnlySpan<byte> name)
    {
        _event = Named(name);
        HasBegun |= _event != Event.Ping;
    }

    // The client acts on whole frames, so that is when they count.
    private void EndFrame()
    {
        switch (_event)
        {
            case Event.Delta:
                HasContent = true;
                _sawInput = true;
                break;
            case Event.BlockStop:
                CompleteTools += _openTool ? 1 : 0;
                _openTool = false;
                OpenBlock = -1;
                break;
            case Event.MessageStop:
                IsComplete = true;
                break;
        }

        _event = Event.Unnamed;
    }

    private void OnData(ReadOnlySpan<byte> data)
    {
        if (_event == Event.Unnamed)
        {
            // A stream without event names: the data says what it is.
            OnEvent(RawObject.Text(data, "type"u8));
        }

        switch (_event)
        {
            case Event.MessageStart:
                var message = RawObject.Value(data, "message"u8);
                var model = RawObject.Text(message, "model"u8);
                Model = model.IsEmpty || !JsonCursor.IsCleanUtf8(model) ? null : JsonStrings.Decode(model);
                _usage = UsageIn(message, _usage);
                // The continuation of a programmatic call comes whole in its start.
                OnStop(RawObject.Text(message, "stop_reason"u8));
                break;
            case Event.BlockStart:
                HasContent = true;
                OpenBlock = (int)(new JsonCursor(RawObject.Value(data, "index"u8)).ReadInteger() ?? 0);
                _openTool = RawObject.Text(RawObject.Value(data, "content_block"u8), "type"u8).SequenceEqual("tool_use"u8);
                _sawInput = false;
                break;
            case Event.MessageDelta:
                _usage = UsageIn(data, _usage);
                OnStop(RawObject.Text(RawObject.Value(data, "delta"u8), "stop_reason"u8));
                break;
            case Event.Error:
                Error ??= data.ToArray();
                break;
        }
    }

    private void OnStop(ReadOnlySpan<byte> reason)
    {
        if (!reason.IsEmpty)
        {
            HasFinish = HasContent = true;
            Stop = StopReasons.Parse(reason);
        }
    }

    private static Event Named(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("content_block_delta"u8) ? Event.Delta
        : name.SequenceEqual("ping"u8) ? Event.Ping
        : name.SequenceEqual("content_block_start"u8) ? Event.BlockStart
        : name.SequenceEqual("content_block_stop"u8) ? Event.BlockStop
        : name.SequenceEqual("message_start"u8) ? Event.MessageStart
        : name.SequenceEqual("message_delta"u8) ? Event.MessageDelta
        : name.SequenceEqual("message_stop"u8) ? Event.MessageStop
        : name.SequenceEqual("error"u8) ? Event.Error
        : Event.Other;

    private enum Event : byte
    {
        Unnamed,
        Other,
        Ping,
        Delta,
        BlockStart,
        BlockStop,
        MessageStart,
        MessageDelta,
        MessageStop,
        Error,
    }
}
