namespace Dragoman.Dialects.Conversation;

/// <summary>
/// What a content block is. The set is Messages-shaped (wire schema 1.2 and 1.3); a type that is not named here is
/// <see cref="Unknown"/> and keeps its raw bytes.
/// </summary>
public enum BlockKind : byte
{
    /// <summary>A type this version does not know; only <see cref="Block.Raw"/> is set.</summary>
    Unknown,

    /// <summary>Text.</summary>
    Text,

    /// <summary>An image, see <see cref="Block.Source"/>.</summary>
    Image,

    /// <summary>A document, see <see cref="Block.Source"/>.</summary>
    Document,

    /// <summary>A search result supplied by the client.</summary>
    SearchResult,

    /// <summary>A call of a client tool.</summary>
    ToolUse,

    /// <summary>The result of a client tool; its content are child blocks.</summary>
    ToolResult,

    /// <summary>Inside a tool result: the name of a deferred tool that is now loaded.</summary>
    ToolReference,

    /// <summary>Thinking with its signature.</summary>
    Thinking,

    /// <summary>Encrypted thinking.</summary>
    RedactedThinking,

    /// <summary>A call of a tool that the provider runs.</summary>
    ServerToolUse,

    /// <summary>The result of a tool that the provider ran (web search, web fetch, code execution, tool search, advisor, …).</summary>
    ServerToolResult,

    /// <summary>A call or result of a provider-side MCP server.</summary>
    Mcp,

    /// <summary>A file put into the provider's container.</summary>
    ContainerUpload,

    /// <summary>A compacted part of the conversation.</summary>
    Compaction,

    /// <summary>A note that the provider answered with another model.</summary>
    Fallback,

    /// <summary>In a system message: a tool added in the middle of the conversation.</summary>
    ToolAddition,

    /// <summary>In a system message: a tool removed in the middle of the conversation.</summary>
    ToolRemoval,
}
