using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Sse;

namespace Dragoman.Dialects.OpenAiChat;

/// <summary>Reads a stream of chat completion chunks.</summary>
internal sealed class StreamReader : AnswerReader
{
    private readonly SseFrameReader _frames = new();
    private readonly BlockSequencer _sequencer;
    private readonly ChunkReader _chunks;
    private bool _saidAnything;

    public StreamReader(Translation translation, OpenAiChatProfile profile, IStreamSink sink)
    {
        var details = new ReasoningDetails();
        _sequencer = Sequencing.Create(translation, profile, sink, details);
        _chunks = new ChunkReader(profile, translation, _sequencer, details);
    }

    /// <inheritdoc/>
    public override bool NeedsConversation => false;

    /// <inheritdoc/>
    public override bool NeedsSchemas => _sequencer.LooksAtSchemas;

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

        if (IsFinished)
        {
            return;
        }

        if (_sequencer.HasFinish)
        {
            End();
            return;
        }

        Fail(_saidAnything
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
        _chunks.Dispose();
        _sequencer.Dispose();
    }

    private void Read(SseFrame frame)
    {
        var data = frame.Data.Trim(" \t"u8);
        if (data.SequenceEqual("[DONE]"u8))
        {
            // The terminator alone is an end, too: some hosts never name a reason (H-298).
            if (_saidAnything)
            {
                End();
            }

            return;
        }

        if (data.IsEmpty || data[0] != '{')
        {
            // A heartbeat (H-307).
            return;
        }

        _saidAnything = true;
        if (_chunks.Read(data) is { } failure)
        {
            Fail(failure);
            return;
        }

        Mirror();
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
