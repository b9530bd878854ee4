using System.Text;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.OpenAiChat;
using Dragoman.Dialects.Schemas;

namespace Dragoman.Dialects.OpenAiResponses;

// The static part of the body: everything between the model and the tools.
internal sealed partial class RequestWriter
{
    private const int MaxCacheKey = 64;

    private void WriteParameters()
    {
        // Nothing is kept at the host, so nothing can be referred to there (H-355).
        if (Member("store"))
        {
            _out.WriteBoolean(false);
        }

        WriteInclude();
        WriteBound();
        WriteSampling();
        WriteReasoningSettings();
        if (Member("stream"))
        {
            _out.WriteBoolean(_request.Stream || _profile.AlwaysStream);
        }

        WriteCaching();
        WriteFormat();
        foreach (var extra in _profile.ExtraBody)
        {
            if (Member(extra.Key))
            {
                _out.Write(Encoding.UTF8.GetBytes(extra.Value));
            }
        }
    }

    private void WriteInclude()
    {
        var reasoning = _profile.EncryptedReasoning && _translation.Model.Reasoning;
        var sources = _tools.WebSearch >= 0 && _profile.WebSearchSources;
        if ((!reasoning && !sources) || !Member("include"))
        {
            return;
        }

        _out.Write((byte)'[');
        _out.Write(reasoning ? "\"reasoning.encrypted_content\""u8 : default);
        _out.Write(reasoning && sources ? ","u8 : default);
        _out.Write(sources ? "\"web_search_call.action.sources\""u8 : default);
        _out.Write((byte)']');
    }

    private void WriteBound()
    {
        if (_plan.MaxTokens is not { } max)
        {
            return;
        }

        if (!_profile.MaxOutputTokens || !Member("max_output_tokens"))
        {
            Lose(LossKind.MaxTokens, LossEffect.Dropped, "max_tokens");
            return;
        }

        _out.WriteNumber(max);
        if (max != _request.MaxTokens)
        {
            Lose(LossKind.MaxTokens, LossEffect.Remapped, "max_tokens");
        }
    }

    private void WriteSampling()
    {
        Sampling("temperature", _request.Temperature);
        Sampling("top_p", _request.TopP);
        if (!_request.TopK.IsEmpty)
        {
            Lose(LossKind.Sampling, LossEffect.Dropped, "temperature, top_p, top_k");
        }

        if (_request.StopSequences.Length > 0)
        {
            // The protocol has none: they are met here, on the answer (H-155).
            Lose(LossKind.StopSequence, LossEffect.Remapped, "stop_sequences");
        }
    }

    private void Sampling(string name, Slice value)
    {
        if (value.IsEmpty)
        {
            return;
        }

        if (!_profile.Sampling || !Member(name))
        {
            Lose(LossKind.Sampling, LossEffect.Dropped, "temperature, top_p, top_k");
            return;
        }

        _out.Write(_request[value]);
    }

    private void WriteReasoningSettings()
    {
        if (_plan.EffortChanged)
        {
            Lose(LossKind.ThinkingConfig, _plan.Effort is null ? LossEffect.Dropped : LossEffect.Remapped, "thinking");
        }

        var effort = _translation.Omits("reasoning.effort") ? null : _plan.Effort;
        // A summary costs time and tokens: only for a client that looks at it.
        var summary = _profile.ReasoningSummary && _plan.Thinking == ThinkingState.On && !_request.Thinking.DisplayOmitted
            && !_translation.Omits("reasoning.summary");
        if ((effort is null && !summary) || !Member("reasoning"))
        {
            return;
        }

        _out.Write((byte)'{');
        if (effort is not null)
        {
            _out.Write("\"effort\":"u8);
            _out.WriteString(effort);
            _out.Write(summary ? ","u8 : default);
        }

        _out.Write(summary ? "\"summary\":\"auto\"}"u8 : "}"u8);
    }

    private void WriteCaching()
    {
        if (_profile.PromptCacheKey && _translation.AffinityKey is { Length: > 0 } key && Member("prompt_cache_key"))
        {
            _out.WriteString(key.Length <= MaxCacheKey ? key : key[..MaxCacheKey]);
        }

        if (_profile.CacheRetention && AsksForAnHour() && Member("prompt_cache_retention"))
        {
            _out.Write("\"24h\""u8);
        }
    }

    private bool AsksForAnHour()
    {
        foreach (ref readonly var block in _request.Blocks)
        {
            if (!block.CacheControl.IsAbsent && _request[block.CacheControl].IndexOf("\"1h\""u8) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private bool TellsFormatInWords =>
        !_request.OutputSchema.IsEmpty && !(_profile.JsonSchemaFormat && _translation.Model.StructuredOutput && !_translation.Omits("text"));

    private void WriteFormat()
    {
        if (_request.OutputSchema.IsEmpty)
        {
            return;
        }

        if (TellsFormatInWords || !Member("text"))
        {
            Lose(LossKind.OutputFormat, LossEffect.Remapped, "output_config.format");
            return;
        }

        var schema = _request[_request.OutputSchema];
        _out.Write("{\"format\":{\"type\":\"json_schema\",\"name\":\"answer\",\"schema\":"u8);
        _out.Write(schema);
        _out.Write(StrictSchema.Accepts(schema) ? ",\"strict\":true}}"u8 : ",\"strict\":false}}"u8);
    }
}
