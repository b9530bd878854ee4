using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.OpenAiResponses.Client;

// Items, which stand one by one here and in messages there: neighbours of one side become one message.
internal ref partial struct RequestReader
{
    private bool ReadInput()
    {
        if (_in.Cursor.Peek() == JsonKind.String)
        {
            var first = _request.Add(new Block { Kind = BlockKind.Text, Span = 1, Text = _in.Cursor.ReadString() });
            _request.Add(new Message { Role = Role.User, First = first, End = first + 1 });
            return !_in.Cursor.Failed;
        }

        _in.Cursor.EnterArray();
        for (var i = 0; _in.Cursor.NextElement(); i++)
        {
            if (!ReadItem())
            {
                return _in.In(i);
            }
        }

        Flush();
        return !_in.Cursor.Failed;
    }

    private bool ReadItem()
    {
        if (_in.Cursor.Peek() != JsonKind.Object)
        {
            return _in.WrongKind(string.Empty, "expected an item object");
        }

        if (!_in.Probe("type"u8, out var type))
        {
            return false;
        }

        if (type.IsEmpty || Is(type, "message"u8))
        {
            return ReadMessage();
        }

        _sawConversation = true;
        if (Is(type, "function_call"u8) || Is(type, "custom_tool_call"u8))
        {
            return ReadCall(Is(type, "custom_tool_call"u8));
        }

        if (Is(type, "function_call_output"u8) || Is(type, "custom_tool_call_output"u8))
        {
            return ReadOutput();
        }

        if (Is(type, "reasoning"u8))
        {
            return ReadReasoningItem();
        }

        if (Is(type, "item_reference"u8))
        {
            return _in.Problem("type", "this gateway keeps no items that could be referred to; send the item itself");
        }

        // Calls of tools that a host ran, and what comes later, have no typed form.
        Open(Role.Assistant);
        var raw = _in.Cursor.ReadValue();
        _request.Add(new Block { Kind = BlockKind.Unknown, Span = 1, Raw = raw });
        return Extend();
    }

    private bool ReadMessage()
    {
        if (!_in.Probe("role"u8, out var role))
        {
            return false;
        }

        if (Is(role, "system"u8) || Is(role, "developer"u8))
        {
            return ReadInstruction();
        }

        var isAssistant = Is(role, "assistant"u8);
        if (!isAssistant && !Is(role, "user"u8))
        {
            return _in.Problem("role", "expected \"user\", \"assistant\", \"system\" or \"developer\"");
        }

        _sawConversation = true;
        Open(isAssistant ? Role.Assistant : Role.User, startsAnew: !isAssistant);
        return ReadContentMember(isAssistant) && Extend();
    }

    // Those in front of the conversation belong to the head; later ones keep their place (H-027).
    private bool ReadInstruction()
    {
        if (!_sawConversation)
        {
            var ok = ReadContentMember(isAssistant: false);
            _request.SystemEnd = _request.BlockCount;
            return ok;
        }

        Flush();
        var first = _request.BlockCount;
        if (!ReadContentMember(isAssistant: false))
        {
            return false;
        }

        if (_request.BlockCount > first)
        {
            _request.Add(new Message { Role = Role.System, First = first, End = _request.BlockCount });
        }

        return true;
    }

    private bool ReadContentMember(bool isAssistant)
    {
        var content = default(Slice);
        _in.Cursor.EnterObject();
        while (_in.Next(out var name))
        {
            var ok = name.SequenceEqual("content"u8) ? ReadContent(ref content, isAssistant) || _in.In("content") : _in.Skip(string.Empty);
            if (!ok)
            {
                return false;
            }
        }

        return !_in.IsOver && (!content.IsAbsent || _in.Problem("content", "expected a string or an array of content parts"));
    }

    private bool ReadCall(bool isCustom)
    {
        Open(Role.Assistant);
        var block = new Block { Kind = BlockKind.ToolUse, Span = 1, Source = isCustom ? SourceKind.Text : SourceKind.None };
        _in.Cursor.EnterObject();
        while (_in.Next(out var name))
        {
            var ok = name.SequenceEqual("call_id"u8) ? _in.ReadString(ref block.Id, "call_id")
                : name.SequenceEqual("name"u8) ? _in.ReadString(ref block.Name, "name")
                : !isCustom && name.SequenceEqual("arguments"u8) ? _in.ReadString(ref block.Input, "arguments")
                : isCustom && name.SequenceEqual("input"u8) ? _in.ReadString(ref block.Input, "input")
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

        if (block.Id.IsEmpty || block.Name.IsEmpty)
        {
            return _in.Problem(block.Id.IsEmpty ? "call_id" : "name", "expected a string");
        }

        _request.Add(block);
        return Extend();
    }

    private bool ReadOutput()
    {
        // Outputs in a row answer one turn; a prompt stands apart.
        Open(Role.User);
        var index = _request.Add(default(Block));
        var block = new Block { Kind = BlockKind.ToolResult };
        var output = default(Slice);
        _in.Cursor.EnterObject();
        while (_in.Next(out var name))
        {
            var ok = name.SequenceEqual("call_id"u8) ? _in.ReadString(ref block.Id, "call_id")
                : name.SequenceEqual("output"u8) ? ReadContent(ref output, isAssistant: false) || _in.In("output")
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
            return _in.Problem("call_id", "expected the id of the call that this answers");
        }

        block.Span = _request.BlockCount - index;
        _request.BlockAt(index) = block;
        return Extend();
    }

    // The first text of its summary, or of its content; the encrypted content is what it came with.
    private bool ReadReasoningItem()
    {
        Open(Role.Assistant);
        var block = new Block { Kind = BlockKind.Thinking, Span = 1 };
        _in.Cursor.EnterObject();
        while (_in.Next(out var name))
        {
            var ok = name.SequenceEqual("encrypted_content"u8) ? _in.ReadString(ref block.Signature, "encrypted_content")
                : (name.SequenceEqual("summary"u8) || name.SequenceEqual("content"u8)) && _in.Cursor.Peek() == JsonKind.Array ? ReadThought(ref block.Text)
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

        _request.Add(block);
        return Extend();
    }

    private bool ReadThought(ref Slice text)
    {
        _in.Cursor.EnterArray();
        while (_in.Cursor.NextElement())
        {
            if (_in.Cursor.Peek() == JsonKind.Object)
            {
                if (!_in.Probe("text"u8, out var found))
                {
                    return false;
                }

                text = text.IsEmpty ? found : text;
            }

            _in.Cursor.ReadValue();
        }

        return !_in.Cursor.Failed;
    }

    private void Open(Role role, bool startsAnew = false)
    {
        if (_open.End > 0 && (startsAnew || _open.Role != role))
        {
            Flush();
        }

        if (_open.End == 0)
        {
            _open = new Message { Role = role, First = _request.BlockCount };
        }
    }

    private bool Extend()
    {
        _open.End = _request.BlockCount;
        return !_in.Cursor.Failed;
    }

    private void Flush()
    {
        if (_open.End > 0)
        {
            _request.Add(_open);
            _open = default;
        }
    }
}
