using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.Schemas;

namespace Dragoman.Dialects.OpenAiChat;

// The static part of the body: everything between the model and the tools.
internal sealed partial class RequestWriter
{
    private const int MaxCacheKey = 64;

    private void WriteParameters()
    {
        WriteBound();
        WriteSampling();
        WriteStops();
        WriteThinking();
        var stream = _request.Stream || _profile.AlwaysStream;
        Member("stream"u8);
        _out.WriteBoolean(stream);
        if (stream && _profile.StreamOptions && !_translation.Omits("stream_options"))
        {
            Member("stream_options"u8);
            _out.Write("{\"include_usage\":true}"u8);
        }

        if (stream && _profile.ToolStream && _tools.Tools.Length > 0 && !_translation.Omits("tool_stream"))
        {
            Member("tool_stream"u8);
            _out.WriteBoolean(true);
        }

        WriteAffinity();
        WriteFormat();
        WriteRouting();
        foreach (var extra in _profile.ExtraBody)
        {
            _out.Write((byte)',');
            _out.WriteString(extra.Key);
            _out.Write((byte)':');
            _out.Write(System.Text.Encoding.UTF8.GetBytes(extra.Value));
        }
    }

    // One name for a session, wherever its cache is to be found again (H-166, H-167, H-483).
    private void WriteAffinity()
    {
        if (MarksBreakpoints)
        {
            Member("prompt_cache_options"u8);
            _out.Write("{\"mode\":\"explicit\"}"u8);
        }

        if (_translation.AffinityKey is not { Length: > 0 } key)
        {
            return;
        }

        if (_profile.PromptCacheKey && !_translation.Omits("prompt_cache_key"))
        {
            Member("prompt_cache_key"u8);
            _out.WriteString(key.Length <= MaxCacheKey ? key : key[..MaxCacheKey]);
        }

        if (_profile.Slots > 0)
        {
            var hash = 2166136261u;
            foreach (var c in key)
            {
                hash = (hash ^ c) * 16777619u;
            }

            Member("id_slot"u8);
            _out.WriteNumber(hash % (uint)_profile.Slots);
        }
    }

    // Without a marked instruction at the head nothing would be cached at all in explicit mode; then the host marks by itself (H-167).
    private bool MarksBreakpoints => _profile.CacheBreakpoints && !_profile.CacheControlInParts && HasMarkedHead()
        && !_translation.Omits("prompt_cache_options") && !_translation.Omits("messages.content.prompt_cache_breakpoint");

    private bool HasMarkedHead()
    {
        var blocks = _request.Blocks;
        for (var i = _request.SystemFirst; i < _request.SystemEnd; i += blocks[i].Span)
        {
            if (!blocks[i].CacheControl.IsAbsent)
            {
                return true;
            }
        }

        return false;
    }

    // What the operator wants of a router (D15).
    private void WriteRouting()
    {
        for (var i = 0; i < _profile.ProviderPreferences.Count; i++)
        {
            var (name, value) = _profile.ProviderPreferences[i];
            if (i == 0)
            {
                Member("provider"u8);
            }

            _out.Write(i == 0 ? (byte)'{' : (byte)',');
            _out.WriteString(name);
            _out.Write((byte)':');
            _out.Write(System.Text.Encoding.UTF8.GetBytes(value));
        }

        if (_profile.ProviderPreferences.Count > 0)
        {
            _out.Write((byte)'}');
        }

        for (var i = 0; i < _profile.FallbackModels.Count; i++)
        {
            if (i == 0)
            {
                Member("models"u8);
            }

            _out.Write(i == 0 ? (byte)'[' : (byte)',');
            _out.WriteString(_profile.FallbackModels[i]);
        }

        if (_profile.FallbackModels.Count > 0)
        {
            _out.Write((byte)']');
        }
    }

    private void WriteBound()
    {
        if (_plan.MaxTokens is not { } max)
        {
            return;
        }

        _out.Write((byte)',');
        _out.WriteString(_profile.MaxTokensMember);
        _out.Write((byte)':');
        _out.WriteNumber(max);
        if (max != _request.MaxTokens)
        {
            Lose(LossKind.MaxTokens, LossEffect.Remapped, "max_tokens");
        }
    }

    private void WriteSampling()
    {
        var temperature = !_request.Temperature.IsEmpty;
        if (temperature)
        {
            Sampling("temperature"u8, _request.Temperature, _profile.Sampling);
        }

        if (!_request.TopP.IsEmpty)
        {
            Sampling("top_p"u8, _request.TopP, _profile.Sampling && !(temperature && _profile.SamplingExclusive));
        }

        if (!_request.TopK.IsEmpty)
        {
            Sampling("top_k"u8, _request.TopK, _profile.Sampling && _profile.TopK);
        }
    }

    private void Sampling(ReadOnlySpan<byte> name, Slice value, bool isTaken)
    {
        if (!isTaken || (_translation.Remedies.Count > 0 && _translation.Omits(System.Text.Encoding.UTF8.GetString(name))))
        {
            Lose(LossKind.Sampling, LossEffect.Dropped, "temperature, top_p, top_k");
            return;
        }

        Member(name);
        _out.Write(_request[value]);
    }

    // The host gets as many as it takes; all are enforced on the answer here (H-155, H-156).
    private void WriteStops()
    {
        var written = 0;
        var isCut = false;
        foreach (var stop in _request.StopSequences)
        {
            var text = _request[stop];
            if (EscapedText.IsBlank(text) || written == _profile.MaxStopSequences || _translation.Omits("stop"))
            {
                isCut = true;
                continue;
            }

            if (written++ == 0)
            {
                Member("stop"u8);
            }

            _out.Write(written == 1 ? (byte)'[' : (byte)',');
            _out.Write((byte)'"');
            WriteText(text, _out);
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

    private void WriteThinking()
    {
        if (_plan.EffortChanged)
        {
            var isTold = _plan.Effort is not null || _plan.Thinking != ThinkingState.Unsaid;
            Lose(LossKind.ThinkingConfig, isTold ? LossEffect.Remapped : LossEffect.Dropped, "thinking");
        }

        if (_plan.Effort is { } effort && !_translation.Omits(_profile.Effort == EffortStyle.ReasoningObject ? "reasoning" : "reasoning_effort"))
        {
            Member(_profile.Effort == EffortStyle.ReasoningObject ? "reasoning"u8 : "reasoning_effort"u8);
            if (_profile.Effort == EffortStyle.ReasoningObject)
            {
                _out.Write("{\"effort\":"u8);
            }

            _out.WriteString(effort);
            if (_profile.Effort == EffortStyle.ReasoningObject)
            {
                _out.Write((byte)'}');
            }
        }

        if (_plan.Thinking != ThinkingState.Unsaid)
        {
            WriteSwitch(_plan.Thinking == ThinkingState.On);
        }
    }

    private void WriteSwitch(bool on)
    {
        switch (_profile.Effort)
        {
            case EffortStyle.ThinkingType or EffortStyle.ThinkingTypeAndEffort when !_translation.Omits("thinking"):
                Member("thinking"u8);
                _out.Write(on ? "{\"type\":\"enabled\"}"u8 : "{\"type\":\"disabled\"}"u8);
                break;
            case EffortStyle.EnableThinking when !_translation.Omits("enable_thinking"):
                Member("enable_thinking"u8);
                _out.WriteBoolean(on);
                if (on && _request.Thinking.BudgetTokens is { } budget)
                {
                    // A budget that is not below the bound is refused (H-094).
                    Member("thinking_budget"u8);
                    _out.WriteNumber(Math.Max(1, Math.Min(budget, (_plan.MaxTokens ?? long.MaxValue) - 1)));
                }

                break;
            case EffortStyle.ReasoningObject when !on && _plan.Effort is null:
                Member("reasoning"u8);
                _out.Write("{\"enabled\":false}"u8);
                break;
            default:
                break;
        }
    }

    private bool TellsFormatInWords => !_request.OutputSchema.IsEmpty && !(_profile.JsonSchemaFormat && _translation.Model.StructuredOutput && !_translation.Omits("response_format"));

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

        var schema = _request[_request.OutputSchema];
        Member("response_format"u8);
        _out.Write("{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"answer\",\"schema\":"u8);
        _out.Write(schema);
        _out.Write(StrictSchema.Accepts(schema) ? ",\"strict\":true}}"u8 : ",\"strict\":false}}"u8);
    }
}
