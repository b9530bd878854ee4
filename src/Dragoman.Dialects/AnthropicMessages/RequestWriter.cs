using System.Text;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.AnthropicMessages;

/// <summary>
/// Writes a request for an upstream that speaks the Messages API. What came in this dialect is given back byte for byte; what came in
/// another is built by the rules of the API. The settings come first and the messages last, so that a conversation that grew by
/// appending is written as a longer form of the same bytes.
/// </summary>
internal readonly ref partial struct RequestWriter
{
    private const long DefaultMaxTokens = 4096;
    private const long SmallestThinkingBudget = 1024;

    private readonly Translation _translation;
    private readonly ConversationRequest _request;
    private readonly ByteWriter _output;

    private RequestWriter(Translation translation, ByteWriter output)
    {
        _translation = translation;
        _request = translation.Request;
        _output = output;
    }

    /// <summary>Writes the whole body.</summary>
    public static void Write(Translation translation, ByteWriter output) => new RequestWriter(translation, output).Write();

    private void Write()
    {
        var maxTokens = MaxTokens();
        var losesThinking = LosesLeadingThinking();
        _output.Write("{\"model\":"u8);
        _output.WriteString(Encoding.UTF8.GetBytes(_translation.Model.Id));
        _output.Write(",\"max_tokens\":"u8);
        _output.WriteNumber(maxTokens);
        if (_request.Stream)
        {
            _output.Write(",\"stream\":true"u8);
        }

        WriteRaw(",\"temperature\":"u8, _request.Temperature);
        WriteRaw(",\"top_p\":"u8, _request.TopP);
        WriteRaw(",\"top_k\":"u8, _request.TopK);
        WriteStopSequences();
        var keepsThinking = WriteThinking(maxTokens, losesThinking);
        WriteOutput();
        WriteMetadata();
        WriteRaw(",\"safeguards\":"u8, _request.Safeguards);
        WriteUnknown(keepsThinking);
        WriteToolChoice();
        WriteTools();
        WriteSystem();
        _output.Write(",\"messages\":"u8);
        WriteMessages();
        _output.Write((byte)'}');
    }

    private void WriteRaw(ReadOnlySpan<byte> name, Slice value)
    {
        if (!value.IsAbsent)
        {
            _output.Write(name);
            _output.Write(_request[value]);
        }
    }

    // More than the model can give is refused, and the client does not find out by itself (H-149).
    private long MaxTokens()
    {
        var most = _translation.Model.MaxOutputTokens;
        var asked = _request.MaxTokens ?? most ?? DefaultMaxTokens;
        if (most is null || asked <= most)
        {
            return asked;
        }

        _translation.Losses.Add(LossKind.MaxTokens, LossEffect.Remapped, "max_tokens");
        return most.Value;
    }

    private void WriteStopSequences()
    {
        var any = false;
        foreach (var sequence in _request.StopSequences)
        {
            if (IsBlank(_request[sequence]))
            {
                _translation.Losses.Add(LossKind.StopSequence, LossEffect.Dropped, "stop_sequences");
                continue;
            }

            _output.Write(any ? ","u8 : ",\"stop_sequences\":["u8);
            _output.WriteEscaped(_request[sequence]);
            any = true;
        }

        if (any)
        {
            _output.Write((byte)']');
        }
    }

    private void WriteOutput()
    {
        WriteRaw(",\"output_format\":"u8, _request.OutputFormatRaw);
        if (!_request.OutputConfigRaw.IsAbsent)
        {
            WriteRaw(",\"output_config\":"u8, _request.OutputConfigRaw);
            return;
        }

        var hasFormat = !_request.OutputSchema.IsAbsent && _request.OutputFormatRaw.IsAbsent;
        if (_request.Effort.IsEmpty && !hasFormat)
        {
            return;
        }

        _output.Write(",\"output_config\":{"u8);
        if (!_request.Effort.IsEmpty)
        {
            _output.Write("\"effort\":"u8);
            _output.WriteEscaped(_request[_request.Effort]);
        }

        if (hasFormat)
        {
            _output.Write(_request.Effort.IsEmpty ? "\"format\":{\"type\":\"json_schema\",\"schema\":"u8 : ",\"format\":{\"type\":\"json_schema\",\"schema\":"u8);
            _output.Write(_request[_request.OutputSchema]);
            _output.Write((byte)'}');
        }

        _output.Write((byte)'}');
    }

    private void WriteMetadata()
    {
        if (!_request.MetadataRaw.IsAbsent)
        {
            WriteRaw(",\"metadata\":"u8, _request.MetadataRaw);
        }
        else if (!_request.UserId.IsEmpty)
        {
            _output.Write(",\"metadata\":{\"user_id\":"u8);
            _output.WriteEscaped(_request[_request.UserId]);
            _output.Write((byte)'}');
        }
    }

    // Members of a request in another dialect mean nothing here.
    private void WriteUnknown(bool keepsThinking)
    {
        foreach (var member in _request.Unknown)
        {
            if (!IsOwn)
            {
                _translation.Losses.Add(LossKind.UnknownMember, LossEffect.Dropped, Encoding.UTF8.GetString(_request[member.Name]));
                continue;
            }

            if (!keepsThinking && _request[member.Name].SequenceEqual("context_management"u8))
            {
                WriteContextManagement(_request[member.Value]);
                continue;
            }

            _output.Write((byte)',');
            _output.WriteEscaped(_request[member.Name]);
            _output.Write((byte)':');
            _output.Write(_request[member.Value]);
        }
    }

    // An edit that clears thinking is refused where there is none (H-095).
    private void WriteContextManagement(ReadOnlySpan<byte> raw)
    {
        var mark = _output.Length;
        _output.Write(",\"context_management\":"u8);
        var copy = new Passthrough.SpliceCopy(raw, _output);
        if (Passthrough.ClearThinking.Keep(raw, new Slice(0, raw.Length), ref copy))
        {
            copy.Finish();
        }
        else
        {
            _output.Truncate(mark);
        }
    }

    // True when the request came in this dialect: its raw parts may be given back.
    private bool IsOwn => _request.RawDialect == AnthropicMessagesDialect.DialectName;

    private static bool IsBlank(ReadOnlySpan<byte> escaped)
    {
        while (!escaped.IsEmpty)
        {
            if (escaped[0] is (byte)' ' or (byte)'\t')
            {
                escaped = escaped[1..];
            }
            else if (escaped.Length > 1 && escaped[0] == '\\' && escaped[1] is (byte)'n' or (byte)'t' or (byte)'r' or (byte)'f')
            {
                escaped = escaped[2..];
            }
            else
            {
                return false;
            }
        }

        return true;
    }
}
