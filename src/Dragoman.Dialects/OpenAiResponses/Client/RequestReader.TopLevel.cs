using System.Text;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.OpenAiChat.Client;

namespace Dragoman.Dialects.OpenAiResponses.Client;

internal ref partial struct RequestReader
{
    private bool ReadTopLevel(ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("input"u8))
        {
            return HoldInput();
        }

        if (name.SequenceEqual("instructions"u8))
        {
            return _in.Cursor.Peek() == JsonKind.Array
                ? _in.Problem("instructions", "expected a string")
                : _in.ReadString(ref _instructions, "instructions");
        }

        if (name.SequenceEqual("tools"u8))
        {
            return ReadTools() || _in.In("tools");
        }

        if (name.SequenceEqual("tool_choice"u8))
        {
            return ReadToolChoice() || _in.In("tool_choice");
        }

        if (name.SequenceEqual("reasoning"u8))
        {
            return ReadReasoning() || _in.In("reasoning");
        }

        if (name.SequenceEqual("text"u8))
        {
            return ReadText() || _in.In("text");
        }

        return Refers(name, out var why) ? _in.Problem(Encoding.ASCII.GetString(name), why) : ReadSetting(name);
    }

    // Members that name something which a host would have kept.
    private bool Refers(ReadOnlySpan<byte> name, out string why)
    {
        why = "this gateway keeps no responses; send the whole conversation in input instead";
        var kind = _in.Cursor.Peek();
        if (name.SequenceEqual("previous_response_id"u8) || name.SequenceEqual("conversation"u8))
        {
            return kind != JsonKind.Null;
        }

        if (name.SequenceEqual("prompt"u8))
        {
            why = "this gateway keeps no prompts; send the prompt's text instead";
            return kind != JsonKind.Null;
        }

        why = "this gateway answers at once only; leave it out";
        return name.SequenceEqual("background"u8) && kind == JsonKind.True;
    }

    private bool HoldInput()
    {
        if (!_in.Once(_input, "input"))
        {
            return false;
        }

        if (_in.Cursor.Peek() is not (JsonKind.String or JsonKind.Array))
        {
            return _in.WrongKind("input", "expected a string or an array of items");
        }

        _inputAt = _in.Cursor;
        _input = _in.Cursor.ReadValue();
        return !_in.Cursor.Failed || _in.In("input");
    }

    private bool ReadSetting(ReadOnlySpan<byte> name)
    {
        var ok = CommonMembers.ReadSetting(ref _in, _request, name, out var isKnown);
        return isKnown ? ok
            : name.SequenceEqual("max_output_tokens"u8) ? CommonMembers.ReadMaxTokens(ref _in, _request, "max_output_tokens")
            : KeepUnknown();
    }

    // What only the target can judge: store, include, metadata, prompt_cache_key, truncation, future ones.
    private bool KeepUnknown()
    {
        var name = _in.Name;
        var value = _in.Cursor.ReadValue();
        if (_in.Cursor.Failed)
        {
            return false;
        }

        // What asks for nothing that is not so anyway is no loss.
        var isMoot = Is(value, "null"u8) || Is(value, "false"u8) || Is(name, "include"u8) || Is(name, "store"u8) || Is(name, "prompt_cache_key"u8)
            || Is(value, "{}"u8) || Is(value, "[]"u8);
        if (!isMoot)
        {
            _request.AddUnknown(name, value);
        }

        return true;
    }

    // An effort asks for thinking; `none` asks for none. Thoughts are shown to who asks for a summary.
    private bool ReadReasoning()
    {
        if (!_in.Once(_reasoning, string.Empty))
        {
            return false;
        }

        var start = _in.Cursor.Position;
        if (!_in.EnterOptional(out var entered) || !entered)
        {
            return !_in.IsOver;
        }

        var effort = default(Slice);
        var summary = default(Slice);
        while (_in.Next(out var name))
        {
            var ok = name.SequenceEqual("effort"u8) ? _in.ReadWord(ref effort, "effort")
                : name.SequenceEqual("summary"u8) ? _in.ReadWord(ref summary, "summary")
                : _in.Skip(string.Empty);
            if (!ok)
            {
                return false;
            }
        }

        _reasoning = _in.Since(start);
        CommonMembers.TakeEffort(_in, _request, effort);
        _request.Thinking.DisplayOmitted = summary.IsEmpty || Is(summary, "none"u8);
        return !_in.IsOver;
    }

    // Only a schema has a meaning everywhere; `json_object` and a verbosity are kept as the unknown members that they are to others.
    private bool ReadText()
    {
        if (!_in.Once(_text, string.Empty))
        {
            return false;
        }

        var member = _in.Name;
        var start = _in.Cursor.Position;
        if (!_in.EnterOptional(out var entered) || !entered)
        {
            return !_in.IsOver;
        }

        var isKept = false;
        while (_in.Next(out var name))
        {
            if (name.SequenceEqual("format"u8))
            {
                if (!ReadFormat(ref isKept))
                {
                    return _in.In("format");
                }
            }
            else
            {
                isKept = true;
                if (!_in.Skip(string.Empty))
                {
                    return false;
                }
            }
        }

        _text = _in.Since(start);
        if (isKept && !_in.IsOver)
        {
            _request.AddUnknown(member, _text);
        }

        return !_in.IsOver;
    }

    private bool ReadFormat(ref bool isKept)
    {
        if (!_in.EnterOptional(out var entered) || !entered)
        {
            return !_in.IsOver;
        }

        var type = default(Slice);
        var schema = default(Slice);
        while (_in.Next(out var name))
        {
            var ok = name.SequenceEqual("type"u8) ? _in.ReadWord(ref type, "type")
                : name.SequenceEqual("schema"u8) ? _in.ReadRaw(ref schema, JsonKind.Object, "schema", "expected a JSON Schema object")
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

        if (Is(type, "json_schema"u8))
        {
            _request.OutputSchema = schema;
            return !schema.IsAbsent || _in.Problem("schema", "expected a JSON Schema object");
        }

        isKept |= !Is(type, "text"u8);
        return !type.IsAbsent || _in.Problem("type", "expected \"text\", \"json_object\" or \"json_schema\"");
    }
}
