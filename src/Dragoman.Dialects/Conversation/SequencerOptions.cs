namespace Dragoman.Dialects.Conversation;

/// <summary>What a <see cref="BlockSequencer"/> does to an answer beyond putting it in order.</summary>
public readonly record struct SequencerOptions
{
    /// <summary>No special treatment.</summary>
    public SequencerOptions()
    {
    }

    /// <summary>Thinking stands between <c>think</c> tags at the start of the text (H-199).</summary>
    public bool ThinkTags { get; init; }

    /// <summary>With <see cref="ThinkTags"/>: the answer begins inside the tag.</summary>
    public bool ThinkTagOpen { get; init; }

    /// <summary>Calls may stand in the text as weak models write them (H-200).</summary>
    public bool TextToolCalls { get; init; }

    /// <summary>Null and empty text leave the arguments where they may be left out (H-221). Arguments then arrive whole.</summary>
    public bool CleanArguments { get; init; }

    /// <summary>
    /// Arguments are looked at before the client gets them, and repaired where that can be proven (N15): a call waits until it is whole.
    /// </summary>
    public bool RepairArguments { get; init; }

    /// <summary>An answer that is only thinking is meant as text (H-197).</summary>
    public bool PromoteReasoning { get; init; }

    /// <summary>Thinking that the client does not want to see is kept in the signature, to be given back to the upstream (H-108).</summary>
    public bool SealThinking { get; init; }

    /// <summary>Visible tokens after which the text is cut, where the upstream was given a larger bound; -1 for no cut (H-151).</summary>
    public long VisibleLimit { get; init; } = -1;
}
