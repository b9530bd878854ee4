using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Gemini;

// The walk over the conversation. A content is opened with its first part, so that none is ever empty (H-395), and goes on while the
// role stays the same (H-035); results of calls have a content of their own (H-377).
internal sealed partial class RequestWriter
{
    private static ReadOnlySpan<byte> AttributionMark => "x-anthropic-billing-header:"u8;

    private Speaker _speaker;
    private int _contents;

    private void WriteSystem()
    {
        var blocks = _request.Blocks;
        var any = false;
        for (var i = _request.SystemFirst; i < _request.SystemEnd; i += blocks[i].Span)
        {
            LoseCacheHint(blocks[i].CacheControl);
            if (blocks[i].Kind != BlockKind.Text)
            {
                Lose(LossKind.UnknownBlock, LossEffect.Dropped, "system[]");
                continue;
            }

            var text = i == _request.SystemFirst ? WithoutAttribution(blocks[i].Text) : blocks[i].Text;
            if (!EscapedText.IsBlank(_request[text]))
            {
                OpenSystemPart(ref any);
                WriteText(text);
                _out.Write("\"}"u8);
            }
        }

        if (TellsFormatInWords)
        {
            OpenSystemPart(ref any);
            _out.Write("Answer with one JSON value and nothing else. It must match this JSON Schema:\\n"u8);
            _words.Nested(_request[_request.OutputSchema], _out);
            _out.Write("\"}"u8);
        }

        if (any)
        {
            _out.Write("]}"u8);
        }
    }

    // Nothing is written where there is nothing to say (H-022).
    private void OpenSystemPart(ref bool any)
    {
        if (!any)
        {
            Member("systemInstruction"u8);
            _out.Write("{\"parts\":["u8);
        }

        _out.Write(any ? ",{\"text\":\""u8 : "{\"text\":\""u8);
        any = true;
    }

    // Noise that changes from turn to turn; only in front of everything else is it the client's own (H-018).
    private Slice WithoutAttribution(Slice text)
    {
        var content = _request[text];
        if (!content.StartsWith(AttributionMark))
        {
            return text;
        }

        Lose(LossKind.Attribution, LossEffect.Dropped, "system[0]");
        var isString = !_request.SystemRaw.IsEmpty && _request[_request.SystemRaw][0] == '"';
        var end = isString ? content.IndexOf("\\n"u8) : -1;
        return end < 0 ? default : new Slice(text.Start + end + 2, text.Length - end - 2);
    }

    private void WriteContents()
    {
        _calls.Reset(_request);
        _speaker = Speaker.Nobody;
        _contents = 0;
        Member("contents"u8);
        _out.Write((byte)'[');
        var messages = _request.Messages;
        for (var i = 0; i < messages.Length;)
        {
            switch (messages[i].Role)
            {
                case Role.Assistant:
                    i = WriteModelTurn(i);
                    break;
                case Role.System:
                    WriteReminder(i++);
                    break;
                default:
                    WriteUser(messages[i]);
                    // A blank prompt still has its place, as the model is to answer it (H-041).
                    if (_speaker is Speaker.Nobody or Speaker.Model)
                    {
                        WritePlaceholder("(no content)"u8);
                    }

                    i++;
                    break;
            }
        }

        if (_speaker is Speaker.Nobody or Speaker.Model)
        {
            // An answer that the client began cannot be gone on with here: the last word is the user's.
            WritePlaceholder(_speaker == Speaker.Model ? "Continue."u8 : "(no content)"u8);
        }

        CloseContent();
        _out.Write((byte)']');
    }

    private void ResetContents()
    {
        _calls.Clear();
        _attached.Clear();
    }

    private void WriteReminder(int index)
    {
        ref readonly var message = ref _request.Messages[index];
        if (message.ClearsAtNextUser && HasUserAfter(index))
        {
            // It was said to hold only until then (H-034); leaving it out changes the prefix, as the client asked for.
            Lose(LossKind.MidSystem, LossEffect.Dropped, "messages[]");
            return;
        }

        var start = _scratch.Length;
        var blocks = _request.Blocks;
        for (var i = message.First; i < message.End; i += blocks[i].Span)
        {
            AppendSeparated(blocks[i], i, start, _scratch);
        }

        if (_scratch.Length == start)
        {
            return;
        }

        Lose(LossKind.MidSystem, LossEffect.Remapped, "messages[]");
        OpenPart(Speaker.User);
        _out.Write("{\"text\":\"<system-reminder>\\n"u8);
        _out.Write(_scratch.Written[start..]);
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

    private void WritePlaceholder(scoped ReadOnlySpan<byte> text)
    {
        OpenPart(Speaker.User);
        _out.Write("{\"text\":\""u8);
        _out.Write(text);
        _out.Write("\"}"u8);
    }

    private void OpenPart(Speaker speaker)
    {
        if (_speaker == speaker)
        {
            _out.Write((byte)',');
            return;
        }

        CloseContent();
        if (_contents++ > 0)
        {
            _out.Write((byte)',');
        }

        _speaker = speaker;
        _out.Write(speaker == Speaker.Model ? "{\"role\":\"model\",\"parts\":["u8 : "{\"role\":\"user\",\"parts\":["u8);
    }

    private void CloseContent()
    {
        if (_speaker != Speaker.Nobody)
        {
            _out.Write("]}"u8);
            _speaker = Speaker.Nobody;
        }
    }

    private enum Speaker : byte
    {
        Nobody,
        User,
        Results,
        Model,
    }
}
