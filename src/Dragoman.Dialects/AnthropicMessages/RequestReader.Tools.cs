using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.AnthropicMessages;

internal ref partial struct RequestReader
{
    private bool ReadTools()
    {
        switch (_cursor.Peek())
        {
            case JsonKind.Null:
                return Skip(string.Empty);
            case JsonKind.Array when _request.Tools.Length > 0:
                return Problem(string.Empty, "is given twice; send it once");
            case JsonKind.Array:
                break;
            default:
                return WrongKind(string.Empty, "expected an array of tools");
        }

        _cursor.EnterArray();
        for (var i = 0; _cursor.NextElement(); i++)
        {
            if (!ReadTool())
            {
                return In(i);
            }
        }

        return !_cursor.Failed;
    }

    private bool ReadTool()
    {
        if (_cursor.Peek() != JsonKind.Object)
        {
            return WrongKind(string.Empty, "expected an object");
        }

        var start = _cursor.Position;
        var tool = default(ToolDefinition);
        _cursor.EnterObject();
        while (_cursor.NextMember(out Slice name))
        {
            if (!ReadToolMember(ref tool, name))
            {
                return false;
            }
        }

        if (_cursor.Failed)
        {
            return false;
        }

        if (_json.Slice(tool.Type.Start, tool.Type.Length).IndexOf((byte)'\\') >= 0)
        {
            return Problem("type", "is written with escapes; write it in plain letters");
        }

        // `custom`, null and no type at all are the same thing (H-124).
        if (Is(tool.Type, "custom"u8))
        {
            tool.Type = default;
        }

        if (tool.Type.IsAbsent && tool.Name.IsEmpty)
        {
            return Problem("name", "expected the tool's name");
        }

        if (tool.Type.IsAbsent && tool.InputSchema.IsAbsent)
        {
            return Problem("input_schema", "expected a JSON Schema object");
        }

        tool.Raw = Since(start);
        _request.Add(tool);
        return true;
    }

    private bool ReadToolMember(ref ToolDefinition tool, Slice slice)
    {
        var name = _json.Slice(slice.Start, slice.Length);
        if (name.SequenceEqual("name"u8))
        {
            return ReadString(ref tool.Name, "name");
        }

        if (name.SequenceEqual("description"u8))
        {
            return ReadString(ref tool.Description, "description");
        }

        if (name.SequenceEqual("input_schema"u8))
        {
            return ReadRaw(ref tool.InputSchema, JsonKind.Object, "input_schema", "expected a JSON Schema object");
        }

        if (name.SequenceEqual("type"u8))
        {
            return ReadString(ref tool.Type, "type");
        }

        if (name.SequenceEqual("defer_loading"u8))
        {
            return ReadBoolean(ref tool.DeferLoading, "defer_loading");
        }

        if (name.SequenceEqual("strict"u8))
        {
            return ReadBoolean(ref tool.Strict, "strict");
        }

        return name.SequenceEqual("cache_control"u8)
            ? ReadRaw(ref tool.CacheControl, JsonKind.Object, "cache_control", "expected an object")
            : SkipMember(slice);
    }

    private bool ReadToolChoice()
    {
        if (!Once(_request.ToolChoice.Raw, string.Empty) || !EnterOptional(out var start))
        {
            return false;
        }

        if (start < 0)
        {
            return true;
        }

        var choice = default(ToolChoice);
        var type = default(Slice);
        while (_cursor.NextMember(out Slice name))
        {
            var ok =
                Is(name, "type"u8) ? ReadString(ref type, "type")
                : Is(name, "name"u8) ? ReadString(ref choice.Name, "name")
                : Is(name, "disable_parallel_tool_use"u8) ? ReadBoolean(ref choice.DisableParallel, "disable_parallel_tool_use")
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

        choice.Kind = Is(type, "auto"u8) ? ToolChoiceKind.Auto
            : Is(type, "any"u8) ? ToolChoiceKind.Any
            : Is(type, "tool"u8) ? ToolChoiceKind.Tool
            : Is(type, "none"u8) ? ToolChoiceKind.None
            : ToolChoiceKind.Unset;
        if (choice.Kind == ToolChoiceKind.Unset)
        {
            return Problem("type", "expected \"auto\", \"any\", \"tool\" or \"none\"");
        }

        if (choice.Kind == ToolChoiceKind.Tool && choice.Name.IsEmpty)
        {
            return Problem("name", "expected the tool's name");
        }

        choice.Raw = Since(start);
        _request.ToolChoice = choice;
        return true;
    }

    private bool ReadThinking()
    {
        if (!Once(_request.Thinking.Raw, string.Empty) || !EnterOptional(out var start))
        {
            return false;
        }

        if (start < 0)
        {
            return true;
        }

        var thinking = default(ThinkingConfig);
        var type = default(Slice);
        var display = default(Slice);
        while (_cursor.NextMember(out Slice name))
        {
            var ok =
                Is(name, "type"u8) ? ReadString(ref type, "type")
                : Is(name, "budget_tokens"u8) ? ReadCount(ref thinking.BudgetTokens, "budget_tokens")
                : Is(name, "display"u8) ? ReadString(ref display, "display")
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

        if (type.IsEmpty)
        {
            return Problem("type", "expected \"adaptive\", \"enabled\", \"disabled\" or \"between_tools\"");
        }

        // A mode of the future lets the model decide, as adaptive does (H-092).
        thinking.Mode = Is(type, "enabled"u8) ? ThinkingMode.Enabled
            : Is(type, "disabled"u8) ? ThinkingMode.Disabled
            : Is(type, "between_tools"u8) ? ThinkingMode.BetweenTools
            : ThinkingMode.Adaptive;
        thinking.DisplayOmitted = Is(display, "omitted"u8);
        thinking.Raw = Since(start);
        _request.Thinking = thinking;
        return true;
    }
}
