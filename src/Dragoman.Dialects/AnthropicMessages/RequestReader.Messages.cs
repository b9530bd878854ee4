using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.AnthropicMessages;

internal ref partial struct RequestReader
{
    private bool ReadSystem()
    {
        if (!Once(_request.SystemRaw, string.Empty))
        {
            return false;
        }

        var kind = _cursor.Peek();
        if (kind == JsonKind.Null)
        {
            return Skip(string.Empty);
        }

        if (kind is not (JsonKind.String or JsonKind.Array))
        {
            return WrongKind(string.Empty, "expected a string or an array of text blocks");
        }

        var start = _cursor.Position;
        var first = _request.BlockCount;
        if (!ReadContent(0))
        {
            return false;
        }

        _request.SystemRaw = Since(start);
        _request.SystemFirst = first;
        _request.SystemEnd = _request.BlockCount;
        return true;
    }

    private bool ReadMessages()
    {
        if (_cursor.Peek() != JsonKind.Array)
        {
            return WrongKind(string.Empty, "expected an array of messages");
        }

        _cursor.EnterArray();
        for (var i = 0; _cursor.NextElement(); i++)
        {
            if (!ReadMessage())
            {
                return In(i);
            }
        }

        return !_cursor.Failed;
    }

    private bool ReadMessage()
    {
        if (_cursor.Peek() != JsonKind.Object)
        {
            return WrongKind(string.Empty, "expected an object with role and content");
        }

        var start = _cursor.Position;
        var message = new Message { First = _request.BlockCount };
        var role = default(Slice);
        var content = default(Slice);
        var clearAt = default(Slice);
        _cursor.EnterObject();
        while (_cursor.NextMember(out Slice name))
        {
            var ok =
                Is(name, "role"u8) ? ReadString(ref role, "role")
                : Is(name, "content"u8) ? ReadMessageContent(ref content)
                : Is(name, "output_config"u8) ? ReadMessageEffort(ref message.Effort) || In("output_config")
                : Is(name, "clear_at"u8) ? ReadString(ref clearAt, "clear_at")
                : SkipMember(name);
            if (!ok)
            {
                return false;
            }
        }

        if (_cursor.Failed)
        {
            return false;
        }

        if (!TryRole(role, out message.Role))
        {
            return Problem("role", "expected \"user\", \"assistant\" or \"system\"");
        }

        // Only a system message may carry nothing but directives (H-028).
        if (content.IsAbsent && message.Role != Role.System)
        {
            return Problem("content", "expected a string or an array of content blocks");
        }

        message.ClearsAtNextUser = Is(clearAt, "next_user_message"u8);
        message.Raw = Since(start);
        message.End = _request.BlockCount;
        _request.Add(message);
        return true;
    }

    private readonly bool TryRole(Slice role, out Role found)
    {
        found = Is(role, "assistant"u8) ? Role.Assistant : Is(role, "system"u8) ? Role.System : Role.User;
        return found != Role.User || Is(role, "user"u8);
    }

    private bool ReadMessageContent(ref Slice content)
    {
        if (!Once(content, "content"))
        {
            return false;
        }

        if (_cursor.Peek() == JsonKind.Null)
        {
            return Skip("content");
        }

        var start = _cursor.Position;
        if (!ReadContent(0))
        {
            return In("content");
        }

        content = Since(start);
        return true;
    }

    private bool ReadMessageEffort(ref Slice effort)
    {
        if (!EnterOptional(out var start))
        {
            return false;
        }

        if (start < 0)
        {
            return true;
        }

        while (_cursor.NextMember(out Slice name))
        {
            if (!(Is(name, "effort"u8) ? ReadString(ref effort, "effort") : SkipMember(name)))
            {
                return false;
            }
        }

        return !_cursor.Failed;
    }

    // A string is the same as one text block (H-038).
    private bool ReadContent(int depth)
    {
        switch (_cursor.Peek())
        {
            case JsonKind.String:
                var text = _cursor.ReadString();
                _request.Add(new Block { Kind = BlockKind.Text, Span = 1, Text = text });
                return !_cursor.Failed;
            case JsonKind.Array:
                break;
            default:
                return WrongKind(string.Empty, "expected a string or an array of content blocks");
        }

        _cursor.EnterArray();
        for (var i = 0; _cursor.NextElement(); i++)
        {
            if (!ReadBlock(depth))
            {
                return In(i);
            }
        }

        return !_cursor.Failed;
    }
}
