using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.AnthropicMessages;

internal sealed partial class AnswerWriter
{
    // Writes the open block behind the others: its start, with what the deltas brought in the places they belong to.
    private void CloseBlock()
    {
        if (!_isOpen)
        {
            return;
        }

        _isOpen = false;
        // A dialect that opens eagerly leaves no empty block behind (H-277); an Anthropic upstream's own stays.
        var isOwn = _message.Length > 0;
        if (!isOwn && _openKind is BlockKind.Text or BlockKind.Thinking && _text.Length == 0 && _signature.Length == 0)
        {
            return;
        }

        _state.Count(_openKind);
        if (_content.Length > 0)
        {
            _content.Write((byte)',');
        }

        var any = false;
        var seen = Seen.None;
        var cursor = new JsonCursor(_start.Written);
        _content.Write((byte)'{');
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            var value = cursor.ReadValue();
            RawObject.WriteName(name, ref any, _content);
            WriteMember(name, _start.Written[value.Start..value.End], ref seen);
        }

        WriteMissing(seen, ref any);
        _content.Write((byte)'}');
    }

    private void WriteMember(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, ref Seen seen)
    {
        if (_openKind == BlockKind.Text && name.SequenceEqual("text"u8))
        {
            seen |= Seen.Text;
            WriteJoined(value, _text.Written);
        }
        else if (_openKind == BlockKind.Text && name.SequenceEqual("citations"u8) && _citations.Length > 0)
        {
            seen |= Seen.Citations;
            WriteCitations(value);
        }
        else if (_openKind == BlockKind.Thinking && name.SequenceEqual("thinking"u8))
        {
            seen |= Seen.Text;
            WriteJoined(value, _text.Written);
        }
        else if (_openKind == BlockKind.Thinking && name.SequenceEqual("signature"u8))
        {
            seen |= Seen.Signature;
            WriteJoined(value, _signature.Written);
        }
        else if (name.SequenceEqual("input"u8) && _input.Length > 0)
        {
            WriteInput();
        }
        else
        {
            _content.Write(value);
        }
    }

    private void WriteMissing(Seen seen, ref bool any)
    {
        if (_openKind is BlockKind.Text or BlockKind.Thinking && !seen.HasFlag(Seen.Text))
        {
            RawObject.WriteName(_openKind == BlockKind.Text ? "text"u8 : "thinking"u8, ref any, _content);
            _content.WriteEscaped(_text.Written);
        }

        if (_openKind == BlockKind.Thinking && !seen.HasFlag(Seen.Signature))
        {
            RawObject.WriteName("signature"u8, ref any, _content);
            _content.WriteEscaped(_signature.Written);
        }

        if (_openKind == BlockKind.Text && _citations.Length > 0 && !seen.HasFlag(Seen.Citations))
        {
            RawObject.WriteName("citations"u8, ref any, _content);
            WriteCitations(default);
        }
    }

    private void WriteJoined(ReadOnlySpan<byte> startValue, ReadOnlySpan<byte> added)
    {
        _content.Write((byte)'"');
        if (startValue.Length > 2 && startValue[0] == '"')
        {
            _content.Write(startValue[1..^1]);
        }

        _content.Write(added);
        _content.Write((byte)'"');
    }

    private void WriteCitations(ReadOnlySpan<byte> startValue)
    {
        _content.Write((byte)'[');
        var cursor = new JsonCursor(startValue);
        if (cursor.Peek() == JsonKind.Array)
        {
            cursor.EnterArray();
            while (cursor.NextElement())
            {
                var value = cursor.ReadValue();
                _content.Write(startValue[value.Start..value.End]);
                _content.Write((byte)',');
            }
        }

        _content.Write(_citations.Written);
        _content.Write((byte)']');
    }

    // The deltas spell a JSON text. Where it was cut off it cannot stand in the answer as JSON; the CLI knows this form of it and
    // lets the model try again (H-220).
    private void WriteInput()
    {
        using var plain = new ByteWriter(_input.Length);
        JsonStrings.Unescape(_input.Written, plain);
        if (RawObject.IsJson(plain.Written))
        {
            _content.Write(plain.Written);
            return;
        }

        _content.Write("{\"__unparsedToolInput\":{\"raw\":"u8);
        _content.WriteEscaped(_input.Written);
        _content.Write(",\"len\":"u8);
        _content.WriteNumber(plain.Length);
        _content.Write("}}"u8);
    }

    [Flags]
    private enum Seen
    {
        None = 0,
        Text = 1,
        Signature = 2,
        Citations = 4,
    }
}
