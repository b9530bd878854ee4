using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.OpenAiChat;

namespace Dragoman.Dialects.OpenAiResponses;

// The walk over the conversation.
internal sealed partial class RequestWriter
{
    private readonly CallResults _calls = new();
    private readonly ToolCallIds _ids = new();
    private Last _last;
    private bool _hasItem;
    private bool _isOpen;
    private bool _marks;

    private void WriteInput()
    {
        _calls.Reset(_request);
        _ids.Reset();
        _last = Last.Nothing;
        _hasItem = _isOpen = false;
        _marks = _profile.CacheBreakpoints && HasMarkedHead() && !_translation.Omits("input.content.prompt_cache_breakpoint");
        WriteInstructions();
        _out.Write(",\"input\":["u8);
        if (_marks)
        {
            WriteHeadItem();
        }

        var messages = _request.Messages;
        for (var i = 0; i < messages.Length; i++)
        {
            switch (messages[i].Role)
            {
                case Role.Assistant:
                    WriteAssistantTurn(i);
                    break;
                case Role.System:
                    WriteMidSystem(i);
                    break;
                default:
                    WriteUser(messages[i]);
                    break;
            }
        }

        WriteTail();
        _out.Write((byte)']');
    }

    // The head as one string (H-021); where parts of it are marked for the cache it is an item of its own instead.
    private void WriteInstructions()
    {
        var start = _out.Length;
        _out.Write(",\"instructions\":\""u8);
        var any = false;
        if (!_marks)
        {
            var blocks = _request.Blocks;
            for (var i = _request.SystemFirst; i < _request.SystemEnd; i += blocks[i].Span)
            {
                var text = HeadText(i);
                LoseCacheHint(blocks[i].CacheControl, isMarked: false);
                if (!text.IsAbsent)
                {
                    _out.Write(any ? "\\n\\n"u8 : default);
                    any = true;
                    WriteText(text);
                }
            }
        }

        any |= WriteFormatWords(any);
        if (!any && _profile.NeedsInstructions)
        {
            any = true;
            _out.Write("Follow the conversation."u8);
        }

        if (!any)
        {
            _out.Truncate(start);
            return;
        }

        _out.Write((byte)'"');
    }

    private bool WriteFormatWords(bool any)
    {
        if (!TellsFormatInWords)
        {
            return false;
        }

        _out.Write(any ? "\\n\\n"u8 : default);
        _out.Write("Answer with one JSON value and nothing else. It must match this JSON Schema:\\n"u8);
        _words.Nested(_request[_request.OutputSchema], _out);
        return true;
    }

    private void WriteHeadItem()
    {
        OpenMessage("developer"u8);
        var blocks = _request.Blocks;
        for (var i = _request.SystemFirst; i < _request.SystemEnd; i += blocks[i].Span)
        {
            var text = HeadText(i);
            if (text.IsAbsent)
            {
                continue;
            }

            OpenPart();
            WriteText(text);
            _out.Write((byte)'"');
            if (!blocks[i].CacheControl.IsAbsent)
            {
                // Marks of the head stay where they are from turn to turn. Those of the messages move, which would change what was sent
                // before; the host marks the end of the conversation by itself.
                _out.Write(",\"prompt_cache_breakpoint\":{\"mode\":\"explicit\"}"u8);
                Lose(LossKind.CacheHint, LossEffect.Remapped, "cache_control");
            }

            _out.Write((byte)'}');
        }

        CloseMessage();
        _last = Last.Head;
    }

    private bool HasMarkedHead()
    {
        var blocks = _request.Blocks;
        for (var i = _request.SystemFirst; i < _request.SystemEnd; i += blocks[i].Span)
        {
            if (!blocks[i].CacheControl.IsAbsent && blocks[i].Kind == BlockKind.Text && !EscapedText.IsBlank(_request[blocks[i].Text]))
            {
                return true;
            }
        }

        return false;
    }

    // Absent where there is nothing to say. The attribution is noise that changes from turn to turn; only in front of everything
    // else is it the client's own (H-018).
    private Slice HeadText(int index)
    {
        ref readonly var block = ref _request.Blocks[index];
        if (block.Kind != BlockKind.Text)
        {
            Lose(LossKind.UnknownBlock, LossEffect.Dropped, "system[]");
            return default;
        }

        var text = index == _request.SystemFirst ? Attribution.Without(_request, block.Text, _translation.Losses) : block.Text;
        return EscapedText.IsBlank(_request[text]) ? default : text;
    }

    // In place, under the role that the host has for it (H-027).
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
        var hadItem = _hasItem;
        OpenMessage("developer"u8);
        OpenPart();
        var start = _out.Length;
        var blocks = _request.Blocks;
        for (var i = message.First; i < message.End; i += blocks[i].Span)
        {
            var before = _out.Length;
            _out.Write(before > start ? "\\n\\n"u8 : default);
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
            _hasItem = hadItem;
            _isOpen = false;
            return;
        }

        _out.Write("\"}"u8);
        CloseMessage();
        _last = Last.Instruction;
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
        if (_last is Last.Nothing or Last.Head)
        {
            WriteUserText("(no content)"u8);
        }
        else if (_last == Last.Assistant)
        {
            // The host answers; it does not go on with what it said itself (H-036).
            WriteUserText("Continue."u8);
        }
    }

    private void WriteUserText(ReadOnlySpan<byte> text)
    {
        OpenMessage("user"u8);
        OpenPart();
        _out.Write(text);
        _out.Write("\"}"u8);
        CloseMessage();
        _last = Last.User;
    }

    private void OpenItem()
    {
        _out.Write(_hasItem ? ","u8 : default);
        _hasItem = true;
    }

    private void OpenMessage(ReadOnlySpan<byte> role)
    {
        OpenItem();
        _out.Write("{\"type\":\"message\",\"role\":\""u8);
        _out.Write(role);
        _out.Write("\",\"content\":["u8);
        _isOpen = true;
    }

    // A text part, up to where its text begins (H-359).
    private void OpenPart() =>
        _out.Write(_out.Written[^1] == '[' ? "{\"type\":\"input_text\",\"text\":\""u8 : ",{\"type\":\"input_text\",\"text\":\""u8);

    private void CloseMessage()
    {
        _isOpen = false;
        _out.Write("]}"u8);
    }

    private enum Last : byte
    {
        Nothing,
        Head,
        Instruction,
        User,
        Assistant,
        Result,
    }
}
