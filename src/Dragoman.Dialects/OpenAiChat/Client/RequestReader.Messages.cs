using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.OpenAiChat.Client;

internal ref partial struct RequestReader
{
    private bool ReadMessages()
    {
        if (!_in.Once(_messages, string.Empty))
        {
            return false;
        }

        if (_in.Cursor.Peek() != JsonKind.Array)
        {
            return _in.WrongKind(string.Empty, "expected an array of messages");
        }

        var start = _in.Cursor.Position;
        _request.SystemFirst = _request.SystemEnd = _request.BlockCount;
        _in.Cursor.EnterArray();
        for (var i = 0; _in.Cursor.NextElement(); i++)
        {
            if (!ReadMessage())
            {
                return _in.In(i);
            }
        }

        FlushResults();
        _messages = _in.Since(start);
        return !_in.Cursor.Failed;
    }

    // The role decides how the rest is read, so it is looked up first; it mostly is the first member anyway.
    private bool ReadMessage()
    {
        if (_in.Cursor.Peek() != JsonKind.Object)
        {
            return _in.WrongKind(string.Empty, "expected an object with role and content");
        }

        if (!_in.Probe("role"u8, out var role))
        {
            return false;
        }

        if (Is(role, "tool"u8))
        {
            _sawConversation = true;
            return ReadToolMessage();
        }

        FlushResults();
        if (Is(role, "user"u8))
        {
            return ReadTurn(Role.User);
        }

        if (Is(role, "assistant"u8))
        {
            return ReadTurn(Role.Assistant);
        }

        if (Is(role, "system"u8) || Is(role, "developer"u8))
        {
            return ReadInstruction();
        }

        return _in.Problem("role", Is(role, "function"u8)
            ? "\"function\" is no longer supported; send \"tool\" with a tool_call_id"
            : "expected \"system\", \"developer\", \"user\", \"assistant\" or \"tool\"");
    }

    // Those in front of the conversation are the system prompt; later ones keep their place (H-027).
    private bool ReadInstruction()
    {
        var first = _request.BlockCount;
        if (!ReadMembers(Role.System, out _))
        {
            return false;
        }

        if (!_sawConversation)
        {
            _request.SystemEnd = _request.BlockCount;
        }
        else if (_request.BlockCount > first)
        {
            _request.Add(new Message { Role = Role.System, First = first, End = _request.BlockCount });
        }

        return true;
    }

    private bool ReadTurn(Role role)
    {
        _sawConversation = true;
        var first = _request.BlockCount;
        if (!ReadMembers(role, out var sawContent))
        {
            return false;
        }

        if (!sawContent && (role == Role.User || _request.BlockCount == first))
        {
            return _in.Problem("content", role == Role.User
                ? "expected a string or an array of content parts"
                : "expected a string, an array of content parts, or tool_calls");
        }

        _request.Add(new Message { Role = role, First = first, End = _request.BlockCount });
        return true;
    }

    private bool ReadMembers(Role role, out bool sawContent)
    {
        var isAssistant = role == Role.Assistant;
        var parts = default(MessageParts);
        sawContent = false;
        _in.Cursor.EnterObject();
        while (_in.Next(out var name))
        {
            var ok = name.SequenceEqual("content"u8) && isAssistant ? Hold(ref parts.Content, ref parts.ContentAt, "content")
                : name.SequenceEqual("content"u8) ? ReadContent(role, ref parts.Content) || _in.In("content")
                : name.SequenceEqual("role"u8) ? _in.ReadWord(ref parts.Role, "role")
                : isAssistant && name.SequenceEqual("tool_calls"u8) ? Hold(ref parts.Calls, ref parts.CallsAt, "tool_calls")
                : isAssistant && name.SequenceEqual("refusal"u8) ? _in.ReadString(ref parts.Refusal, "refusal")
                : isAssistant && name.SequenceEqual("reasoning_content"u8) ? _in.ReadString(ref parts.Reasoning, "reasoning_content")
                : isAssistant && name.SequenceEqual("reasoning"u8) && _in.Cursor.Peek() == JsonKind.String ? _in.ReadString(ref parts.OtherReasoning, "reasoning")
                : _in.Skip(string.Empty);
            if (!ok)
            {
                return false;
            }
        }

        sawContent = !parts.Content.IsAbsent;
        return !_in.IsOver && (!isAssistant || AddAnswer(ref parts));
    }

    // Goes over a value that is read once the whole message is known; null counts as absent.
    private bool Hold(ref Slice value, ref JsonCursor at, string name)
    {
        if (!_in.Once(value, name))
        {
            return false;
        }

        if (_in.Cursor.Peek() == JsonKind.Null)
        {
            return _in.Skip(name);
        }

        at = _in.Cursor;
        value = _in.Cursor.ReadValue();
        return !_in.Cursor.Failed || _in.In(name);
    }

    // Thinking, text, refusal, calls: the order of Messages, whatever the order of the members.
    private bool AddAnswer(ref MessageParts parts)
    {
        // The two names under which hosts give the thinking of a message, and clients give it back (H-197).
        var reasoning = parts.Reasoning.IsEmpty ? parts.OtherReasoning : parts.Reasoning;
        if (!reasoning.IsEmpty)
        {
            _request.Add(new Block { Kind = BlockKind.Thinking, Span = 1, Text = reasoning });
        }

        var behind = _in.Cursor;
        if (!parts.Content.IsAbsent)
        {
            var content = default(Slice);
            _in.Cursor = parts.ContentAt;
            if (!ReadContent(Role.Assistant, ref content))
            {
                return _in.In("content");
            }
        }

        if (!parts.Refusal.IsEmpty)
        {
            _request.Add(new Block { Kind = BlockKind.Text, Span = 1, Text = parts.Refusal });
        }

        if (!parts.Calls.IsAbsent)
        {
            _in.Cursor = parts.CallsAt;
            if (!ReadCalls())
            {
                return _in.In("tool_calls");
            }
        }

        _in.Cursor = behind;
        return true;
    }

    private bool ReadCalls()
    {
        if (_in.Cursor.Peek() != JsonKind.Array)
        {
            return _in.WrongKind(string.Empty, "expected an array of tool calls");
        }

        _in.Cursor.EnterArray();
        for (var i = 0; _in.Cursor.NextElement(); i++)
        {
            if (!ReadCall())
            {
                return _in.In(i);
            }
        }

        return !_in.Cursor.Failed;
    }

    private bool ReadCall()
    {
        if (_in.Cursor.Peek() != JsonKind.Object)
        {
            return _in.WrongKind(string.Empty, "expected an object with id, type and function");
        }

        var type = default(Slice);
        var function = false;
        var block = new Block { Kind = BlockKind.ToolUse, Span = 1 };
        _in.Cursor.EnterObject();
        while (_in.Next(out var name))
        {
            var ok = name.SequenceEqual("id"u8) ? _in.ReadString(ref block.Id, "id")
                : name.SequenceEqual("type"u8) ? _in.ReadWord(ref type, "type")
                : name.SequenceEqual("function"u8) ? ReadCalled(ref block, ref function, "arguments") || _in.In("function")
                : name.SequenceEqual("custom"u8) ? ReadCalled(ref block, ref function, "input") || _in.In("custom")
                : _in.Skip(string.Empty);
            if (!ok)
            {
                return false;
            }
        }

        if (_in.IsOver)
        {
            return false;
        }

        if (block.Id.IsEmpty)
        {
            return _in.Problem("id", "expected a string");
        }

        if (block.Name.IsEmpty)
        {
            return _in.Problem("function.name", "expected the tool's name");
        }

        _request.Add(block);
        return true;
    }

    // The input stays wrapped in its string until the second pass.
    private bool ReadCalled(ref Block block, ref bool called, string input)
    {
        if (called)
        {
            return _in.Problem(string.Empty, "is given twice; send it once");
        }

        called = true;
        if (!_in.EnterOptional(out var entered) || !entered)
        {
            return !_in.IsOver;
        }

        var isText = input.Length == 5;
        while (_in.Next(out var name))
        {
            var isInput = isText ? name.SequenceEqual("input"u8) : name.SequenceEqual("arguments"u8);
            var ok = name.SequenceEqual("name"u8) ? _in.ReadString(ref block.Name, "name")
                : isInput ? _in.ReadString(ref block.Input, input)
                : _in.Skip(string.Empty);
            if (!ok)
            {
                return false;
            }
        }

        // Marks free text for the second pass; no tool call has a source otherwise.
        block.Source = isText ? SourceKind.Text : SourceKind.None;
        return !_in.IsOver;
    }

    private ref struct MessageParts
    {
        public Slice Role;
        public Slice Content;
        public Slice Refusal;
        public Slice Reasoning;
        public Slice OtherReasoning;
        public Slice Calls;
        public JsonCursor ContentAt;
        public JsonCursor CallsAt;
    }
}
