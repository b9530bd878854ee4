using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.AnthropicMessages;

internal ref partial struct RequestReader
{
    // A document inside a result inside a message is the deepest that the protocol knows; what is deeper stays raw (H-090).
    private const int MaxBlockDepth = 3;

    private bool ReadBlock(int depth)
    {
        if (_cursor.Peek() != JsonKind.Object)
        {
            return WrongKind(string.Empty, "expected a content block object");
        }

        var start = _cursor.Position;
        if (!FindKind(out var kind))
        {
            return false;
        }

        // A result inside a result has no typed form.
        if (depth >= MaxBlockDepth || (depth > 0 && kind == BlockKind.ToolResult))
        {
            kind = BlockKind.Unknown;
        }

        var index = _request.Add(default(Block));
        var block = new Block { Kind = kind };
        var parts = default(BlockParts);
        _cursor.EnterObject();
        while (_cursor.NextMember(out Slice name))
        {
            if (!ReadBlockMember(ref block, ref parts, name, depth))
            {
                return false;
            }
        }

        if (_cursor.Failed || !CheckBlock(block, parts))
        {
            return false;
        }

        block.Raw = Since(start);
        block.Span = _request.BlockCount - index;
        _request.BlockAt(index) = block;
        return true;
    }

    // The type mostly comes first or second; it decides how the other members are read.
    private bool FindKind(out BlockKind kind)
    {
        kind = BlockKind.Unknown;
        var probe = _cursor;
        probe.EnterObject();
        while (probe.NextMember(out Slice name))
        {
            if (!Is(name, "type"u8))
            {
                probe.ReadValue();
                continue;
            }

            if (probe.Peek() != JsonKind.String)
            {
                _cursor = probe;
                return WrongKind("type", "expected a string");
            }

            var type = probe.ReadString();
            var text = _json.Slice(type.Start, type.Length);
            kind = BlockTypes.Kind(text);
            return text.IndexOf((byte)'\\') < 0 || Problem("type", "is written with escapes; write it in plain letters");
        }

        if (probe.Failed)
        {
            _cursor = probe;
            return false;
        }

        return Problem("type", "expected a string");
    }

    private bool ReadBlockMember(ref Block block, ref BlockParts parts, Slice slice, int depth)
    {
        var name = _json.Slice(slice.Start, slice.Length);
        if (name.SequenceEqual("type"u8))
        {
            return ReadString(ref parts.Type, "type");
        }

        if (name.SequenceEqual("cache_control"u8))
        {
            return ReadRaw(ref block.CacheControl, JsonKind.Object, "cache_control", "expected an object");
        }

        switch (block.Kind)
        {
            case BlockKind.Text when name.SequenceEqual("text"u8):
                return ReadString(ref block.Text, "text");
            case BlockKind.Thinking when name.SequenceEqual("thinking"u8):
                return ReadString(ref block.Text, "thinking");
            case BlockKind.Thinking when name.SequenceEqual("signature"u8):
                return ReadString(ref block.Signature, "signature");
            case BlockKind.RedactedThinking when name.SequenceEqual("data"u8):
                return ReadString(ref block.Text, "data");
            case BlockKind.ToolUse or BlockKind.ServerToolUse:
                return ReadCallMember(ref block, slice);
            case BlockKind.ToolResult or BlockKind.ServerToolResult or BlockKind.Mcp:
                return ReadResultMember(ref block, ref parts, slice, depth);
            case BlockKind.Image or BlockKind.Document when name.SequenceEqual("source"u8):
                return ReadSource(ref block, ref parts, depth) || In("source");
            case BlockKind.Document when name.SequenceEqual("title"u8):
                return ReadString(ref block.Name, "title");
            case BlockKind.ToolReference when name.SequenceEqual("tool_name"u8):
                return ReadString(ref block.Name, "tool_name");
            case BlockKind.SearchResult:
                return ReadSearchResultMember(ref block, ref parts, slice, depth);
            case BlockKind.ContainerUpload when name.SequenceEqual("file_id"u8):
                return ReadString(ref block.Data, "file_id");
            case BlockKind.Compaction when name.SequenceEqual("content"u8):
                return ReadString(ref block.Text, "content");
            case BlockKind.ToolAddition or BlockKind.ToolRemoval when name.SequenceEqual("tool"u8):
                return ReadChangedTool(ref block) || In("tool");
            default:
                return SkipMember(slice);
        }
    }

    private bool ReadCallMember(ref Block block, Slice slice)
    {
        var name = _json.Slice(slice.Start, slice.Length);
        if (name.SequenceEqual("id"u8))
        {
            return ReadString(ref block.Id, "id");
        }

        if (name.SequenceEqual("name"u8))
        {
            return ReadString(ref block.Name, "name");
        }

        if (!name.SequenceEqual("input"u8))
        {
            return SkipMember(slice);
        }

        if (!Once(block.Input, "input"))
        {
            return false;
        }

        block.Input = _cursor.ReadValue();
        return !_cursor.Failed || In("input");
    }

    private bool ReadResultMember(ref Block block, ref BlockParts parts, Slice slice, int depth)
    {
        var name = _json.Slice(slice.Start, slice.Length);
        if (name.SequenceEqual("tool_use_id"u8))
        {
            return ReadString(ref block.Id, "tool_use_id");
        }

        if (name.SequenceEqual("is_error"u8))
        {
            return ReadBoolean(ref block.IsError, "is_error");
        }

        if (block.Kind == BlockKind.Mcp && !name.SequenceEqual("content"u8))
        {
            return ReadCallMember(ref block, slice);
        }

        return block.Kind == BlockKind.ToolResult && name.SequenceEqual("content"u8)
            ? ReadChildren(ref parts, depth)
            : SkipMember(slice);
    }

    private bool ReadSearchResultMember(ref Block block, ref BlockParts parts, Slice slice, int depth)
    {
        var name = _json.Slice(slice.Start, slice.Length);
        if (name.SequenceEqual("title"u8))
        {
            return ReadString(ref block.Name, "title");
        }

        if (name.SequenceEqual("source"u8))
        {
            return ReadString(ref block.Data, "source");
        }

        return name.SequenceEqual("content"u8) ? ReadChildren(ref parts, depth) : SkipMember(slice);
    }

    private bool ReadChildren(ref BlockParts parts, int depth)
    {
        if (!Once(parts.Content, "content"))
        {
            return false;
        }

        if (_cursor.Peek() == JsonKind.Null)
        {
            return Skip("content");
        }

        var start = _cursor.Position;
        if (!ReadContent(depth + 1))
        {
            return In("content");
        }

        parts.Content = Since(start);
        return true;
    }

    private bool CheckBlock(in Block block, in BlockParts parts) => block.Kind switch
    {
        BlockKind.Text when block.Text.IsAbsent => Problem("text", "expected a string"),
        BlockKind.ToolUse or BlockKind.ServerToolUse when block.Id.IsAbsent => Problem("id", "expected a string"),
        BlockKind.ToolUse or BlockKind.ServerToolUse when block.Name.IsAbsent => Problem("name", "expected a string"),
        BlockKind.ToolResult or BlockKind.ServerToolResult when block.Id.IsAbsent => Problem("tool_use_id", "expected a string"),
        BlockKind.ToolReference when block.Name.IsAbsent => Problem("tool_name", "expected a string"),
        BlockKind.RedactedThinking when block.Text.IsAbsent => Problem("data", "expected a string"),
        BlockKind.Image or BlockKind.Document when parts.Source.IsAbsent => Problem("source", "expected an object"),
        _ => true,
    };

    // What must not occur twice in a block but has no field in it.
    private struct BlockParts
    {
        public Slice Type;
        public Slice Content;
        public Slice Source;
    }
}
