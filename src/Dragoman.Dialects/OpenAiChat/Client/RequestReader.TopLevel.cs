using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.OpenAiChat.Client;

internal ref partial struct RequestReader
{
    private bool ReadTopLevel(ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("messages"u8))
        {
            return ReadMessages() || _in.In("messages");
        }

        if (name.SequenceEqual("tools"u8))
        {
            return ReadTools() || _in.In("tools");
        }

        if (name.SequenceEqual("tool_choice"u8))
        {
            return ReadToolChoice() || _in.In("tool_choice");
        }

        if (name.SequenceEqual("stop"u8))
        {
            return ReadStop() || _in.In("stop");
        }

        if (name.SequenceEqual("response_format"u8))
        {
            return ReadResponseFormat() || _in.In("response_format");
        }

        if (name.SequenceEqual("functions"u8) || name.SequenceEqual("function_call"u8))
        {
            return _in.Problem(System.Text.Encoding.ASCII.GetString(name), "is no longer supported; send tools and tool_choice");
        }

        return ReadSetting(name);
    }

    private bool ReadSetting(ReadOnlySpan<byte> name)
    {
        var ok = CommonMembers.ReadSetting(ref _in, _request, name, out var isKnown);
        if (isKnown)
        {
            return ok;
        }

        switch (name.Length)
        {
            case 10 when name.SequenceEqual("max_tokens"u8):
                return _in.ReadCount(ref _oldMaxTokens, "max_tokens");
            case 21 when name.SequenceEqual("max_completion_tokens"u8):
                return CommonMembers.ReadMaxTokens(ref _in, _request, "max_completion_tokens");
            case 5 when name.SequenceEqual("top_k"u8):
                var text = _request.TopK;
                ok = _in.ReadRaw(ref text, JsonKind.Number, "top_k", "expected a number");
                _request.TopK = text;
                return ok;
            case 16 when name.SequenceEqual("reasoning_effort"u8):
                return ReadEffort();
            default:
                return KeepUnknown();
        }
    }

    // Names and values that only the target can judge: n, seed, logit_bias, stream_options, prompt_cache_key, future ones.
    private bool KeepUnknown()
    {
        var name = _in.Name;
        var value = _in.Cursor.ReadValue();
        if (_in.Cursor.Failed)
        {
            return false;
        }

        _request.AddUnknown(name, value);
        return true;
    }

    private bool ReadEffort()
    {
        var effort = _request.Effort;
        if (!_in.ReadWord(ref effort, "reasoning_effort"))
        {
            return false;
        }

        CommonMembers.TakeEffort(_in, _request, effort);
        return true;
    }

    private bool ReadStop()
    {
        if (!_in.Once(_stop, string.Empty))
        {
            return false;
        }

        var start = _in.Cursor.Position;
        switch (_in.Cursor.Peek())
        {
            case JsonKind.Null:
                return _in.Skip(string.Empty);
            case JsonKind.String:
                _request.AddStopSequence(_in.Cursor.ReadString());
                break;
            case JsonKind.Array:
                _in.Cursor.EnterArray();
                for (var i = 0; _in.Cursor.NextElement(); i++)
                {
                    if (_in.Cursor.Peek() != JsonKind.String)
                    {
                        return _in.WrongKind(string.Empty, "expected a string") || _in.In(i);
                    }

                    _request.AddStopSequence(_in.Cursor.ReadString());
                }

                break;
            default:
                return _in.WrongKind(string.Empty, "expected a string or an array of strings");
        }

        _stop = _in.Since(start);
        return !_in.Cursor.Failed;
    }

    // Only a schema has a meaning everywhere; `json_object` is kept as the unknown member that it is to the others.
    private bool ReadResponseFormat()
    {
        var member = _in.Name;
        if (!_in.Once(_format, string.Empty) || !_in.EnterOptional(out var entered))
        {
            return false;
        }

        if (!entered)
        {
            return true;
        }

        var start = _in.Cursor.Position - 1;
        var type = default(Slice);
        var schema = default(Slice);
        while (_in.Next(out var name))
        {
            var ok = name.SequenceEqual("type"u8) ? _in.ReadWord(ref type, "type")
                : name.SequenceEqual("json_schema"u8) ? ReadNamedSchema(ref schema) || _in.In("json_schema")
                : _in.Skip(string.Empty);
            if (!ok)
            {
                return false;
            }
        }

        if (_in.IsOver)
        {
            return false;
        }

        _format = _in.Since(start);
        if (Is(type, "json_schema"u8))
        {
            _request.OutputSchema = schema;
            return !schema.IsAbsent || _in.Problem("json_schema.schema", "expected a JSON Schema object");
        }

        if (!Is(type, "text"u8))
        {
            _request.AddUnknown(member, _format);
        }

        return !type.IsAbsent || _in.Problem("type", "expected \"text\", \"json_object\" or \"json_schema\"");
    }

    private bool ReadNamedSchema(ref Slice schema)
    {
        if (!_in.EnterOptional(out var entered) || !entered)
        {
            return !_in.IsOver;
        }

        while (_in.Next(out var name))
        {
            if (!(name.SequenceEqual("schema"u8)
                ? _in.ReadRaw(ref schema, JsonKind.Object, "schema", "expected a JSON Schema object")
                : _in.Skip(string.Empty)))
            {
                return false;
            }
        }

        return !_in.IsOver;
    }
}
