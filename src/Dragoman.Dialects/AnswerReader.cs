using Dragoman.Dialects.Conversation;

namespace Dragoman.Dialects;

/// <summary>
/// Reads the body of a streamed answer, framing included, in whatever pieces it arrives. It raises well-formed events: one start,
/// blocks that open and close, one finish and one end; or an error as the last event.
/// </summary>
public abstract class AnswerReader : IDisposable
{
    /// <summary>
    /// What the upstream reported as failed before any event was raised (an error as the first frame of a 200): the turn may still
    /// fail over, and no event was or will be raised.
    /// </summary>
    public Failure? EarlyFailure { get; protected set; }

    /// <summary>True once a content event was raised: from here on the answer belongs to this upstream.</summary>
    public bool HasContent { get; protected set; }

    /// <summary>True once <see cref="StreamEventKind.End"/> or <see cref="StreamEventKind.Error"/> was raised; the rest is ignored.</summary>
    public bool IsFinished { get; protected set; }

    /// <summary>
    /// What broke the upstream's stream where the answer could still be closed honestly, or what the error event told: for the record.
    /// Null where the stream ended as it should.
    /// </summary>
    public Failure? BrokenBy { get; protected set; }

    /// <summary>
    /// True once the upstream said why it stopped, while its counts may still follow: wait for them a moment, at most two seconds,
    /// then call <see cref="Complete"/> (H-241).
    /// </summary>
    public bool HasFinish { get; protected set; }

    /// <summary>
    /// False where reading on asks the request for no more than <see cref="ConversationRequest.ForAnswer"/> keeps, so that the rest of
    /// it can be let go once content has passed. True is always right, and costs memory for as long as the stream is open.
    /// </summary>
    public virtual bool NeedsConversation => true;

    /// <summary>
    /// False where the schemas of the client's tools can go with the conversation: arguments are neither cleaned nor repaired. True is
    /// always right.
    /// </summary>
    public virtual bool NeedsSchemas => true;

    /// <summary>True where edits are held against the files that the conversation shows.</summary>
    public virtual bool NeedsFiles => false;

    /// <summary>Takes received bytes.</summary>
    public abstract void Feed(ReadOnlySpan<byte> received);

    /// <summary>
    /// The upstream closed its stream. Without its terminator this raises an error event, never a forged end (H-324); where nothing
    /// had been raised yet, <see cref="EarlyFailure"/> is set instead.
    /// </summary>
    public abstract void Complete();

    /// <summary>
    /// The connection broke, or a deadline passed: closes what can be closed honestly (a complete tool call stays valid, H-319) and
    /// raises <paramref name="failure"/> otherwise.
    /// </summary>
    public abstract void Break(Failure failure);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives pooled buffers back.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
