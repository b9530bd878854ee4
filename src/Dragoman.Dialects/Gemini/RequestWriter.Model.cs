using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Gemini;

// What the model said: parts in the order in which it said them (H-065, H-380).
internal sealed partial class RequestWriter
{
    private readonly CallResults _calls = new();
    private int _lastText;

    // Writes the run of answers at `first`, and the results of its calls.
    private int WriteModelTurn(int first)
    {
        var messages = _request.Messages;
        var end = first + 1;
        while (end < messages.Length && messages[end].Role == Role.Assistant)
        {
            end++;
        }

        if (_contents == 0)
        {
            // A conversation begins with its user (H-037).
            WritePlaceholder("(earlier messages are not shown)"u8);
        }

        _calls.Clear();
        _lastText = -1;
        ClearSignatures();
        var blocks = _request.Blocks;
        for (var i = messages[first].First; i < messages[end - 1].End; i += blocks[i].Span)
        {
            WriteModelBlock(blocks[i], i);
        }

        WriteResults(end);
        return end;
    }

    private void WriteModelBlock(in Block block, int index)
    {
        LoseCacheHint(block.CacheControl);
        switch (block.Kind)
        {
            case BlockKind.Text:
                if (!EscapedText.IsBlank(_request[block.Text]))
                {
                    OpenPart(Speaker.Model);
                    _out.Write("{\"text\":\""u8);
                    WriteText(block.Text);
                    if (_nextText.IsEmpty && _translation.Signatures is { } memory)
                    {
                        _nextText = Recall(memory, RememberedSignatures.KeyOfText(_translation, _request[block.Text]), PartState.NextText, PartState.PreviousText);
                    }

                    EndText();
                }

                break;
            case BlockKind.ToolUse:
                WriteCall(block, index);
                break;
            case BlockKind.Thinking:
                OpenThinking(block);
                break;
            case BlockKind.RedactedThinking:
                Lose(LossKind.Thinking, LossEffect.Dropped, "messages[].content[]");
                break;
            case BlockKind.ServerToolUse or BlockKind.ServerToolResult when _hasServerParts:
                // The provider's own parts were given back from the envelope in front of it.
                break;
            case BlockKind.Unknown or BlockKind.Fallback or BlockKind.ContainerUpload:
                // What only its own provider understands (H-040).
                Lose(LossKind.UnknownBlock, LossEffect.Dropped, "messages[].content[]");
                break;
            default:
                var start = _scratch.Length;
                AppendText(block, index, _scratch);
                if (_scratch.Length > start)
                {
                    OpenPart(Speaker.Model);
                    _out.Write("{\"text\":\""u8);
                    _out.Write(_scratch.Written[start..]);
                    EndText();
                }

                break;
        }
    }

    private void EndText()
    {
        _out.Write((byte)'"');
        WriteSignature(ref _nextText);
        _out.Write((byte)'}');
        _lastText = _out.Length;
    }

    private void WriteCall(in Block block, int index)
    {
        var id = _request[block.Id];
        _calls.Add(index, default);
        OpenPart(Speaker.Model);
        _out.Write("{\"functionCall\":{"u8);
        WriteId(id);
        _out.Write("\"name\":\""u8);
        WriteToolName(block.Name, _out);
        _out.Write("\",\"args\":"u8);
        WriteArguments(block.Input);
        _out.Write((byte)'}');
        WriteCallSignature(isFirst: _calls.Count == 1, block.Id);
        _out.Write((byte)'}');
    }

    // An id that the provider gave goes back; one that another or nobody gave says nothing to it (H-378, H-386).
    private void WriteId(ReadOnlySpan<byte> id)
    {
        if (SendsId(id))
        {
            _out.Write("\"id\":"u8);
            _out.WriteEscaped(id);
            _out.Write((byte)',');
        }
    }

    private bool SendsId(ReadOnlySpan<byte> id) =>
        _profile.CallIds && !id.StartsWith("toolu_"u8) && id.Length is > 0 and <= 128 && !_translation.Omits("id");

    // Always an object, in the order and spelling in which it came (H-066, H-067, H-348).
    private void WriteArguments(Slice input)
    {
        var raw = _request[input];
        if (raw.IsEmpty || raw.SequenceEqual("null"u8))
        {
            _out.Write("{}"u8);
            return;
        }

        if (raw[0] == '{')
        {
            _words.Text(raw, _out);
            return;
        }

        if (raw[0] == '"')
        {
            using var plain = new ByteWriter(raw.Length);
            JsonStrings.Unescape(raw[1..^1], plain);
            var cursor = new JsonCursor(plain.Written);
            if (cursor.Peek() == JsonKind.Object && !cursor.ReadValue().IsEmpty && cursor.AtEnd())
            {
                _words.Text(plain.Written.Trim(" \t\r\n"u8), _out);
                return;
            }
        }

        _out.Write("{\"value\":"u8);
        _words.Text(raw, _out);
        _out.Write((byte)'}');
    }
}
