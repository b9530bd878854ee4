using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.Schemas;

namespace Dragoman.Dialects.Gemini;

// The static part of the body behind the tools: how to answer.
internal sealed partial class RequestWriter
{
    private bool _wroteSetting;

    // A model of generation 2 takes a schema for its answer only without tools (H-390).
    private bool TellsFormatInWords => !_request.OutputSchema.IsEmpty
        && (!_translation.Model.StructuredOutput || _searches || (!_model.IsThree && _tools.Tools.Length > 0));

    private void WriteSettings()
    {
        WriteSafety();
        var mark = _out.Length;
        Member("generationConfig"u8);
        _out.Write((byte)'{');
        _wroteSetting = false;
        if (_plan.MaxTokens is { } max)
        {
            Setting("maxOutputTokens"u8);
            _out.WriteNumber(max);
            if (max != _request.MaxTokens)
            {
                Lose(LossKind.MaxTokens, LossEffect.Remapped, "max_tokens");
            }
        }

        WriteSampling();
        WriteStops();
        WriteFormat();
        WriteThinking();
        if (!_wroteSetting)
        {
            _out.Truncate(mark);
        }
        else
        {
            _out.Write((byte)'}');
        }

        foreach (var extra in _profile.ExtraBody)
        {
            _scratch.Reset();
            _scratch.WriteContent(extra.Key);
            Member(_scratch.Written);
            _out.Write(System.Text.Encoding.UTF8.GetBytes(extra.Value));
        }
    }

    // What is not configured stays as the provider has it (H-388).
    private void WriteSafety()
    {
        if (_profile.SafetySettings.Count == 0 || _translation.Omits("safetySettings"))
        {
            return;
        }

        Member("safetySettings"u8);
        for (var i = 0; i < _profile.SafetySettings.Count; i++)
        {
            _out.Write(i == 0 ? "[{\"category\":"u8 : ",{\"category\":"u8);
            _out.WriteString(_profile.SafetySettings[i].Key);
            _out.Write(",\"threshold\":"u8);
            _out.WriteString(_profile.SafetySettings[i].Value);
            _out.Write((byte)'}');
        }

        _out.Write((byte)']');
    }

    private void WriteSampling()
    {
        Number("temperature"u8, _request.Temperature);
        Number("topP"u8, _request.TopP);
        Number("topK"u8, _request.TopK);
    }

    private void Number(scoped ReadOnlySpan<byte> name, Slice value)
    {
        if (!value.IsEmpty)
        {
            Setting(name);
            _out.Write(_request[value]);
        }
    }

    // The host gets as many as it takes; all are enforced on the answer here (H-155).
    private void WriteStops()
    {
        var written = 0;
        var isCut = false;
        foreach (var stop in _request.StopSequences)
        {
            if (EscapedText.IsBlank(_request[stop]) || written == _profile.MaxStopSequences)
            {
                isCut = true;
                continue;
            }

            if (written++ == 0)
            {
                Setting("stopSequences"u8);
            }

            _out.Write(written == 1 ? "[\""u8 : ",\""u8);
            WriteText(stop);
            _out.Write((byte)'"');
        }

        if (written > 0)
        {
            _out.Write((byte)']');
        }

        if (isCut)
        {
            Lose(LossKind.StopSequence, LossEffect.Remapped, "stop_sequences");
        }
    }

    private void WriteFormat()
    {
        if (_request.OutputSchema.IsEmpty)
        {
            return;
        }

        if (TellsFormatInWords)
        {
            Lose(LossKind.OutputFormat, LossEffect.Remapped, "output_config.format");
            return;
        }

        Setting("responseMimeType"u8);
        _out.Write("\"application/json\""u8);
        Setting("responseJsonSchema"u8);
        if (SchemaCache.Shared.Write(_request[_request.OutputSchema], SchemaFilter.GeminiJson, _out))
        {
            Lose(LossKind.OutputFormat, LossEffect.Remapped, "output_config.format");
        }
    }

    private void WriteThinking()
    {
        if (_plan.IsChanged)
        {
            Lose(LossKind.ThinkingConfig, _plan.Level is null && _plan.Budget is null ? LossEffect.Dropped : LossEffect.Remapped, "thinking");
        }

        if (_plan.Level is null && _plan.Budget is null && !_plan.Summaries)
        {
            return;
        }

        Setting("thinkingConfig"u8);
        _out.Write("{"u8);
        if (_plan.Summaries)
        {
            _out.Write("\"includeThoughts\":true"u8);
        }

        if (_plan.Level is { } level)
        {
            _out.Write(_plan.Summaries ? ",\"thinkingLevel\":"u8 : "\"thinkingLevel\":"u8);
            _out.WriteString(level);
        }
        else if (_plan.Budget is { } budget)
        {
            _out.Write(_plan.Summaries ? ",\"thinkingBudget\":"u8 : "\"thinkingBudget\":"u8);
            _out.WriteNumber(budget);
        }

        _out.Write((byte)'}');
    }

    private void Setting(scoped ReadOnlySpan<byte> name)
    {
        if (_wroteSetting)
        {
            _out.Write((byte)',');
        }

        _wroteSetting = true;
        _out.WriteEscaped(name);
        _out.Write((byte)':');
    }
}
