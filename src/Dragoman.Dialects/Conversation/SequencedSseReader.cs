using Dragoman.Dialects.Sse;

namespace Dragoman.Dialects.Conversation;

/// <summary>Reads a stream of server-sent events into a sequencer.</summary>
/// <param name="sequencer">What the answer is told to. Whoever made it lets it go.</param>
internal abstract class SequencedSseReader(BlockSequencer sequencer) : SequencedReader(sequencer)
{
    private readonly SseFrameReader _frames = new();

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
            FailAsTooLarge();
        }
    }

    /// <summary>Reads one event.</summary>
    protected abstract void Read(SseFrame frame);

    /// <summary>A frame is larger than anybody may send (H-306).</summary>
    protected void FailAsTooLarge() =>
        Fail(new Failure(FailureCause.Malformed, 502, "The upstream sent a single event that is too large."));

    /// <inheritdoc/>
    protected override void ReadRest()
    {
        while (!IsFinished && _frames.TryReadLast(out var frame))
        {
            Read(frame);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _frames.Dispose();
}
