using System.Text;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.EventStream;

namespace Dragoman.Dialects.BedrockConverse;

/// <summary>Reads the binary stream of ConverseStream.</summary>
internal sealed class StreamReader : AnswerReader
{
    private readonly EventStreamReader _frames = new();
    private readonly BlockSequencer _sequencer;
    private readonly EventReader _events;
    private bool _saidAnything;

    public StreamReader(Translation translation, BedrockConverseProfile profile, IStreamSink sink)
    {
        (_sequencer, _events) = Sequencing.Create(translation, profile, sink);
    }

    /// <inheritdoc/>
    public override bool NeedsConversation => false;

    /// <inheritdoc/>
    public override bool NeedsSchemas => false;

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
            Read(frame);
        }

        if (!IsFinished && _frames.Fault != EventStreamFault.None)
        {
            Fail(new Failure(FailureCause.Malformed, 502, _frames.Fault == EventStreamFault.Length
                ? "The upstream sent a single event that is too large."
                : "The upstream's stream is damaged; send the request again.")
            {
                IsRetryable = true,
            });
        }
    }

    /// <inheritdoc/>
    public override void Complete()
    {
        if (IsFinished)
        {
            return;
        }

        if (_sequencer.HasFinish)
        {
            End();
            return;
        }

        Fail(_saidAnything || _frames.Pending > 0
            ? new Failure(FailureCause.Truncated, 502, "The upstream's stream ended early; send the request again.") { IsRetryable = true }
            : new Failure(FailureCause.Malformed, 502, "The upstream answered nothing; send the request again.") { IsRetryable = true });
    }

    /// <inheritdoc/>
    public override void Break(Failure failure)
    {
        if (IsFinished)
        {
            return;
        }

        // Everything but the counts was there.
        if (_sequencer.HasFinish)
        {
            End();
        }
        else
        {
            Fail(failure);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _frames.Dispose();
        _events.Dispose();
        _sequencer.Dispose();
    }

    private void Read(EventStreamFrame frame)
    {
        if (frame.IsFailure)
        {
            Fail(Told(frame));
            return;
        }

        _saidAnything = true;
        if (_events.Read(frame.EventType, frame.Payload) is { } failure)
        {
            Fail(failure);
            return;
        }

        if (_events.HasUsage && _sequencer.HasFinish)
        {
            End();
            return;
        }

        Mirror();
    }

    // A failure behind the 200 (H-410). Once content has passed a rate limit is the upstream's overload: the client cannot do
    // anything about the one, and waits for the other.
    private Failure Told(EventStreamFrame frame)
    {
        var type = frame.ExceptionType.IsEmpty ? frame.ErrorCode : frame.ExceptionType;
        var failure = ErrorReader.Read(Encoding.UTF8.GetString(type), frame.Payload.IsEmpty ? frame.ErrorMessage : frame.Payload);
        return _sequencer.HasContent && failure.Cause == FailureCause.RateLimit
            ? failure with { Cause = FailureCause.Overloaded, Status = 529 }
            : failure;
    }

    private void End()
    {
        _sequencer.End();
        Mirror();
    }

    private void Fail(Failure failure)
    {
        EarlyFailure = _sequencer.Fail(failure);
        BrokenBy = EarlyFailure is null ? failure : null;
        Mirror();
    }

    private void Mirror()
    {
        HasContent = _sequencer.HasContent;
        HasFinish = _sequencer.HasFinish;
        IsFinished = _sequencer.IsEnded;
    }
}
