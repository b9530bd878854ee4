namespace Dragoman.Dialects.OpenAiResponses;

/// <summary>What was told of an output item so far, by its place in the output: ids change from event to event at some hosts.</summary>
internal struct OutputItem
{
    /// <summary>Its place.</summary>
    public int Output;

    /// <summary>What it is.</summary>
    public ItemKind Kind;

    /// <summary>Which of its parts were told, a bit for each of the first 64; a later one is never told twice either.</summary>
    public ulong Parts;

    /// <summary>Arguments were told.</summary>
    public bool HasArguments;

    /// <summary>Its thinking came as summaries, not as reasoning text: one source is enough (H-198).</summary>
    public bool HasSummary;

    /// <summary>Its thinking came as reasoning text.</summary>
    public bool HasText;

    /// <summary>It is complete: what comes behind says nothing new.</summary>
    public bool IsDone;

    /// <summary>True where that part was told.</summary>
    public readonly bool Saw(int part) => part < 64 ? (Parts & (1UL << part)) != 0 : Parts != 0;

    /// <summary>Notes that a part was told.</summary>
    public void See(int part) => Parts |= 1UL << Math.Min(part, 63);
}

/// <summary>The items that an answer is made of.</summary>
internal enum ItemKind : byte
{
    /// <summary>Not known yet.</summary>
    Unknown,

    /// <summary>Text.</summary>
    Message,

    /// <summary>A call of a function.</summary>
    FunctionCall,

    /// <summary>A call of a tool that takes free text.</summary>
    CustomCall,

    /// <summary>Reasoning.</summary>
    Reasoning,

    /// <summary>A search that the host ran.</summary>
    Search,

    /// <summary>State that must come back: a compacted conversation, a program.</summary>
    State,

    /// <summary>Anything else.</summary>
    Other,
}
