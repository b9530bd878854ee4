using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.OpenAiChat;

// The walk over the conversation.
internal sealed partial class RequestWriter
{
    private Last _last;
    private int _replayFrom;

    private static ReadOnlySpan<byte> HeadRoleName(HeadRole role) => role == HeadRole.Developer ? "developer"u8 : "system"u8;

    private void WriteMessages()
    {
        Prepare();
        Member("messages"u8);
        _out.Write((byte)'[');
        WriteHead();
        var messages = _request.Messages;
        for (var i = 0; i < messages.Length;)
        {
            switch (messages[i].Role)
            {
                case Role.Assistant:
                    i = WriteAssistantTurn(i);
                    break;
                case Role.System:
                    WriteMidSystem(i++);
                    break;
                default:
                    AddUserParts(messages[i++]);
                    if (_parts.Count == 0 && _last is Last.Nothing or Last.Head or Last.Assistant)
                    {
                        // A blank prompt still has its place, as the model is to answer it (H-041).
                        WriteEmptyUser();
                    }

                    FlushUnlessMerging();
                    break;
            }
        }

        WriteTail();
        _out.Write((byte)']');
    }

    private void Prepare()
    {
        _last = Last.Nothing;
        _marksParts = _profile.CacheControlInParts || MarksBreakpoints;
        var images = 0;
        var marks = 0;
        foreach (ref readonly var block in _request.Blocks)
        {
            images += block.Kind == BlockKind.Image ? 1 : 0;
            if (!block.CacheControl.IsAbsent)
            {
                marks++;
                if (!_marksParts)
                {
                    LoseCacheHint(block.CacheControl);
                }
            }
        }

        // Where a host takes only so many, the newest stay. The oldest of a growing conversation then change: the cap demands it.
        _imagesToOmit = _profile.MaxImages > 0 ? Math.Max(0, images - _profile.MaxImages) : 0;
        _marksToOmit = Math.Max(0, marks - MaxCacheMarks);
        _calls.Reset(_request);
        _ids.Reset();
        _replayFrom = _profile.ReplayReasoning is ReasoningReplay.ToolTurns or ReasoningReplay.ToolTurnsNonEmpty ? LastPrompt() : -1;
    }

    private void ResetMessages()
    {
        _parts.Clear();
        _calls.Clear();
    }

    // One message at the head, or none where there is nothing to say (H-021, H-022).
    private void WriteHead()
    {
        if (_profile.HeadRole == HeadRole.None)
        {
            var start = _scratch.Length;
            if (WriteHeadText(_scratch, asParts: false))
            {
                _scratch.Write("\\n\\n---"u8);
                _parts.Add(Part.OfScratch(new Slice(start, _scratch.Length - start)));
            }

            return;
        }

        var mark = _out.Length;
        OpenMessage(HeadRoleName(_profile.HeadRole));
        var asParts = _marksParts;
        _out.Write(asParts ? ",\"content\":["u8 : ",\"content\":\""u8);
        if (!WriteHeadText(_out, asParts))
        {
            _out.Truncate(mark);
            return;
        }

        _out.Write(asParts ? "]}"u8 : "\"}"u8);
        _last = Last.Head;
    }

    private bool WriteHeadText(ByteWriter output, bool asParts)
    {
        var any = false;
        var blocks = _request.Blocks;
        for (var i = _request.SystemFirst; i < _request.SystemEnd; i += blocks[i].Span)
        {
            if (blocks[i].Kind != BlockKind.Text)
            {
                Lose(LossKind.UnknownBlock, LossEffect.Dropped, "system[]");
                continue;
            }

            var text = i == _request.SystemFirst ? Attribution.Without(_request, blocks[i].Text, _translation.Losses) : blocks[i].Text;
            if (EscapedText.IsBlank(_request[text]))
            {
                continue;
            }

            Between(output, asParts, ref any);
            WriteText(_request[text], output);
            EndPart(output, asParts, blocks[i].CacheControl);
        }

        if (TellsFormatInWords)
        {
            Between(output, asParts, ref any);
            output.Write("Answer with one JSON value and nothing else. It must match this JSON Schema:\\n"u8);
            WriteNested(_request[_request.OutputSchema], output);
            EndPart(output, asParts, default);
        }

        return any;
    }

    private static void Between(ByteWriter output, bool asParts, ref bool any)
    {
        if (asParts)
        {
            output.Write(any ? ",{\"type\":\"text\",\"text\":\""u8 : "{\"type\":\"text\",\"text\":\""u8);
        }
        else if (any)
        {
            output.Write("\\n\\n"u8);
        }

        any = true;
    }

    private void EndPart(ByteWriter output, bool asParts, Slice cacheControl)
    {
        if (!asParts)
        {
            return;
        }

        output.Write((byte)'"');
        WriteCacheMark(output, cacheControl);
        output.Write((byte)'}');
    }

    private void WriteMidSystem(int index)
    {
        ref readonly var message = ref _request.Messages[index];
        if (message.ClearsAtNextUser && HasUserAfter(index))
        {
            // It was said to hold only until then (H-034); leaving it out changes the prefix, as the client asked for.
            Lose(LossKind.MidSystem, LossEffect.Dropped, "messages[]");
            return;
        }

        var start = _scratch.Length;
        WriteReminder(message);
        var text = new Slice(start, _scratch.Length - start);
        if (text.IsEmpty)
        {
            return;
        }

        if (_profile.MidSystemInPlace && _profile.HeadRole != HeadRole.None)
        {
            FlushUser();
            OpenMessage(HeadRoleName(_profile.HeadRole));
            _out.Write(",\"content\":\""u8);
            _out.Write(Scratch(text));
            _out.Write("\"}"u8);
            _last = Last.Instruction;
            return;
        }

        Lose(LossKind.MidSystem, LossEffect.Remapped, "messages[]");
        _parts.Add(Part.OfReminder(text));
        FlushUnlessMerging();
    }

    private void WriteReminder(in Message message)
    {
        var blocks = _request.Blocks;
        var start = _scratch.Length;
        for (var i = message.First; i < message.End; i += blocks[i].Span)
        {
            ref readonly var block = ref blocks[i];
            var before = _scratch.Length;
            if (before > start)
            {
                _scratch.Write("\\n\\n"u8);
            }

            var from = _scratch.Length;
            AppendText(block, i, _scratch);
            if (_scratch.Length == from)
            {
                _scratch.Truncate(before);
            }
        }
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
        if (_hint != ForcedHint.None)
        {
            var start = _scratch.Length;
            _scratch.Write(_hint == ForcedHint.AnyTool ? "Answer with a tool call."u8 : "Answer with a call of the tool "u8);
            if (_hint == ForcedHint.NamedTool)
            {
                WriteToolName(_request.ToolChoice.Name, _scratch);
                _scratch.Write((byte)'.');
            }

            _parts.Add(Part.OfReminder(new Slice(start, _scratch.Length - start)));
        }

        FlushUser();
        if (_last is Last.Nothing or Last.Head || (_last == Last.Assistant && _profile.Prefill == PrefillRule.Continue))
        {
            if (_last != Last.Assistant)
            {
                WriteEmptyUser();
                return;
            }

            OpenMessage("user"u8);
            _out.Write(",\"content\":\"Continue.\"}"u8);
            _last = Last.User;
        }
    }

    private void WriteEmptyUser()
    {
        OpenMessage("user"u8);
        _out.Write(",\"content\":\"(no content)\"}"u8);
        _last = Last.User;
    }

    private void OpenMessage(scoped ReadOnlySpan<byte> role)
    {
        if (_out.Written[^1] != '[')
        {
            _out.Write((byte)',');
        }

        _out.Write("{\"role\":\""u8);
        _out.Write(role);
        _out.Write((byte)'"');
    }

    private enum Last : byte
    {
        Nothing,
        Head,
        Instruction,
        User,
        Assistant,
        Tool,
    }
}
