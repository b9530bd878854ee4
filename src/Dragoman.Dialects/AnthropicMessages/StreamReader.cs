using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.Sse;

namespace Dragoman.Dialects.AnthropicMessages;

/// <summary>
/// Reads the stream of an upstream that speaks the Messages API into well-formed events. The start is held back until content
/// follows, so that a failure before it can still fail over (H-323, H-329); the last delta is held until the stream's end, so that
/// there is one finish. Everything unknown passes in <see cref="StreamEvent.Raw"/>.
/// </summary>
internal sealed partial class StreamReader(IStreamSink sink) : AnswerReader
{
    private static readonly Failure EndedEarly =
        new(FailureCause.Truncated, 502, "The provider's stream ended early: send the request again.") { IsRetryable = true };

    private static readonly Failure NotTheProtocol =
        new(FailureCause.Malformed, 502, "The provider sent a stream that is not the Messages API: send the request again.") { IsRetryable = true };

    private readonly SseFrameReader _frames = new();
    private readonly BlockRaiser _blocks = new(sink);
    private readonly ByteWriter _heldStart = new(1024);
    private readonly ByteWriter _heldFinish = new(1024);
    private readonly ByteWriter _startFinish = new(256);

    private Usage _usage;
    private int _next;
    private int _completeCalls;
    private bool _hasStart;
    private bool _isRaised;
    private bool _isOpen;
    private bool _hasInput;
    private bool _isAtEnd;
    private BlockKind _openKind;

    /// <inheritdoc/>
    public override void Feed(ReadOnlySpan<byte> received)
    {
        if (IsFinished)
        {
            return;
        }

        _frames.Append(received);
        while (!IsFinished && _frames.TryRead(out var frame))
        {
            OnFrame(frame);
        }

        if (_frames.IsOverflown)
        {
            Break(NotTheProtocol);
        }
    }

    /// <inheritdoc/>
    public override void Complete()
    {
        _isAtEnd = true;
        if (!IsFinished && _frames.TryReadLast(out var frame))
        {
            OnFrame(frame);
        }

        Break(EndedEarly);
    }

    /// <inheritdoc/>
    public override void Break(Failure failure) => Break(failure, default);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _frames.Dispose();
            _blocks.Release();
            _heldStart.Dispose();
            _heldFinish.Dispose();
            _startFinish.Dispose();
        }
    }

    private void Break(Failure failure, ReadOnlySpan<byte> raw)
    {
        if (IsFinished)
        {
            return;
        }

        if (_heldFinish.Length > 0)
        {
            // The upstream had said why it stopped: nothing is missing but the last frame.
            End();
            return;
        }

        if (!_isRaised)
        {
            EarlyFailure = failure;
            IsFinished = true;
            return;
        }

        BrokenBy = failure;
        if (_completeCalls > 0)
        {
            // The client runs a call as soon as its block closes. An error now would make it ask again and run it twice (H-319).
            CloseUnfinished();
            sink.On(new StreamEvent { Kind = StreamEventKind.Finish, Stop = StopReason.ToolUse, Usage = _usage });
            sink.On(new StreamEvent { Kind = StreamEventKind.End });
            IsFinished = true;
            return;
        }

        IsFinished = true;
        sink.On(new StreamEvent { Kind = StreamEventKind.Error, Failure = failure, Raw = raw });
    }

    // A call whose arguments never came would run with none; a lone bracket makes the client refuse it instead.
    private void CloseUnfinished()
    {
        if (_isOpen && _openKind == BlockKind.ToolUse && !_hasInput)
        {
            sink.On(new StreamEvent { Kind = StreamEventKind.Delta, Delta = DeltaKind.InputJson, Block = _openKind, Index = _next, Text = "{"u8 });
        }

        CloseBlock();
    }

    private void End()
    {
        RaiseStart();
        CloseBlock();
        RaiseFinish();
        IsFinished = true;
        sink.On(new StreamEvent { Kind = StreamEventKind.End });
    }

    private void RaiseFinish()
    {
        var raw = _heldFinish.Written;
        var delta = RawObject.Value(raw, "delta"u8);
        sink.On(new StreamEvent
        {
            Kind = StreamEventKind.Finish,
            Stop = StopReasons.Parse(RawObject.Text(delta, "stop_reason"u8)),
            StopSequence = RawObject.Text(delta, "stop_sequence"u8),
            Explanation = RawObject.Text(RawObject.Value(delta, "stop_details"u8), "explanation"u8),
            Usage = _usage,
            Raw = raw,
        });
    }

    private void RaiseStart()
    {
        if (_isRaised)
        {
            return;
        }

        _isRaised = true;
        var raw = _heldStart.Written;
        sink.On(new StreamEvent
        {
            Kind = StreamEventKind.MessageStart,
            Id = RawObject.Text(raw, "id"u8),
            Name = RawObject.Text(raw, "model"u8),
            Usage = _usage,
            Raw = raw,
        });
    }

    private void CloseBlock()
    {
        if (!_isOpen)
        {
            return;
        }

        _isOpen = false;
        sink.On(new StreamEvent { Kind = StreamEventKind.BlockStop, Index = _next++, Block = _openKind });
    }
}
