using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.OpenAiChat;
using Dragoman.Dialects.Schemas;

namespace Dragoman.Dialects.Ollama;

// Everything between the model and the messages.
internal sealed partial class RequestWriter
{
    private ToolHint _hint;

    // A format and tools together leave the model no way to call one: then the format is told in words.
    private bool TellsFormatInWords => !_request.OutputSchema.IsEmpty && !(_translation.Model.StructuredOutput && _tools.Tools.IsEmpty);

    private void WriteSettings()
    {
        Member("stream"u8);
        _out.WriteBoolean(_request.Stream);

        // Neither the prompt nor the answer is cut silently; an older server does not know the words and passes over them (H-466).
        _out.Write(",\"truncate\":false,\"shift\":false"u8);
        WriteThink();
        if (_profile.KeepAlive.Length > 0)
        {
            Member("keep_alive"u8);
            _out.WriteString(_profile.KeepAlive);
        }

        if (!_request.OutputSchema.IsEmpty)
        {
            if (TellsFormatInWords)
            {
                Lose(LossKind.OutputFormat, LossEffect.Remapped, "output_config.format");
            }
            else
            {
                Member("format"u8);
                _out.Write(_request[_request.OutputSchema]);
            }
        }

        WriteOptions();
    }

    // On models that do not think the word is refused (H-470).
    private void WriteThink()
    {
        if (_plan.EffortChanged)
        {
            Lose(LossKind.ThinkingConfig, _plan.Thinking != ThinkingState.Unsaid ? LossEffect.Remapped : LossEffect.Dropped, "thinking");
        }

        if (!_translation.Model.Reasoning || _plan.Thinking == ThinkingState.Unsaid || _translation.Omits("think"))
        {
            return;
        }

        Member("think"u8);
        if (_plan.Effort is { } level)
        {
            _out.WriteString(level);
        }
        else
        {
            _out.WriteBoolean(_plan.Thinking == ThinkingState.On);
        }
    }

    private void WriteOptions()
    {
        Member("options"u8);
        _out.Write("{\"num_ctx\":"u8);
        _out.WriteNumber(_context);
        if (_plan.MaxTokens is { } max)
        {
            var estimate = _translation.EstimatedInputTokens;
            var bound = Math.Min(max, Math.Max(_context - estimate - (estimate / 16), 1));
            Member("num_predict"u8);
            _out.WriteNumber(bound);
            if (bound != _request.MaxTokens)
            {
                Lose(LossKind.MaxTokens, LossEffect.Remapped, "max_tokens");
            }
        }

        Option("temperature"u8, _request.Temperature);
        Option("top_p"u8, _request.TopP);
        Option("top_k"u8, _request.TopK);
        var written = 0;
        foreach (var stop in _request.StopSequences)
        {
            if (EscapedText.IsBlank(_request[stop]))
            {
                Lose(LossKind.StopSequence, LossEffect.Remapped, "stop_sequences");
                continue;
            }

            if (written++ == 0)
            {
                Member("stop"u8);
                _out.Write((byte)'[');
            }

            Separate();
            _out.Write((byte)'"');
            _words.Text(_request[stop], _out);
            _out.Write((byte)'"');
        }

        if (written > 0)
        {
            _out.Write((byte)']');
        }

        for (var i = 0; i < _profile.ExtraOptions.Count; i++)
        {
            Separate();
            _out.WriteString(_profile.ExtraOptions[i].Key);
            _out.Write((byte)':');
            _out.Write(System.Text.Encoding.UTF8.GetBytes(_profile.ExtraOptions[i].Value));
        }

        _out.Write((byte)'}');
    }

    private void Option(ReadOnlySpan<byte> name, Slice value)
    {
        if (!value.IsEmpty)
        {
            Member(name);
            _out.Write(_request[value]);
        }
    }

    // There is no choice of tools; the model is told in words, or offered none (H-143).
    private void WriteTools()
    {
        _hint = ToolHint.None;
        var choice = _request.ToolChoice;
        foreach (ref readonly var tool in _request.Tools)
        {
            LoseCacheHint(tool.CacheControl);
        }

        if (choice.DisableParallel || choice.Kind == ToolChoiceKind.None)
        {
            Lose(LossKind.ToolChoice, choice.Kind == ToolChoiceKind.None ? LossEffect.Remapped : LossEffect.Dropped, "tool_choice");
        }

        var tools = _tools.Tools;
        if (tools.IsEmpty || choice.Kind == ToolChoiceKind.None)
        {
            if (choice.Kind is ToolChoiceKind.Any or ToolChoiceKind.Tool)
            {
                Lose(LossKind.ToolChoice, LossEffect.Dropped, "tool_choice");
            }

            return;
        }

        if (choice.Kind is ToolChoiceKind.Any or ToolChoiceKind.Tool)
        {
            Lose(LossKind.ToolChoice, LossEffect.Remapped, "tool_choice");
            _hint = choice.Kind == ToolChoiceKind.Any ? ToolHint.AnyTool
                : _tools.Find(_request, _request[choice.Name]) >= 0 ? ToolHint.NamedTool
                : ToolHint.None;
        }

        Member("tools"u8);
        _out.Write((byte)'[');
        foreach (ref readonly var tool in tools)
        {
            WriteTool(tool);
        }

        _out.Write((byte)']');
    }

    private void WriteTool(in OfferedTool tool)
    {
        Separate();
        _out.Write("{\"type\":\"function\",\"function\":{\"name\":\""u8);
        _words.ToolName(tool.Definition.Name, _out);
        _out.Write("\",\"description\":\""u8);
        _words.Text(_request[tool.Definition.Description], _out);
        _out.Write("\",\"parameters\":"u8);
        var schema = tool.Family == ToolFamily.Custom ? _request[tool.Definition.InputSchema] : ToolFamilies.Schema(tool.Family);
        if (schema.IsEmpty)
        {
            _out.Write(SchemaRoot.Empty);
        }
        else if (SchemaCache.Shared.Write(schema, _profile.Schemas.ToFilter(), _out))
        {
            Lose(LossKind.Schema, LossEffect.Dropped, "tools[].input_schema");
        }

        _out.Write("}}"u8);
    }

    private enum ToolHint : byte
    {
        None,
        AnyTool,
        NamedTool,
    }
}
