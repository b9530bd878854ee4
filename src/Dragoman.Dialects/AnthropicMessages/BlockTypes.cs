using Dragoman.Dialects.Conversation;

namespace Dragoman.Dialects.AnthropicMessages;

/// <summary>The names of block types on the wire (wire schema 1.2 and 1.3).</summary>
internal static class BlockTypes
{
    /// <summary>The kind behind a <c>type</c>; <see cref="BlockKind.Unknown"/> for one that is not known.</summary>
    public static BlockKind Kind(ReadOnlySpan<byte> type)
    {
        switch (type.Length)
        {
            case 4 when type.SequenceEqual("text"u8):
                return BlockKind.Text;
            case 8 when type.SequenceEqual("tool_use"u8):
                return BlockKind.ToolUse;
            case 11 when type.SequenceEqual("tool_result"u8):
                return BlockKind.ToolResult;
            case 8 when type.SequenceEqual("thinking"u8):
                return BlockKind.Thinking;
            case 5 when type.SequenceEqual("image"u8):
                return BlockKind.Image;
            case 14 when type.SequenceEqual("tool_reference"u8):
                return BlockKind.ToolReference;
            default:
                return Rare(type);
        }
    }

    private static BlockKind Rare(ReadOnlySpan<byte> type)
    {
        if (type.SequenceEqual("document"u8))
        {
            return BlockKind.Document;
        }

        if (type.SequenceEqual("redacted_thinking"u8))
        {
            return BlockKind.RedactedThinking;
        }

        if (type.SequenceEqual("server_tool_use"u8))
        {
            return BlockKind.ServerToolUse;
        }

        if (type.SequenceEqual("search_result"u8))
        {
            return BlockKind.SearchResult;
        }

        if (type.SequenceEqual("mcp_tool_use"u8) || type.SequenceEqual("mcp_tool_result"u8) || type.SequenceEqual("mcp_tool_listing"u8))
        {
            return BlockKind.Mcp;
        }

        if (type.SequenceEqual("container_upload"u8))
        {
            return BlockKind.ContainerUpload;
        }

        if (type.SequenceEqual("compaction"u8))
        {
            return BlockKind.Compaction;
        }

        if (type.SequenceEqual("fallback"u8))
        {
            return BlockKind.Fallback;
        }

        if (type.SequenceEqual("tool_addition"u8))
        {
            return BlockKind.ToolAddition;
        }

        if (type.SequenceEqual("tool_removal"u8))
        {
            return BlockKind.ToolRemoval;
        }

        // web_search_, web_fetch_, code_execution_, bash_code_execution_, text_editor_code_execution_, tool_search_, advisor_ and
        // whatever tool the provider runs next.
        return type.EndsWith("_tool_result"u8) ? BlockKind.ServerToolResult : BlockKind.Unknown;
    }
}
