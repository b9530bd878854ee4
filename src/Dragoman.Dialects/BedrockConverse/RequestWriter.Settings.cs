using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.OpenAiChat;
using Dragoman.Dialects.Schemas;

namespace Dragoman.Dialects.BedrockConverse;

// Bounds, sampling, thinking, the output's shape.
internal sealed partial class RequestWriter
{
    // Below this Claude refuses to think.
    private const long MinBudget = 1024;

    private bool TellsFormatInWords => !_request.OutputSchema.IsEmpty
        && !(_profile.JsonSchemaFormat && _translation.Model.StructuredOutput && !_translation.Omits("outputConfig.textFormat"));

    private bool IsAnthropic => _profile.Reasoning is ConverseReasoning.Anthropic or ConverseReasoning.AnthropicBudget;

    private void WriteInference()
    {
        Member("inferenceConfig"u8);
        _out.Write((byte)'{');
        if (_plan.MaxTokens is { } max)
        {
            Member("maxTokens"u8);
            _out.WriteNumber(max);
            if (max != _request.MaxTokens)
            {
                Lose(LossKind.MaxTokens, LossEffect.Remapped, "max_tokens");
            }
        }

        // Claude thinks at its own temperature only.
        var takes = _profile.Sampling && !(IsAnthropic && ThinkingBudget() is not null);
        var hasTemperature = !_request.Temperature.IsEmpty;
        if (hasTemperature)
        {
            Sampling("temperature"u8, _request.Temperature, takes && !_translation.Omits("temperature"));
        }

        if (!_request.TopP.IsEmpty)
        {
            Sampling("topP"u8, _request.TopP, takes && !(hasTemperature && _profile.SamplingExclusive) && !_translation.Omits("topP"));
        }

        WriteStops();
        _out.Write((byte)'}');
    }

    private void Sampling(ReadOnlySpan<byte> name, Slice value, bool isTaken)
    {
        if (!isTaken)
        {
            Lose(LossKind.Sampling, LossEffect.Dropped, "temperature, top_p, top_k");
            return;
        }

        Member(name);
        _out.Write(_request[value]);
    }

    // The model gets as many as it takes; all are enforced on the answer here (H-155, H-156).
    private void WriteStops()
    {
        var max = _translation.Omits("stopSequences") ? 0 : _profile.MaxStopSequences;
        var written = 0;
        var isCut = false;
        foreach (var stop in _request.StopSequences)
        {
            if (EscapedText.IsBlank(_request[stop]) || written == max)
            {
                isCut = true;
                continue;
            }

            if (written++ == 0)
            {
                Member("stopSequences"u8);
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

        if (isCut)
        {
            Lose(LossKind.StopSequence, LossEffect.Remapped, "stop_sequences");
        }
    }

    // What has no place of its own in Converse and goes to the model as it is.
    private void WriteFields()
    {
        var mark = _out.Length;
        Member("additionalModelRequestFields"u8);
        _out.Write((byte)'{');
        var start = _out.Length;
        if (!_request.TopK.IsEmpty)
        {
            Sampling("top_k"u8, _request.TopK, _profile.TopK && !(IsAnthropic && ThinkingBudget() is not null) && !_translation.Omits("top_k"));
        }

        WriteThinking();
        WriteBetas();
        WriteExtra(_profile.ExtraFields);

        if (_out.Length == start)
        {
            _out.Truncate(mark);
        }
        else
        {
            _out.Write((byte)'}');
        }

        if (_profile.TellsStopSequence && _request.StopSequences.Length > 0)
        {
            Member("additionalModelResponseFieldPaths"u8);
            _out.Write("[\"/stop_sequence\"]"u8);
        }
    }

    private void WriteThinking()
    {
        if (_plan.EffortChanged)
        {
            var isTold = _plan.Effort is not null || _plan.Thinking != ThinkingState.Unsaid;
            Lose(LossKind.ThinkingConfig, isTold ? LossEffect.Remapped : LossEffect.Dropped, "thinking");
        }

        switch (_profile.Reasoning)
        {
            case ConverseReasoning.Anthropic when _plan.Thinking != ThinkingState.Unsaid && !_translation.Omits("thinking"):
                Member("thinking"u8);
                _out.Write(_plan.Thinking == ThinkingState.Off ? "{\"type\":\"disabled\"}"u8
                    : _request.Thinking.DisplayOmitted ? "{\"type\":\"adaptive\"}"u8
                    : "{\"type\":\"adaptive\",\"display\":\"summarized\"}"u8);
                break;
            case ConverseReasoning.AnthropicBudget when ThinkingBudget() is { } budget:
                Member("thinking"u8);
                _out.Write("{\"type\":\"enabled\",\"budget_tokens\":"u8);
                _out.WriteNumber(budget);
                _out.Write((byte)'}');
                break;
            case ConverseReasoning.Nova when _plan.Thinking == ThinkingState.On && _plan.Effort is { } effort:
                Member("reasoningConfig"u8);
                _out.Write("{\"type\":\"enabled\",\"maxReasoningEffort\":"u8);
                _out.WriteString(effort);
                _out.Write((byte)'}');
                break;
            case ConverseReasoning.ReasoningObject when _plan.Effort is { } effort && !_translation.Omits("reasoning"):
                Member("reasoning"u8);
                _out.Write("{\"effort\":"u8);
                _out.WriteString(effort);
                _out.Write((byte)'}');
                break;
            case ConverseReasoning.ReasoningEffort when _plan.Effort is { } effort && !_translation.Omits("reasoning_effort"):
                Member("reasoning_effort"u8);
                _out.WriteString(effort);
                break;
            case ConverseReasoning.ReasoningConfig when _plan.Thinking == ThinkingState.On && _plan.Effort is { } effort
                && !_translation.Omits("reasoning_config"):
                Member("reasoning_config"u8);
                _out.WriteString(effort);
                break;
            default:
                break;
        }
    }

    // Tokens to think with, where Claude is asked to: always fewer than the bound (H-094). Without the thinking that belongs to the
    // calls of this prompt, thinking cannot be on (H-107). Adaptive thinking has no number, so any will do.
    private long? ThinkingBudget()
    {
        if (_plan.Thinking != ThinkingState.On || _translation.Omits("thinking"))
        {
            return null;
        }

        if (_profile.Reasoning != ConverseReasoning.AnthropicBudget)
        {
            return MinBudget;
        }

        var wanted = _request.Thinking.BudgetTokens ?? _plan.Effort switch
        {
            "low" => 4096,
            "medium" => 8192,
            "high" => 16384,
            _ => 24576,
        };
        var budget = Math.Min(wanted, (_plan.MaxTokens ?? long.MaxValue) - 1);
        return budget >= MinBudget && !LacksThinking() ? budget : null;
    }

    private void WriteBetas()
    {
        if (_profile.Betas.Count == 0 || _translation.Betas.Length == 0 || _translation.Omits("anthropic_beta"))
        {
            return;
        }

        var any = false;
        for (var i = 0; i < _profile.Betas.Count; i++)
        {
            var beta = _profile.Betas[i];
            if (!_translation.Betas.Contains(beta, StringComparison.Ordinal))
            {
                continue;
            }

            if (!any)
            {
                Member("anthropic_beta"u8);
                _out.Write((byte)'[');
                any = true;
            }

            Separate();
            _out.WriteString(beta);
        }

        if (any)
        {
            _out.Write((byte)']');
        }
    }

    private void WriteOutput()
    {
        var effort = _profile.Reasoning == ConverseReasoning.Anthropic && !_translation.Omits("outputConfig.effort") ? _plan.Effort : null;
        var hasFormat = !_request.OutputSchema.IsEmpty && !TellsFormatInWords;
        if (!_request.OutputSchema.IsEmpty && !hasFormat)
        {
            Lose(LossKind.OutputFormat, LossEffect.Remapped, "output_config.format");
        }

        if (effort is null && !hasFormat)
        {
            return;
        }

        Member("outputConfig"u8);
        _out.Write((byte)'{');
        if (hasFormat)
        {
            // The schema is a text here.
            Member("textFormat"u8);
            _out.Write("{\"type\":\"json_schema\",\"structure\":{\"jsonSchema\":{\"name\":\"answer\",\"schema\":\""u8);
            _words.Nested(_request[_request.OutputSchema], _out);
            _out.Write("\"}}}"u8);
        }

        if (effort is not null)
        {
            Member("effort"u8);
            _out.WriteString(effort);
        }

        _out.Write((byte)'}');
    }

    private void WriteSystem()
    {
        var mark = _out.Length;
        Member("system"u8);
        _out.Write((byte)'[');
        var start = _out.Length;
        var blocks = _request.Blocks;
        for (var i = _request.SystemFirst; i < _request.SystemEnd; i += blocks[i].Span)
        {
            if (blocks[i].Kind != BlockKind.Text)
            {
                Lose(LossKind.UnknownBlock, LossEffect.Dropped, "system[]");
                continue;
            }

            var text = i == _request.SystemFirst ? Attribution.Without(_request, blocks[i].Text, _translation.Losses) : blocks[i].Text;
            if (EscapedText.IsBlank(_request[text]))
            {
                LoseCachePoint(CachePlaces.System, blocks[i].CacheControl);
                continue;
            }

            OpenText();
            _words.Text(_request[text], _out);
            CloseText();
            WriteCachePoint(CachePlaces.System, blocks[i].CacheControl);
        }

        if (TellsFormatInWords)
        {
            OpenText();
            _out.Write("Answer with one JSON value and nothing else. It must match this JSON Schema:\\n"u8);
            _words.Nested(_request[_request.OutputSchema], _out);
            CloseText();
        }

        if (_out.Length == start)
        {
            // An empty system prompt is refused (H-022).
            _out.Truncate(mark);
            return;
        }

        _out.Write((byte)']');
    }

    private void OpenText()
    {
        Separate();
        _out.Write("{\"text\":\""u8);
    }

    private void CloseText() => _out.Write("\"}"u8);
}
