using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.AnthropicMessages;

/// <summary>
/// Writes events as the server-sent events that the CLI understands (H-273 to H-294). It holds the grammar by itself: whatever it is
/// given, one start comes first, at most one block is open, indexes count 0, 1, 2, …, every delta stands in a block of its kind,
/// every block is closed once, and nothing follows the end or an error.
/// </summary>
internal sealed partial class StreamWriter(Translation translation, ByteWriter output) : IStreamSink
{
    // The longest piece of one delta; longer ones are cut, never inside an escape or a character (H-294).
    private const int MaxDeltaBytes = 32 * 1024;

    private readonly byte[] _requestedModel = System.Text.Encoding.UTF8.GetBytes(translation.RequestedModel);

    // `event: content_block_delta … "text":"` of the open block, kept from delta to delta.
    private readonly byte[] _head = new byte[192];
    private int _headLength;
    private DeltaKind _headDelta;
    private bool _headIsRaw;

    private MessageState _state;
    private int _next;
    private bool _isStarted;
    private bool _isOpen;
    private bool _isPending;
    private bool _isFinished;
    private bool _isEnded;
    private BlockKind _openKind;

    /// <inheritdoc/>
    public void On(in StreamEvent streamEvent)
    {
        if (_isEnded)
        {
            return;
        }

        switch (streamEvent.Kind)
        {
            case StreamEventKind.Delta:
                Delta(streamEvent);
                break;
            case StreamEventKind.BlockStart:
                BlockStart(streamEvent);
                break;
            case StreamEventKind.BlockStop:
                CloseBlock();
                break;
            case StreamEventKind.MessageStart:
                MessageStart(streamEvent);
                break;
            case StreamEventKind.Finish:
                Finish(streamEvent);
                break;
            case StreamEventKind.End:
                End();
                break;
            case StreamEventKind.Ping:
                Ping();
                break;
            case StreamEventKind.Error:
                Error(streamEvent);
                break;
            default:
                Unknown(streamEvent);
                break;
        }
    }

    private void MessageStart(in StreamEvent streamEvent)
    {
        if (_isStarted)
        {
            return;
        }

        _isStarted = true;
        output.Write("event: message_start\ndata: {\"type\":\"message_start\",\"message\":"u8);
        if (streamEvent.Raw.IsEmpty)
        {
            WriteMessage(streamEvent);
        }
        else
        {
            WriteRawMessage(streamEvent.Raw);
        }

        output.Write("}\n\n"u8);
    }

    private void WriteMessage(in StreamEvent streamEvent)
    {
        output.Write("{\"id\":\""u8);
        MessageState.WriteId(streamEvent.Id, translation, output);
        output.Write("\",\"type\":\"message\",\"role\":\"assistant\",\"model\":"u8);
        output.WriteString(_requestedModel);
        output.Write(",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":"u8);
        UsageWriter.WriteFull(MessageState.First(streamEvent.Usage, translation), output);
        output.Write((byte)'}');
    }

    // Only the model's name is changed (H-207, H-292).
    private void WriteRawMessage(ReadOnlySpan<byte> raw)
    {
        if (RawObject.Find(raw, "model"u8) is not { } model)
        {
            RawObject.WriteOneLine(raw, output);
            return;
        }

        RawObject.WriteOneLine(raw[..model.Start], output);
        output.WriteString(_requestedModel);
        RawObject.WriteOneLine(raw[model.End..], output);
    }

    private void Start()
    {
        if (!_isStarted)
        {
            MessageStart(default);
        }
    }

    private void Finish(in StreamEvent streamEvent)
    {
        if (_isFinished)
        {
            return;
        }

        Start();
        CloseBlock();
        _isFinished = true;
        output.Write("event: message_delta\ndata: "u8);
        if (streamEvent.Raw.IsEmpty)
        {
            WriteFinish(streamEvent);
        }
        else
        {
            WriteRawFinish(streamEvent);
        }

        output.Write("\n\n"u8);
    }

    private void WriteFinish(in StreamEvent streamEvent)
    {
        var stop = _state.Stop(streamEvent.Stop);
        output.Write("{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\""u8);
        output.Write(StopReasons.Name(stop));
        output.Write("\",\"stop_sequence\":"u8);
        MessageState.WriteStopSequence(streamEvent.StopSequence, output);
        if (stop == StopReason.Refusal)
        {
            output.Write(",\"stop_details\":"u8);
            MessageState.WriteStopDetails(streamEvent.Explanation, output);
        }

        output.Write("},\"usage\":"u8);
        UsageWriter.WriteFinal(_state.Last(streamEvent.Usage, translation), output);
        output.Write((byte)'}');
    }

    // What stands beside the stop reason (safeguard results, context management, transformations) passes (H-190, H-191, H-292);
    // the reason itself is written only where somebody on the way changed it.
    private void WriteRawFinish(in StreamEvent streamEvent)
    {
        var raw = streamEvent.Raw;
        if (RawObject.Find(raw, "delta"u8) is not { } delta
            || RawObject.Find(raw[delta], "stop_reason"u8) is not { } reason
            || StopReasons.Parse(RawObject.Text(raw[delta], "stop_reason"u8)) == streamEvent.Stop)
        {
            RawObject.WriteOneLine(raw, output);
            return;
        }

        var offset = delta.Start.Value;
        RawObject.WriteOneLine(raw[..(offset + reason.Start.Value)], output);
        output.WriteEscaped(StopReasons.Name(streamEvent.Stop));
        var rest = raw[(offset + reason.End.Value)..];
        RawObject.WriteOneLine(rest, output);
    }

    private void End()
    {
        if (!_isFinished)
        {
            Finish(default);
        }

        _isEnded = true;
        output.Write("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"u8);
    }

    // A strict client knows no event in front of the start; a comment keeps the connection alive there (H-326).
    private void Ping() => output.Write(_isStarted ? "event: ping\ndata: {\"type\": \"ping\"}\n\n"u8 : ": ping\n\n"u8);

    private void Error(in StreamEvent streamEvent)
    {
        _isEnded = true;
        output.Write("event: error\ndata: "u8);
        if (!streamEvent.Raw.IsEmpty)
        {
            // The CLI matches on the upstream's own words (H-260).
            RawObject.WriteOneLine(streamEvent.Raw, output);
        }
        else
        {
            ErrorWriter.WriteEventData(streamEvent.Failure ?? InternalFailure, output);
        }

        output.Write("\n\n"u8);
    }

    private void Unknown(in StreamEvent streamEvent)
    {
        var type = RawObject.Text(streamEvent.Raw, "type"u8);
        if (type.IsEmpty || type.IndexOfAnyExceptInRange((byte)'_', (byte)'z') >= 0)
        {
            return;
        }

        Start();
        output.Write("event: "u8);
        output.Write(type);
        output.Write("\ndata: "u8);
        RawObject.WriteOneLine(streamEvent.Raw, output);
        output.Write("\n\n"u8);
    }

    private static readonly Failure InternalFailure =
        new(FailureCause.Internal, 500, "The gateway failed while it wrote the answer: try again.") { Side = FailureSide.Gateway };
}
