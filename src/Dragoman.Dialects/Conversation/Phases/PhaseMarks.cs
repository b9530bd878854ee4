namespace Dragoman.Dialects.Conversation.Phases;

/// <summary>What of a request tells its phase. Spans are raw JSON, empty where the request has no such thing.</summary>
public readonly ref struct PhaseMarks
{
    /// <summary>What the client calls the request in a header of its own; empty where it says nothing.</summary>
    public string RequestClass { get; init; }

    /// <summary>Tools on offer.</summary>
    public int ToolCount { get; init; }

    /// <summary>The bound on generated tokens; 0 for none.</summary>
    public long MaxTokens { get; init; }

    /// <summary>The last message is no tool's result.</summary>
    public bool IsUserPrompt { get; init; }

    /// <summary>The first tool.</summary>
    public ReadOnlySpan<byte> FirstTool { get; init; }

    /// <summary>The stop sequences.</summary>
    public ReadOnlySpan<byte> StopSequences { get; init; }

    /// <summary>The wish for a format of the answer.</summary>
    public ReadOnlySpan<byte> Output { get; init; }

    /// <summary>The last block of the last message, or the whole message where its content is one text.</summary>
    public ReadOnlySpan<byte> LastBlock { get; init; }

    /// <summary>The name of the last tool that the last answer called.</summary>
    public ReadOnlySpan<byte> CallName { get; init; }

    /// <summary>The arguments of that call, an object.</summary>
    public ReadOnlySpan<byte> CallInput { get; init; }

    /// <summary>All messages, where somebody asks for the phase; empty to look for plan mode in the last block alone.</summary>
    public ReadOnlySpan<byte> Messages { get; init; }
}
