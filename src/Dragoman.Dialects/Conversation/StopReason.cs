namespace Dragoman.Dialects.Conversation;

/// <summary>Why a model stopped: the eight values that the Messages API knows (H-224), and none yet.</summary>
public enum StopReason : byte
{
    /// <summary>Not said.</summary>
    None,

    /// <summary>The model was done.</summary>
    EndTurn,

    /// <summary>The token limit was reached.</summary>
    MaxTokens,

    /// <summary>A stop sequence was met.</summary>
    StopSequence,

    /// <summary>The model calls tools.</summary>
    ToolUse,

    /// <summary>A provider-side loop wants to be continued.</summary>
    PauseTurn,

    /// <summary>The model, or a filter in front of it, refused.</summary>
    Refusal,

    /// <summary>The context window was full.</summary>
    ContextWindowExceeded,

    /// <summary>The conversation was compacted.</summary>
    Compaction,
}
