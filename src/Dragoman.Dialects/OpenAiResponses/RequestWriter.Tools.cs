using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.Schemas;

namespace Dragoman.Dialects.OpenAiResponses;

// Tools and the freedom to call them. Without a tool none of it is sent (H-127, H-144).
internal sealed partial class RequestWriter
{
    private void WriteTools()
    {
        foreach (ref readonly var tool in _request.Tools)
        {
            LoseCacheHint(tool.CacheControl, isMarked: false);
        }

        if (!HasTools)
        {
            if (_request.ToolChoice.Kind is ToolChoiceKind.Any or ToolChoiceKind.Tool)
            {
                Lose(LossKind.ToolChoice, LossEffect.Dropped, "tool_choice");
            }

            return;
        }

        WriteParallel();
        WriteChoice();
        if (_tools.WebSearch >= 0)
        {
            WriteSearchBound(_request.Tools[_tools.WebSearch]);
        }

        _out.Write(",\"tools\":["u8);
        var any = false;
        if (_tools.WebSearch >= 0)
        {
            // In front, as loaded tools are added behind all others (H-138).
            any = true;
            WebSearchTool.Write(_request, _request.Tools[_tools.WebSearch], _translation.Losses, _out);
        }

        foreach (ref readonly var tool in _tools.Tools)
        {
            _out.Write(any ? ","u8 : default);
            any = true;
            WriteTool(tool);
        }

        _out.Write((byte)']');
    }

    // Only what a function has. `strict` is always said, as it is on where nothing is said (H-122, H-358).
    private void WriteTool(in OfferedTool tool)
    {
        _out.Write("{\"type\":\"function\",\"name\":\""u8);
        _words.ToolName(tool.Definition.Name, _out);
        _out.Write((byte)'"');
        var description = _request[tool.Definition.Description];
        if (!EscapedText.IsBlank(description))
        {
            _out.Write(",\"description\":\""u8);
            _words.Text(description, _out);
            _out.Write((byte)'"');
        }

        var schema = tool.Family == ToolFamily.Custom ? _request[tool.Definition.InputSchema] : ToolFamilies.Schema(tool.Family);
        var strict = tool.Definition.Strict && StrictSchema.Accepts(schema);
        if (tool.Definition.Strict && !strict)
        {
            Lose(LossKind.Schema, LossEffect.Remapped, "tools[].strict");
        }

        if (!_translation.Omits("tools.strict"))
        {
            _out.Write(strict ? ",\"strict\":true"u8 : ",\"strict\":false"u8);
        }

        _out.Write(",\"parameters\":"u8);
        if (schema.IsEmpty)
        {
            _out.Write(SchemaRoot.Empty);
        }
        else if (SchemaCache.Shared.Write(schema, _profile.Schemas.ToFilter(), _out))
        {
            Lose(LossKind.Schema, LossEffect.Dropped, "tools[].input_schema");
        }

        _out.Write((byte)'}');
    }

    private void WriteParallel()
    {
        if (!_request.ToolChoice.DisableParallel && _translation.Model.ParallelTools)
        {
            return;
        }

        if (_profile.ParallelToolCalls && Member("parallel_tool_calls"))
        {
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
                _out.Write(",\"tool_choice\":\"auto\""u8);
                break;
            case ToolChoiceKind.None:
                _out.Write(",\"tool_choice\":\"none\""u8);
                break;
            case ToolChoiceKind.Any:
                _out.Write(",\"tool_choice\":\"required\""u8);
                break;
            case ToolChoiceKind.Tool when _tools.Find(_request, _request[choice.Name]) >= 0:
                _out.Write(",\"tool_choice\":{\"type\":\"function\",\"name\":\""u8);
                _words.ToolName(choice.Name, _out);
                _out.Write("\"}"u8);
                break;
            case ToolChoiceKind.Tool:
                // The host's own search can be forced where it is the only tool; what is deferred cannot (H-139, H-144).
                var isSearch = _tools.WebSearch >= 0 && _tools.Tools.IsEmpty
                    && _request[_request.Tools[_tools.WebSearch].Name].SequenceEqual(_request[choice.Name]);
                Lose(LossKind.ToolChoice, LossEffect.Remapped, "tool_choice");
                _out.Write(isSearch ? ",\"tool_choice\":\"required\""u8 : ",\"tool_choice\":\"auto\""u8);
                break;
            default:
                break;
        }
    }

    private void WriteSearchBound(in ToolDefinition tool)
    {
        if (WebSearchTool.MaxUses(_request, tool) is { } max && Member("max_tool_calls"))
        {
            _out.WriteNumber(max);
        }
    }

    // Hosts cache by prefix; where a key or a mark steers that, the hint lives on in it (A13, A14).
    private void LoseCacheHint(Slice cacheControl, bool isMarked)
    {
        if (cacheControl.IsAbsent || isMarked)
        {
            return;
        }

        var remapped = _profile.CacheBreakpoints || (_profile.PromptCacheKey && _translation.AffinityKey is { Length: > 0 });
        Lose(LossKind.CacheHint, remapped ? LossEffect.Remapped : LossEffect.Dropped, "cache_control");
    }
}
