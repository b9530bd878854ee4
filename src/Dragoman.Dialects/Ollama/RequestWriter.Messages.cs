using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Ollama;

// The walk over the conversation. Content is one text, images stand beside it.
internal sealed partial class RequestWriter
{
    private readonly List<int> _images = new(8);
    private int _attached;

    private void WriteMessages()
    {
        Member("messages"u8);
        _out.Write((byte)'[');
        WriteHead();
        var messages = _request.Messages;
        for (var i = 0; i < messages.Length;)
        {
            switch (messages[i].Role)
            {
                case Role.Assistant:
                    WriteAssistantTurn(i++);
                    break;
                case Role.System:
                    WriteMidSystem(i++);
                    break;
                default:
                    WriteUser(messages[i++]);
                    break;
            }
        }

        FlushImages();
        WriteTail();
        _out.Write((byte)']');
    }

    // One message at the head, or none where there is nothing to say (H-021, H-022).
    private void WriteHead()
    {
        var mark = _out.Length;
        _out.Write("{\"role\":\"system\",\"content\":\""u8);
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
            if (!EscapedText.IsBlank(_request[text]))
            {
                Between(start);
                _words.Text(_request[text], _out);
            }
        }

        if (TellsFormatInWords)
        {
            Between(start);
            _out.Write("Answer with one JSON value and nothing else. It must match this JSON Schema:\\n"u8);
            _words.Nested(_request[_request.OutputSchema], _out);
        }

        if (_out.Length == start)
        {
            _out.Truncate(mark);
            return;
        }

        _out.Write("\"}"u8);
    }

    private void Between(int start)
    {
        if (_out.Length > start)
        {
            _out.Write("\\n\\n"u8);
        }
    }

    // What is left of a user message once its results were given to the calls in front of it (H-076, H-084).
    private void WriteUser(in Message message)
    {
        var mark = _out.Length;
        Separate();
        _out.Write("{\"role\":\"user\",\"content\":\""u8);
        var start = _out.Length;
        var hasResults = WriteUserText(message.First, message.End, start);
        if (_out.Length == start && _images.Count == 0)
        {
            if (hasResults)
            {
                _out.Truncate(mark);
                return;
            }

            // A blank prompt still has its place, as the model is to answer it (H-041).
            _out.Write("(no content)"u8);
        }

        _out.Write((byte)'"');
        WriteImages();
        _out.Write((byte)'}');
    }

    private bool WriteUserText(int first, int end, int start)
    {
        var hasResults = false;
        var blocks = _request.Blocks;
        for (var i = first; i < end; i += blocks[i].Span)
        {
            if (blocks[i].Kind == BlockKind.ToolResult && _results.IsTaken(i))
            {
                hasResults = true;
                continue;
            }

            if (blocks[i].Kind == BlockKind.Image && SendsImage(blocks[i]))
            {
                _images.Add(i);
                continue;
            }

            var before = _out.Length;
            Between(start);
            var from = _out.Length;
            if (blocks[i].Kind == BlockKind.ToolResult)
            {
                WriteOrphan(i);
            }
            else if (blocks[i].Kind == BlockKind.Document && blocks[i].Source == SourceKind.Content)
            {
                WriteUserText(i + 1, i + blocks[i].Span, from);
            }
            else
            {
                _words.Append(blocks[i], i, _out);
            }

            if (EscapedText.IsBlank(_out.Written[from..]))
            {
                _out.Truncate(before);
            }
        }

        return hasResults;
    }

    // A result whose call is not in the conversation any more (H-086).
    private void WriteOrphan(int index)
    {
        Lose(LossKind.ToolPairing, LossEffect.Remapped, "messages[].content[]");
        _out.Write("[result of earlier tool call "u8);
        _words.Text(_request[_request.Blocks[index].Id], _out);
        _out.Write("] "u8);
        AppendResult(index);
    }

    private bool SendsImage(in Block block) => block.Source == SourceKind.Base64 && _translation.Model.Vision;

    private void WriteImages()
    {
        if (_images.Count == 0)
        {
            return;
        }

        _out.Write(",\"images\":["u8);
        foreach (var index in _images)
        {
            Separate();
            _out.WriteEscaped(_request[_request.Blocks[index].Data]);
        }

        _out.Write((byte)']');
        _images.Clear();
        _attached = 0;
    }

    // Images of results that no user message followed.
    private void FlushImages()
    {
        if (_images.Count == 0)
        {
            return;
        }

        Separate();
        _out.Write("{\"role\":\"user\",\"content\":\"(images of the tool results)\""u8);
        WriteImages();
        _out.Write((byte)'}');
    }

    // Kept in its place: hoisted to the head it would make the whole prompt new (H-027, H-468).
    private void WriteMidSystem(int index)
    {
        ref readonly var message = ref _request.Messages[index];
        if (message.ClearsAtNextUser && HasUserAfter(index))
        {
            // It was said to hold only until then (H-034); leaving it out changes the prefix, as the client asked for.
            Lose(LossKind.MidSystem, LossEffect.Dropped, "messages[]");
            return;
        }

        var mark = _out.Length;
        Separate();
        _out.Write("{\"role\":\"user\",\"content\":\"<system-reminder>\\n"u8);
        var start = _out.Length;
        var blocks = _request.Blocks;
        for (var i = message.First; i < message.End; i += blocks[i].Span)
        {
            var before = _out.Length;
            Between(start);
            var from = _out.Length;
            _words.Append(blocks[i], i, _out);
            if (_out.Length == from)
            {
                _out.Truncate(before);
            }
        }

        if (_out.Length == start)
        {
            _out.Truncate(mark);
            return;
        }

        Lose(LossKind.MidSystem, LossEffect.Remapped, "messages[]");
        _out.Write("\\n</system-reminder>\"}"u8);
    }

    private bool HasUserAfter(int index)
    {
        foreach (ref readonly var message in _request.Messages[(index + 1)..])
        {
            if (message.Role == Role.User)
            {
                return true;
            }
        }

        return false;
    }

    private void WriteTail()
    {
        if (_hint != ToolHint.None)
        {
            Separate();
            _out.Write(_hint == ToolHint.AnyTool
                ? "{\"role\":\"user\",\"content\":\"<system-reminder>\\nAnswer with a tool call."u8
                : "{\"role\":\"user\",\"content\":\"<system-reminder>\\nAnswer with a call of the tool "u8);
            if (_hint == ToolHint.NamedTool)
            {
                _words.ToolName(_request.ToolChoice.Name, _out);
                _out.Write((byte)'.');
            }

            _out.Write("\\n</system-reminder>\"}"u8);
        }

        var messages = _request.Messages;
        if (messages.Length == 0 || _out.Written[^1] == '[')
        {
            Separate();
            _out.Write("{\"role\":\"user\",\"content\":\"(no content)\"}"u8);
        }
    }
}
