using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.Schemas;

namespace Dragoman.Dialects.OpenAiChat;

// Tools and the freedom to call them. Without a tool none of it is sent: hosts refuse empty lists and choices of nothing (H-127).
internal sealed partial class RequestWriter
{
    private ForcedHint _hint;

    private void WriteTools()
    {
        _hint = ForcedHint.None;
        var tools = _tools.Tools;
        foreach (ref readonly var tool in _request.Tools)
        {
            LoseCacheHint(tool.CacheControl);
        }

        WriteSearchPlugin();
        var searches = _profile.WebSearch == ChatWebSearch.ServerTool && _tools.WebSearch >= 0;
        if (tools.IsEmpty && !searches)
        {
            if (_request.ToolChoice.Kind is ToolChoiceKind.Any or ToolChoiceKind.Tool)
            {
                Lose(LossKind.ToolChoice, LossEffect.Dropped, "tool_choice");
            }

            return;
        }

        WriteParallel();
        WriteChoice();
        Member("tools"u8);
        for (var i = 0; i < tools.Length; i++)
        {
            _out.Write(i == 0 ? (byte)'[' : (byte)',');
            WriteTool(tools[i]);
        }

        if (searches)
        {
            _out.Write(tools.IsEmpty ? (byte)'[' : (byte)',');
            WriteSearchTool();
        }

        _out.Write((byte)']');
    }

    // Only what a function has: name, description, parameters (H-123, H-135).
    private void WriteTool(in OfferedTool tool)
    {
        _out.Write("{\"type\":\"function\",\"function\":{\"name\":\""u8);
        WriteToolName(tool.Definition.Name, _out);
        _out.Write((byte)'"');
        var description = _request[tool.Definition.Description];
        if (!EscapedText.IsBlank(description))
        {
            Member("description"u8);
            _out.Write((byte)'"');
            WriteText(Shortened(description), _out);
            _out.Write((byte)'"');
        }

        Member("parameters"u8);
        var schema = tool.Family == ToolFamily.Custom ? _request[tool.Definition.InputSchema] : ToolFamilies.Schema(tool.Family);
        if (schema.IsEmpty)
        {
            _out.Write(SchemaRoot.Empty);
        }
        else if (SchemaCache.Shared.Write(schema, _profile.Schemas.ToFilter(), _out))
        {
            Lose(LossKind.Schema, LossEffect.Dropped, "tools[].input_schema");
        }

        if (tool.Definition.Strict && !_translation.Omits("tools.function.strict") && StrictSchema.Accepts(schema))
        {
            Member("strict"u8);
            _out.WriteBoolean(true);
        }

        _out.Write("}}"u8);
    }

    private ReadOnlySpan<byte> Shortened(ReadOnlySpan<byte> description)
    {
        var max = _profile.MaxToolDescription;
        if (max == 0 || description.Length <= max)
        {
            return description;
        }

        return description[..EscapedText.Boundary(description, max)];
    }

    private void WriteParallel()
    {
        if (!_request.ToolChoice.DisableParallel && _translation.Model.ParallelTools)
        {
            return;
        }

        if (_profile.ParallelToolCalls && !_translation.Omits("parallel_tool_calls"))
        {
            Member("parallel_tool_calls"u8);
            _out.WriteBoolean(false);
        }
        else if (_request.ToolChoice.DisableParallel)
        {
            Lose(LossKind.ToolChoice, LossEffect.Dropped, "tool_choice.disable_parallel_tool_use");
        }
    }

    private void WriteChoice()
    {
        var choice = _request.ToolChoice;
        switch (choice.Kind)
        {
            case ToolChoiceKind.Auto:
                Choice("\"auto\""u8);
                break;
            case ToolChoiceKind.None:
                Choice("\"none\""u8);
                break;
            case ToolChoiceKind.Any when _profile.ForcedToolChoice.Length > 0:
                Member("tool_choice"u8);
                _out.WriteString(_profile.ForcedToolChoice);
                break;
            case ToolChoiceKind.Tool when _tools.Find(_request, _request[choice.Name]) < 0:
                // It may be deferred, or run by the provider: then it cannot be forced (H-139, H-144).
                Lose(LossKind.ToolChoice, LossEffect.Remapped, "tool_choice");
                Choice("\"auto\""u8);
                break;
            case ToolChoiceKind.Tool when _profile.ForcedToolChoice.Length > 0:
                Choice("{\"type\":\"function\",\"function\":{\"name\":\""u8);
                WriteToolName(choice.Name, _out);
                _out.Write("\"}}"u8);
                break;
            case ToolChoiceKind.Any or ToolChoiceKind.Tool:
                // The host knows only auto; the model is told in words (H-145, H-439).
                Lose(LossKind.ToolChoice, LossEffect.Remapped, "tool_choice");
                _hint = choice.Kind == ToolChoiceKind.Any ? ForcedHint.AnyTool : ForcedHint.NamedTool;
                Choice("\"auto\""u8);
                break;
            default:
                break;
        }
    }

    private void Choice(scoped ReadOnlySpan<byte> value)
    {
        Member("tool_choice"u8);
        _out.Write(value);
    }

    private void LoseCacheHint(Slice cacheControl)
    {
        if (!cacheControl.IsAbsent)
        {
            // Chat hosts cache by prefix; where a key steers that, the hint lives on in it (A13, A14).
            var remapped = _profile.PromptCacheKey && _translation.AffinityKey is { Length: > 0 };
            Lose(LossKind.CacheHint, remapped ? LossEffect.Remapped : LossEffect.Dropped, "cache_control");
        }
    }

    private enum ForcedHint : byte
    {
        None,
        AnyTool,
        NamedTool,
    }
}
