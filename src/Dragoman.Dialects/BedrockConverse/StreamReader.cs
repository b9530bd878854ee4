using System.Text;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.EventStream;

namespace Dragoman.Dialects.BedrockConverse;

/// <summary>Reads the binary stream of ConverseStream.</summary>
internal sealed class StreamReader : SequencedReader
{
    private readonly EventStreamReader _frames = new();
    private readonly EventReader _events;

    public StreamReader(Translation translation, BedrockConverseProfile profile, IStreamSink sink)
        : this(Sequencing.Create(translation, profile, sink))
    {
    }

    private StreamReader((BlockSequencer Sequencer, EventReader Events) parts)
        : base(parts.Sequencer) => _events = parts.Events;

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
    protected override void ReadRest() => SaidAnything |= _frames.Pending > 0;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _frames.Dispose();
        _events.Dispose();
        Sequencer.Dispose();
    }

    private void Read(EventStreamFrame frame)
    {
        if (frame.IsFailure)
        {
            Fail(Told(frame));
            return;
        }

        Take(_events.Read(frame.EventType, frame.Payload));
        if (!IsFinished && _events.HasUsage && Sequencer.HasFinish)
        {
            End();
        }
    }

    // A failure behind the 200 (H-410). Once content has passed a rate limit is the upstream's overload: the client cannot do
    // anything about the one, and waits for the other.
    private Failure Told(EventStreamFrame frame)
    {
        var type = frame.ExceptionType.IsEmpty ? frame.ErrorCode : frame.ExceptionType;
        var failure = ErrorReader.Read(Encoding.UTF8.GetString(type), frame.Payload.IsEmpty ? frame.ErrorMessage : frame.Payload);
        return Sequencer.HasContent && failure.Cause == FailureCause.RateLimit
            ? failure with { Cause = FailureCause.Overloaded, Status = 529 }
            : failure;
    }
}
