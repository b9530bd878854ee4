namespace Dragoman.Dialects.Conversation;

/// <summary>
/// One event of an answer on its way from an upstream's dialect to the client's. A whole (non-streamed) answer is read as the
/// same events, so each dialect writes streams and whole answers from one source. Spans are valid only during the call.
/// </summary>
public ref struct StreamEvent
{
    /// <summary>What happened.</summary>
    public StreamEventKind Kind;

    /// <summary>The block's index, 0, 1, 2, … in order of opening (H-284).</summary>
    public int Index;

    /// <summary>The kind of the block that starts, or of the block a delta belongs to.</summary>
    public BlockKind Block;

    /// <summary>What a delta carries.</summary>
    public DeltaKind Delta;

    /// <summary>Escaped JSON string content of the delta.</summary>
    public ReadOnlySpan<byte> Text;

    /// <summary>Message id, or tool call id, escaped content.</summary>
    public ReadOnlySpan<byte> Id;

    /// <summary>Tool name, or on <see cref="StreamEventKind.MessageStart"/> the model's name, escaped content.</summary>
    public ReadOnlySpan<byte> Name;

    /// <summary>
    /// The raw JSON behind the event where the upstream speaks <c>anthropic-messages</c>: the <c>message</c> object of a start, the
    /// <c>content_block</c> of a block start, the <c>delta</c> object of a delta, the whole data of finish and unknown events. Members
    /// without a typed field survive in it. Empty when the upstream speaks another dialect.
    /// </summary>
    public ReadOnlySpan<byte> Raw;

    /// <summary>On <see cref="StreamEventKind.Finish"/>: why the model stopped.</summary>
    public StopReason Stop;

    /// <summary>On <see cref="StreamEventKind.Finish"/>: the stop sequence that was met, escaped content.</summary>
    public ReadOnlySpan<byte> StopSequence;

    /// <summary>On <see cref="StreamEventKind.Finish"/> with a refusal: the explanation, escaped content.</summary>
    public ReadOnlySpan<byte> Explanation;

    /// <summary>On start and finish: the counts so far (cumulative).</summary>
    public Usage Usage;

    /// <summary>On <see cref="StreamEventKind.Error"/>: what went wrong.</summary>
    public Failure? Failure;
}
