namespace Dragoman.Dialects.Conversation.Phases;

/// <summary>What a turn is for, as far as its request shows it (N19).</summary>
public enum TurnPhase : byte
{
    /// <summary>The user has said something new.</summary>
    Prompt,

    /// <summary>The session is in plan mode: nothing may be changed yet.</summary>
    Plan,

    /// <summary>Files or pages were read or searched.</summary>
    Explore,

    /// <summary>Files were changed.</summary>
    Edit,

    /// <summary>Tests were run.</summary>
    Test,

    /// <summary>A command was run.</summary>
    Run,

    /// <summary>A subagent was sent.</summary>
    Delegate,

    /// <summary>Another tool has answered.</summary>
    Tool,

    /// <summary>A side request: the session's title.</summary>
    Title,

    /// <summary>A side request: a summary of the conversation that takes its place.</summary>
    Compaction,

    /// <summary>A side request: one web search.</summary>
    Search,

    /// <summary>A side request: whether an action is safe (H-192).</summary>
    Classifier,

    /// <summary>A side request: whether a model answers (H-345).</summary>
    Probe,

    /// <summary>Another side request that the client names as one.</summary>
    Auxiliary,
}
