using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.OpenAiChat.Client;

namespace Dragoman.Dialects.OpenAiResponses.Client;

internal ref partial struct RequestReader
{
    private bool ReadTools()
    {
        if (!CommonMembers.EnterTools(ref _in, _tools, out var start))
        {
            return !_in.IsOver;
        }

        for (var i = 0; _in.Cursor.NextElement(); i++)
        {
            if (!ReadTool())
            {
                return _in.In(i);
            }
        }

        _tools = _in.Since(start);
        return !_in.Cursor.Failed;
    }

    private bool ReadTool()
    {
        if (_in.Cursor.Peek() != JsonKind.Object)
        {
            return _in.WrongKind(string.Empty, "expected an object");
        }

        var start = _in.Cursor.Position;
        var type = default(Slice);
        var tool = default(ToolDefinition);
        _in.Cursor.EnterObject();
        while (_in.Next(out var name))
        {
            var ok = name.SequenceEqual("type"u8) ? _in.ReadWord(ref type, "type")
                : name.SequenceEqual("name"u8) ? _in.ReadString(ref tool.Name, "name")
                : name.SequenceEqual("description"u8) ? _in.ReadString(ref tool.Description, "description")
                : name.SequenceEqual("parameters"u8) ? _in.ReadRaw(ref tool.InputSchema, JsonKind.Object, "parameters", "expected a JSON Schema object")
                : name.SequenceEqual("strict"u8) ? _in.ReadBoolean(ref tool.Strict, "strict")
                : _in.Skip(string.Empty);
            if (!ok)
            {
                return false;
            }
        }

        return !_in.IsOver && AddTool(ref tool, type, _in.Since(start));
    }

    private bool AddTool(ref ToolDefinition tool, Slice type, Slice raw)
    {
        if (type.IsAbsent)
        {
            return _in.Problem("type", "expected the tool's type, such as \"function\"");
        }

        if (_in[type].StartsWith("web_search"u8))
        {
            AddSearch(raw);
            return true;
        }

        var isCustom = Is(type, "custom"u8);
        if (!isCustom && !Is(type, "function"u8))
        {
            // Tools that the host runs, or that its own clients know by their type: named, and left out where nobody has them.
            _request.Add(new ToolDefinition { Type = type, Name = tool.Name, Raw = raw });
            return true;
        }

        if (tool.Name.IsEmpty)
        {
            return _in.Problem("name", "expected the tool's name");
        }

        if (isCustom)
        {
            tool.InputSchema = _customSchema;
        }
        else if (tool.InputSchema.IsAbsent)
        {
            tool.InputSchema = _emptySchema;
        }

        _request.Add(tool);
        return true;
    }

    // The search of the Messages API, which every dialect knows.
    private readonly void AddSearch(Slice raw)
    {
        var type = new Slice(_searchTool.Start + "{\"type\":\""u8.Length, "web_search_20250305"u8.Length);
        var name = new Slice(_searchTool.End - "web_search\"}"u8.Length, "web_search"u8.Length);
        _request.Add(new ToolDefinition { Type = type, Name = name, Raw = _searchTool });
        if (_in[raw].IndexOf("\"filters\""u8) >= 0 || _in[raw].IndexOf("\"user_location\""u8) >= 0)
        {
            _request.AddUnknown(name, raw);
        }
    }

    private bool ReadToolChoice()
    {
        var member = _in.Name;
        return CommonMembers.ReadToolChoice(ref _in, ref _toolChoice, out var kind) && kind switch
        {
            JsonKind.Object => ReadToolChoiceObject(member),
            JsonKind.String => CommonMembers.TakeMode(ref _in, _request, _toolChoice, string.Empty),
            _ => true,
        };
    }

    private bool ReadToolChoiceObject(Slice member)
    {
        var start = _in.Cursor.Position;
        var type = default(Slice);
        var tool = default(Slice);
        var mode = default(Slice);
        _in.Cursor.EnterObject();
        while (_in.Next(out var name))
        {
            var ok = name.SequenceEqual("type"u8) ? _in.ReadWord(ref type, "type")
                : name.SequenceEqual("name"u8) ? _in.ReadString(ref tool, "name")
                : name.SequenceEqual("mode"u8) ? _in.ReadWord(ref mode, "mode")
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

        _toolChoice = _in.Since(start);
        if (Is(type, "allowed_tools"u8))
        {
            // Which tools are allowed has no counterpart elsewhere: kept, so that leaving it out is seen.
            _request.AddUnknown(member, _toolChoice);
            return CommonMembers.TakeMode(ref _in, _request, mode, "mode");
        }

        _request.ToolChoice.Kind = ToolChoiceKind.Tool;
        _request.ToolChoice.Name = tool.IsEmpty ? type : tool;
        return !type.IsEmpty || _in.Problem("type", "expected \"function\", \"custom\", \"allowed_tools\" or a tool's type");
    }
}
