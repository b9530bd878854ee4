using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.AnthropicMessages;

internal ref partial struct RequestReader
{
    private bool ReadTopLevel(Slice name, ref bool sawMessages)
    {
        var text = _json.Slice(name.Start, name.Length);
        switch (text.Length)
        {
            case 5 when text.SequenceEqual("model"u8):
                var model = _request.Model;
                var ok = ReadString(ref model, "model");
                _request.Model = model;
                return ok;
            case 8 when text.SequenceEqual("messages"u8):
                if (sawMessages)
                {
                    return Problem("messages", "is given twice; send it once");
                }

                sawMessages = true;
                return ReadMessages() || In("messages");
            case 6 when text.SequenceEqual("system"u8):
                return ReadSystem() || In("system");
            case 5 when text.SequenceEqual("tools"u8):
                return ReadTools() || In("tools");
            case 10 when text.SequenceEqual("max_tokens"u8):
                var maxTokens = _request.MaxTokens;
                ok = ReadCount(ref maxTokens, "max_tokens");
                _request.MaxTokens = maxTokens;
                return ok;
            case 6 when text.SequenceEqual("stream"u8):
                var stream = _request.Stream;
                ok = ReadBoolean(ref stream, "stream");
                _request.Stream = stream;
                return ok;
            case 11 when text.SequenceEqual("tool_choice"u8):
                return ReadToolChoice() || In("tool_choice");
            case 8 when text.SequenceEqual("thinking"u8):
                return ReadThinking() || In("thinking");
            case 8 when text.SequenceEqual("metadata"u8):
                return ReadMetadata() || In("metadata");
            case 13 when text.SequenceEqual("output_config"u8):
                return ReadOutputConfig() || In("output_config");
            case 13 when text.SequenceEqual("output_format"u8):
                var format = _request.OutputFormatRaw;
                ok = ReadRaw(ref format, JsonKind.Object, "output_format", "expected an object");
                _request.OutputFormatRaw = format;
                return ok && ReadFormat(format, "output_format");
            case 14 when text.SequenceEqual("stop_sequences"u8):
                return ReadStopSequences() || In("stop_sequences");
            default:
                return ReadOther(name, text);
        }
    }

    private bool ReadOther(Slice name, ReadOnlySpan<byte> text)
    {
        Slice value;
        bool ok;
        if (text.SequenceEqual("temperature"u8))
        {
            value = _request.Temperature;
            ok = ReadRaw(ref value, JsonKind.Number, "temperature", "expected a number");
            _request.Temperature = value;
        }
        else if (text.SequenceEqual("top_p"u8))
        {
            value = _request.TopP;
            ok = ReadRaw(ref value, JsonKind.Number, "top_p", "expected a number");
            _request.TopP = value;
        }
        else if (text.SequenceEqual("top_k"u8))
        {
            value = _request.TopK;
            ok = ReadRaw(ref value, JsonKind.Number, "top_k", "expected a number");
            _request.TopK = value;
        }
        else if (text.SequenceEqual("safeguards"u8))
        {
            value = _request.Safeguards;
            ok = ReadRaw(ref value, JsonKind.Array, "safeguards", "expected an array");
            _request.Safeguards = value;
        }
        else if (text.SequenceEqual("anthropic_beta"u8))
        {
            value = _request.BetasRaw;
            ok = ReadRaw(ref value, JsonKind.Array, "anthropic_beta", "expected an array of strings");
            _request.BetasRaw = value;
        }
        else
        {
            value = _cursor.ReadValue();
            ok = !_cursor.Failed && IsPlainName(name);
            // The version of a cloud's envelope is none of the request's.
            if (ok && !text.SequenceEqual("anthropic_version"u8))
            {
                _request.AddUnknown(name, value);
            }
        }

        return ok;
    }

    private bool ReadMetadata()
    {
        if (!Once(_request.MetadataRaw, string.Empty) || !EnterOptional(out var start))
        {
            return false;
        }

        if (start < 0)
        {
            return true;
        }

        var userId = default(Slice);
        while (_cursor.NextMember(out Slice name))
        {
            if (!(Is(name, "user_id"u8) ? ReadString(ref userId, "user_id") : SkipMember(name)))
            {
                return false;
            }
        }

        _request.UserId = userId;
        _request.MetadataRaw = Since(start);
        return !_cursor.Failed;
    }

    private bool ReadOutputConfig()
    {
        if (!Once(_request.OutputConfigRaw, string.Empty) || !EnterOptional(out var start))
        {
            return false;
        }

        if (start < 0)
        {
            return true;
        }

        var effort = default(Slice);
        var format = default(Slice);
        while (_cursor.NextMember(out Slice name))
        {
            var ok =
                Is(name, "effort"u8) ? ReadString(ref effort, "effort")
                : Is(name, "format"u8) ? ReadRaw(ref format, JsonKind.Object, "format", "expected an object") && ReadFormat(format, "format")
                : SkipMember(name);
            if (!ok)
            {
                return false;
            }
        }

        _request.Effort = effort;
        _request.OutputConfigRaw = Since(start);
        return !_cursor.Failed;
    }

    // The schema of `{"type":"json_schema","schema":{…}}`; other formats have none.
    private bool ReadFormat(Slice format, string where)
    {
        if (format.IsAbsent)
        {
            return true;
        }

        var cursor = new JsonCursor(_json, format.Start, format.End);
        cursor.EnterObject();
        while (cursor.NextMember(out Slice name))
        {
            var value = cursor.ReadValue();
            if (!Is(name, "schema"u8))
            {
                continue;
            }

            if (value.IsAbsent || _json[value.Start] is not ((byte)'{' or (byte)'t' or (byte)'f'))
            {
                return cursor.Failed ? _cursor.Fail() || In(where) : Problem("schema", "expected a JSON Schema object") || In(where);
            }

            _request.OutputSchema = value;
        }

        return !cursor.Failed || _cursor.Fail() || In(where);
    }

    private bool ReadStopSequences()
    {
        if (_cursor.Peek() == JsonKind.Null)
        {
            return Skip(string.Empty);
        }

        if (_cursor.Peek() != JsonKind.Array)
        {
            return WrongKind(string.Empty, "expected an array of strings");
        }

        if (_request.StopSequences.Length > 0)
        {
            return Problem(string.Empty, "is given twice; send it once");
        }

        _cursor.EnterArray();
        for (var i = 0; _cursor.NextElement(); i++)
        {
            if (_cursor.Peek() != JsonKind.String)
            {
                return WrongKind(string.Empty, "expected a string") || In(i);
            }

            _request.AddStopSequence(_cursor.ReadString());
        }

        return !_cursor.Failed;
    }

    // Enters an object and says where it begins; null counts as absent (start -1).
    private bool EnterOptional(out int start)
    {
        start = -1;
        switch (_cursor.Peek())
        {
            case JsonKind.Null:
                return Skip(string.Empty);
            case JsonKind.Object:
                start = _cursor.Position;
                return _cursor.EnterObject();
            default:
                return WrongKind(string.Empty, "expected an object");
        }
    }

    private readonly Slice Since(int start) => new(start, _cursor.Position - start);
}
