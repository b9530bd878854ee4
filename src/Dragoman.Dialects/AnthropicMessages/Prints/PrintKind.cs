namespace Dragoman.Dialects.AnthropicMessages.Prints;

/// <summary>What a fingerprint is of.</summary>
public enum PrintKind : byte
{
    /// <summary>A tool on offer.</summary>
    Tool,

    /// <summary>A block of the system prompt.</summary>
    System,

    /// <summary>A tool call.</summary>
    ToolUse,

    /// <summary>The result of a call.</summary>
    ToolResult,

    /// <summary>Any other block of a message.</summary>
    Other,
}
