namespace Dragoman.Dialects.Conversation;

/// <summary>
/// Reads a stream into a sequencer: what all translating dialects have in common is how such a stream may end. A dialect cuts its
/// frames, says with <see cref="Take"/> what came of each, and with <see cref="End"/> that one was the last.
/// </summary>
/// <param name="sequencer">What the answer is told to. Whoever made it lets it go.</param>
internal abstract class SequencedReader(BlockSequencer sequencer) : AnswerReader
{
    /// <inheritdoc/>
    public override bool NeedsConversation => false;

    /// <inheritdoc/>
    public override bool NeedsSchemas => sequencer.LooksAtSchemas;

    /// <inheritdoc/>
    public override bool NeedsFiles => sequencer.LooksAtFiles;

    /// <summary>What the answer is told to.</summary>
    protected BlockSequencer Sequencer => sequencer;

    /// <summary>True once a frame came that says something, heartbeats aside.</summary>
    protected bool SaidAnything { get; set; }

    /// <inheritdoc/>
    public sealed override void Complete()
    {
        ReadRest();
        if (IsFinished)
        {
            return;
        }

        if (sequencer.HasFinish)
        {
            // Everything but the counts was there; where a protocol has no terminator, the reason is one (H-298).
            End();
            return;
        }

        Fail(SaidAnything
            ? new Failure(FailureCause.Truncated, 502, "The upstream's stream ended early; send the request again.") { IsRetryable = true }
            : new Failure(FailureCause.Malformed, 502, "The upstream answered nothing; send the request again.") { IsRetryable = true });
    }

    /// <inheritdoc/>
    public sealed override void Break(Failure failure)
    {
        if (IsFinished)
        {
            return;
        }

        if (sequencer.HasFinish)
        {
            End();
        }
        else
        {
            Fail(failure);
        }
    }

    /// <summary>Reads what can be read only now that nothing more will come.</summary>
    protected virtual void ReadRest()
    {
    }

    /// <summary>Tells the sequencer that the answer is complete.</summary>
    protected virtual void EndAnswer() => sequencer.End();

    /// <summary>A frame was read.</summary>
    /// <param name="failure">What it reports as failed; null where nothing did.</param>
    protected void Take(Failure? failure)
    {
        SaidAnything = true;
        if (failure is not null)
        {
            Fail(failure);
            return;
        }

        Mirror();
    }

    /// <summary>The answer is complete.</summary>
    protected void End()
    {
        EndAnswer();
        Mirror();
    }

    /// <summary>The answer cannot go on.</summary>
    protected void Fail(Failure failure)
    {
        EarlyFailure = sequencer.Fail(failure);
        BrokenBy = EarlyFailure is null ? failure : null;
        Mirror();
    }

    private void Mirror()
    {
        EarlyFailure ??= sequencer.Refused;
        HasContent = sequencer.HasContent;
        HasFinish = sequencer.HasFinish;
        IsFinished = sequencer.IsEnded;
    }
}
