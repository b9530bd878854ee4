using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.OpenAiChat.Client;

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

        var type = default(Slice);
        var tool = default(ToolDefinition);
        var described = false;
        _in.Cursor.EnterObject();
        while (_in.Next(out var name))
        {
            var ok = name.SequenceEqual("type"u8) ? _in.ReadWord(ref type, "type")
                : name.SequenceEqual("function"u8) ? ReadNamed(ref tool, ref described) || _in.In("function")
                : name.SequenceEqual("custom"u8) ? ReadNamed(ref tool, ref described) || _in.In("custom")
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

        // Some clients leave the type of a function out.
        var isCustom = Is(type, "custom"u8);
        if (!isCustom && !Is(type, "function"u8) && !(type.IsAbsent && described))
        {
            return _in.Problem("type", "expected \"function\" or \"custom\"");
        }

        if (tool.Name.IsEmpty)
        {
            return _in.Problem(isCustom ? "custom.name" : "function.name", "expected the tool's name");
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

    private bool ReadNamed(ref ToolDefinition tool, ref bool described)
    {
        if (described)
        {
            return _in.Problem(string.Empty, "is given twice; send it once");
        }

        described = true;
        if (!_in.EnterOptional(out var entered) || !entered)
        {
            return !_in.IsOver;
        }

        while (_in.Next(out var name))
        {
            var ok = name.SequenceEqual("name"u8) ? _in.ReadString(ref tool.Name, "name")
                : name.SequenceEqual("description"u8) ? _in.ReadString(ref tool.Description, "description")
                : name.SequenceEqual("parameters"u8) ? _in.ReadRaw(ref tool.InputSchema, JsonKind.Object, "parameters", "expected a JSON Schema object")
                : name.SequenceEqual("strict"u8) ? _in.ReadBoolean(ref tool.Strict, "strict")
                : _in.Skip(string.Empty);
            if (!ok)
            {
                return false;
            }
        }

        return !_in.IsOver;
    }

    private bool ReadToolChoice()
    {
        var member = _in.Name;
        return CommonMembers.ReadToolChoice(ref _in, ref _toolChoice, out var kind) && kind switch
        {
            JsonKind.Object => ReadToolChoiceObject(member),
            JsonKind.String => TakeMode(_toolChoice, string.Empty),
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
                : name.SequenceEqual("function"u8) ? ReadMemberOf(ref tool, "name"u8) || _in.In("function")
                : name.SequenceEqual("custom"u8) ? ReadMemberOf(ref tool, "name"u8) || _in.In("custom")
                : name.SequenceEqual("allowed_tools"u8) ? ReadMemberOf(ref mode, "mode"u8) || _in.In("allowed_tools")
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
            return TakeMode(mode, "allowed_tools.mode");
        }

        if (!Is(type, "function"u8) && !Is(type, "custom"u8) && !(type.IsAbsent && !tool.IsAbsent))
        {
            return _in.Problem("type", "expected \"function\", \"custom\" or \"allowed_tools\"");
        }

        _request.ToolChoice.Kind = ToolChoiceKind.Tool;
        _request.ToolChoice.Name = tool;
        return !tool.IsEmpty || _in.Problem("function.name", "expected the tool's name");
    }

    private bool TakeMode(Slice mode, string where)
    {
        if (Is(mode, "any"u8))
        {
            // Mistral's word for "required".
            _request.ToolChoice.Kind = ToolChoiceKind.Any;
            return true;
        }

        return CommonMembers.TakeMode(ref _in, _request, mode, where);
    }

    private bool ReadMemberOf(ref Slice target, ReadOnlySpan<byte> member)
    {
        if (!_in.EnterOptional(out var entered) || !entered)
        {
            return !_in.IsOver;
        }

        while (_in.Next(out var name))
        {
            if (!(name.SequenceEqual(member)
                ? _in.ReadString(ref target, System.Text.Encoding.ASCII.GetString(member))
                : _in.Skip(string.Empty)))
            {
                return false;
            }
        }

        return !_in.IsOver;
    }
}
