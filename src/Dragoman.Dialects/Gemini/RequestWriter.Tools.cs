using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.Schemas;

namespace Dragoman.Dialects.Gemini;

// Tools and the freedom to call them. Without a tool none of it is sent (H-127).
internal sealed partial class RequestWriter
{
    private bool JsonSchema => _profile.JsonSchema && !_translation.Omits("parametersJsonSchema");

    // A search alone is Google's own (H-179, H-389); generation 3 takes it beside functions, too.
    private Failure? ChooseTools()
    {
        if (CollectTools(_profile.MaxTools, searches: true) is { } impossible)
        {
            return impossible;
        }

        _searches = _tools.WebSearch >= 0;
        LeaveOutToolsOfModelWithout();
        if (_searches && !_model.IsThree && _tools.Tools.Length > 0)
        {
            Lose(LossKind.ServerTool, LossEffect.Dropped, "tools");
            _searches = false;
        }

        return null;
    }

    private void WriteTools()
    {
        foreach (ref readonly var tool in _request.Tools)
        {
            LoseCacheHint(tool.CacheControl);
        }

        var tools = _tools.Tools;
        if (tools.IsEmpty && !_searches)
        {
            if (_request.ToolChoice.Kind is ToolChoiceKind.Any or ToolChoiceKind.Tool)
            {
                Lose(LossKind.ToolChoice, LossEffect.Dropped, "tool_choice");
            }

            return;
        }

        Member("tools"u8);
        _out.Write((byte)'[');
        for (var i = 0; i < tools.Length; i++)
        {
            _out.Write(i == 0 ? "{\"functionDeclarations\":["u8 : ","u8);
            WriteTool(tools[i]);
        }

        if (tools.Length > 0)
        {
            _out.Write("]}"u8);
        }

        if (_searches)
        {
            _out.Write(tools.Length > 0 ? ",{\"googleSearch\":{}}"u8 : "{\"googleSearch\":{}}"u8);
        }

        _out.Write((byte)']');
        if (_request.ToolChoice.DisableParallel)
        {
            // There is no such switch here (H-146).
            Lose(LossKind.ToolChoice, LossEffect.Dropped, "tool_choice.disable_parallel_tool_use");
        }

        if (tools.Length > 0)
        {
            WriteToolConfig();
        }
    }

    private void WriteTool(in OfferedTool tool)
    {
        _out.Write("{\"name\":\""u8);
        WriteToolName(tool.Definition.Name, _out);
        _out.Write("\",\"description\":\""u8);
        var description = _request[tool.Definition.Description];
        if (EscapedText.IsBlank(description))
        {
            // A description is demanded; the name is one (H-126).
            WriteToolName(tool.Definition.Name, _out);
        }
        else
        {
            _words.Text(description, _out);
        }

        _out.Write((byte)'"');
        var schema = tool.Family == ToolFamily.Custom ? _request[tool.Definition.InputSchema] : ToolFamilies.Schema(tool.Family);
        if (!schema.IsEmpty)
        {
            WriteParameters(schema);
        }

        _out.Write((byte)'}');
    }

    private void WriteParameters(ReadOnlySpan<byte> schema)
    {
        var mark = _out.Length;
        _out.Write(JsonSchema ? ",\"parametersJsonSchema\":"u8 : ",\"parameters\":"u8);
        var start = _out.Length;
        var isLost = SchemaCache.Shared.Write(schema, JsonSchema ? SchemaFilter.GeminiJson : SchemaFilter.GeminiOpenApi, _out);
        if (isLost)
        {
            Lose(LossKind.Schema, LossEffect.Dropped, "tools[].input_schema");
        }

        if (!HasProperties(_out.Written[start..]))
        {
            // An object of nothing is refused; a function without parameters is none (H-118).
            _out.Truncate(mark);
        }
    }

    private static bool HasProperties(ReadOnlySpan<byte> schema)
    {
        var shape = SchemaShape.Of(schema);
        return shape.HasProperties && schema.Slice(shape.Properties.Start, shape.Properties.Length).Trim("{} \t\r\n"u8).Length > 0;
    }

    private void WriteToolConfig()
    {
        var choice = _request.ToolChoice;
        var mode = choice.Kind switch
        {
            ToolChoiceKind.Auto => "AUTO"u8,
            ToolChoiceKind.None => "NONE"u8,
            ToolChoiceKind.Any => "ANY"u8,
            ToolChoiceKind.Tool => "ANY"u8,
            _ => default,
        };
        var isNamed = choice.Kind == ToolChoiceKind.Tool;
        if (isNamed && _tools.Find(_request, _request[choice.Name]) < 0)
        {
            // It may be deferred, or run by the provider: then it cannot be forced (H-139, H-144).
            Lose(LossKind.ToolChoice, LossEffect.Remapped, "tool_choice");
            mode = "AUTO"u8;
            isNamed = false;
        }

        if (mode.IsEmpty && !_searches)
        {
            return;
        }

        Member("toolConfig"u8);
        _out.Write((byte)'{');
        if (!mode.IsEmpty)
        {
            _out.Write("\"functionCallingConfig\":{\"mode\":"u8);
            _out.WriteEscaped(mode);
            if (isNamed)
            {
                _out.Write(",\"allowedFunctionNames\":[\""u8);
                WriteToolName(choice.Name, _out);
                _out.Write("\"]"u8);
            }

            _out.Write((byte)'}');
        }

        if (_searches)
        {
            _out.Write(mode.IsEmpty ? "\"includeServerSideToolInvocations\":true"u8 : ",\"includeServerSideToolInvocations\":true"u8);
        }

        _out.Write((byte)'}');
    }

    // Gemini caches by prefix and by itself; the hint has no place in the body (A13, A14, H-169).
    private void LoseCacheHint(Slice cacheControl)
    {
        if (!cacheControl.IsAbsent)
        {
            Lose(LossKind.CacheHint, LossEffect.Remapped, "cache_control");
        }
    }
}
