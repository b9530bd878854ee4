using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Sse;

namespace Dragoman.Dialects.OpenAiResponses;

/// <summary>Reads a stream of Responses events.</summary>
internal sealed class StreamReader(Translation translation, OpenAiResponsesProfile profile, IStreamSink sink) : AnswerReader
{
    private readonly SseFrameReader _frames = new();
    private readonly EventReader _events = new(translation, profile, sink);
    private bool _saidAnything;

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

        if (_frames.IsOverflown)
        {
            Fail(new Failure(FailureCause.Malformed, 502, "The upstream sent a single event that is too large."));
        }
    }

    /// <inheritdoc/>
    public override void Complete()
    {
        while (!IsFinished && _frames.TryReadLast(out var frame))
        {
            Read(frame);
        }

        if (!IsFinished)
        {
            Fail(_saidAnything
                ? new Failure(FailureCause.Truncated, 502, "The upstream's stream ended early; send the request again.") { IsRetryable = true }
                : new Failure(FailureCause.Malformed, 502, "The upstream answered nothing; send the request again.") { IsRetryable = true });
        }
    }

    /// <inheritdoc/>
    public override void Break(Failure failure)
    {
        if (!IsFinished)
        {
            Fail(failure);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _frames.Dispose();
        _events.Dispose();
    }

    private void Read(SseFrame frame)
    {
        var data = frame.Data.Trim(" \t"u8);
        if (data.IsEmpty || data[0] != '{')
        {
            // A heartbeat (H-307), or the terminator of other protocols.
            return;
        }

        _saidAnything = true;
        if (_events.Read(data, frame.Name) is { } failure)
        {
            Fail(failure);
            return;
        }

        Mirror();
    }

    private void Fail(Failure failure)
    {
        EarlyFailure = _events.Sequencer.Fail(failure);
        BrokenBy = EarlyFailure is null ? failure : null;
        Mirror();
    }

    private void Mirror()
    {
        HasContent = _events.Sequencer.HasContent;
        HasFinish = _events.Sequencer.HasFinish;
        IsFinished = _events.Sequencer.IsEnded;
    }
}
