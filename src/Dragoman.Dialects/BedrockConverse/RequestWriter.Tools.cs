using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.Schemas;

namespace Dragoman.Dialects.BedrockConverse;

// Tools and the freedom to call them.
internal sealed partial class RequestWriter
{
    private ToolHint _hint;

    private void WriteTools()
    {
        _hint = ToolHint.None;
        var choice = _request.ToolChoice;
        if (choice.DisableParallel)
        {
            Lose(LossKind.ToolChoice, LossEffect.Dropped, "tool_choice.disable_parallel_tool_use");
        }

        var needsTools = _translation.Model.Tools && HasCalls();
        var tools = _tools.Tools;
        if (choice.Kind == ToolChoiceKind.None && tools.Length > 0)
        {
            // There is no word for it (H-409).
            Lose(LossKind.ToolChoice, LossEffect.Remapped, "tool_choice");
            _hint = needsTools ? ToolHint.NoTool : ToolHint.None;
            tools = needsTools ? tools : default;
        }

        if (tools.IsEmpty && !needsTools)
        {
            if (choice.Kind is ToolChoiceKind.Any or ToolChoiceKind.Tool)
            {
                Lose(LossKind.ToolChoice, LossEffect.Dropped, "tool_choice");
            }

            return;
        }

        Member("toolConfig"u8);
        _out.Write((byte)'{');
        Member("tools"u8);
        _out.Write((byte)'[');
        foreach (ref readonly var tool in tools)
        {
            WriteTool(tool);
            WriteCachePoint(CachePlaces.Tools, tool.Definition.CacheControl);
        }

        if (tools.IsEmpty)
        {
            WriteStubs();
        }

        _out.Write((byte)']');
        if (!tools.IsEmpty)
        {
            WriteChoice();
        }

        _out.Write((byte)'}');
    }

    private void WriteTool(in OfferedTool tool)
    {
        Separate();
        _out.Write("{\"toolSpec\":{\"name\":\""u8);
        _words.ToolName(tool.Definition.Name, _out);
        _out.Write("\",\"description\":\""u8);
        var description = _request[tool.Definition.Description];
        if (EscapedText.IsBlank(description))
        {
            // An empty one is refused (H-126).
            _words.ToolName(tool.Definition.Name, _out);
        }
        else
        {
            _words.Text(description, _out);
        }

        _out.Write("\",\"inputSchema\":{\"json\":"u8);
        var schema = tool.Family == ToolFamily.Custom ? _request[tool.Definition.InputSchema] : ToolFamilies.Schema(tool.Family);
        if (schema.IsEmpty)
        {
            _out.Write(SchemaRoot.Empty);
        }
        else if (SchemaCache.Shared.Write(schema, _profile.Schemas.ToFilter(), _out))
        {
            Lose(LossKind.Schema, LossEffect.Dropped, "tools[].input_schema");
        }

        _out.Write((byte)'}');
        if (tool.Definition.Strict && _profile.StrictTools && StrictSchema.Accepts(schema))
        {
            _out.Write(",\"strict\":true"u8);
        }

        _out.Write("}}"u8);
    }

    // A history with calls is refused without tools: the ones that it names, with nothing known of them (H-070, H-401).
    private void WriteStubs()
    {
        var blocks = _request.Blocks;
        for (var i = 0; i < blocks.Length; i++)
        {
            if (blocks[i].Kind != BlockKind.ToolUse || IsNamedBefore(i))
            {
                continue;
            }

            Separate();
            _out.Write("{\"toolSpec\":{\"name\":\""u8);
            _words.ToolName(blocks[i].Name, _out);
            _out.Write("\",\"description\":\""u8);
            _words.ToolName(blocks[i].Name, _out);
            _out.Write("\",\"inputSchema\":{\"json\":"u8);
            _out.Write(SchemaRoot.Empty);
            _out.Write("}}}"u8);
        }
    }

    private bool IsNamedBefore(int index)
    {
        var blocks = _request.Blocks;
        var name = _request[blocks[index].Name];
        for (var i = 0; i < index; i++)
        {
            if (blocks[i].Kind == BlockKind.ToolUse && _request[blocks[i].Name].SequenceEqual(name))
            {
                return true;
            }
        }

        return false;
    }

    private bool HasCalls()
    {
        foreach (ref readonly var block in _request.Blocks)
        {
            if (block.Kind == BlockKind.ToolUse)
            {
                return true;
            }
        }

        return false;
    }

    private void WriteChoice()
    {
        var choice = _request.ToolChoice;
        switch (choice.Kind)
        {
            case ToolChoiceKind.Auto:
                Choice("{\"auto\":{}}"u8);
                break;
            case ToolChoiceKind.Any when Takes(ConverseForcing.Any, "toolConfig.toolChoice.any"):
                Choice("{\"any\":{}}"u8);
                break;
            case ToolChoiceKind.Tool when _tools.Find(_request, _request[choice.Name]) < 0:
                // It may be deferred, or run by the provider: then it cannot be forced (H-139, H-144).
                Lose(LossKind.ToolChoice, LossEffect.Remapped, "tool_choice");
                Choice("{\"auto\":{}}"u8);
                break;
            case ToolChoiceKind.Tool when Takes(ConverseForcing.All, "toolConfig.toolChoice.tool"):
                Choice("{\"tool\":{\"name\":\""u8);
                _words.ToolName(choice.Name, _out);
                _out.Write("\"}}"u8);
                break;
            case ToolChoiceKind.Any or ToolChoiceKind.Tool:
                Lose(LossKind.ToolChoice, LossEffect.Remapped, "tool_choice");
                _hint = choice.Kind == ToolChoiceKind.Any ? ToolHint.AnyTool : ToolHint.NamedTool;
                break;
            default:
                break;
        }
    }

    private bool Takes(ConverseForcing least, string member) => _profile.Forcing >= least && !_translation.Omits(member);

    private void Choice(scoped ReadOnlySpan<byte> value)
    {
        if (_translation.Omits("toolConfig.toolChoice"))
        {
            return;
        }

        Member("toolChoice"u8);
        _out.Write(value);
    }

    private enum ToolHint : byte
    {
        None,
        AnyTool,
        NamedTool,
        NoTool,
    }
}
