using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.OpenAiChat;

// User messages: parts are gathered, then written as a string or as an array.
internal sealed partial class RequestWriter
{
    private const int MaxCacheMarks = 4;

    private readonly List<Part> _parts = new(32);
    private bool _marksParts;
    private int _marksToOmit;

    // What is left of a user message once its results were given to the calls in front of it, in order (H-076, H-084).
    private void AddUserParts(in Message message)
    {
        var blocks = _request.Blocks;
        for (var i = message.First; i < message.End; i += blocks[i].Span)
        {
            ref readonly var block = ref blocks[i];
            if (block.Kind != BlockKind.ToolResult)
            {
                AddPart(block, i);
            }
            else if (!_calls.IsTaken(i))
            {
                AddOrphan(block, i);
            }
        }
    }

    private void AddPart(in Block block, int index)
    {
        switch (block.Kind)
        {
            case BlockKind.Text:
                if (!EscapedText.IsBlank(_request[block.Text]))
                {
                    _parts.Add(Part.OfText(block.Text, block.CacheControl));
                }

                break;
            case BlockKind.Image when SendsImage(block):
                _parts.Add(Part.OfMedia(PartKind.Image, index));
                break;
            case BlockKind.Document when SendsFile(block):
                _parts.Add(Part.OfMedia(PartKind.File, index));
                break;
            case BlockKind.Document when block.Source == SourceKind.Content:
                AddNested(index);
                break;
            default:
                var start = _scratch.Length;
                AppendText(block, index, _scratch);
                if (_scratch.Length > start)
                {
                    _parts.Add(Part.OfScratch(new Slice(start, _scratch.Length - start)));
                }

                break;
        }
    }

    // A document of blocks: its texts and images in order (H-058).
    private void AddNested(int index)
    {
        var blocks = _request.Blocks;
        for (var i = index + 1; i < index + blocks[index].Span; i += blocks[i].Span)
        {
            AddPart(blocks[i], i);
        }
    }

    // A result whose call is not in the conversation any more (H-086).
    private void AddOrphan(in Block block, int index)
    {
        Lose(LossKind.ToolPairing, LossEffect.Remapped, "messages[].content[]");
        var start = _scratch.Length;
        _scratch.Write("[result of earlier tool call "u8);
        WriteText(_request[block.Id], _scratch);
        _scratch.Write("] "u8);
        var text = new Slice(start, 0);
        var slot = _parts.Count;
        _parts.Add(default);
        AppendResult(index, _scratch);
        _parts[slot] = Part.OfScratch(new Slice(text.Start, _scratch.Length - text.Start));
    }

    private void FlushUnlessMerging()
    {
        if (!_profile.MergeSameRole)
        {
            FlushUser();
        }
    }

    private void FlushUser()
    {
        _attached = 0;
        if (_parts.Count == 0)
        {
            return;
        }

        if (_last == Last.Tool && _profile.AssistantBetweenToolAndUser)
        {
            OpenMessage("assistant"u8);
            _out.Write(",\"content\":\"Understood.\"}"u8);
        }

        OpenMessage("user"u8);
        var asString = !_marksParts && IsAllText() && (_profile.StringContent || _parts.Count == 1);
        _out.Write(asString ? ",\"content\":\""u8 : ",\"content\":["u8);
        for (var i = 0; i < _parts.Count; i++)
        {
            if (i > 0)
            {
                _out.Write(asString ? "\\n\\n"u8 : ","u8);
            }

            WritePart(_parts[i], asString);
        }

        _out.Write(asString ? "\"}"u8 : "]}"u8);
        _parts.Clear();
        _last = Last.User;
    }

    private bool IsAllText()
    {
        foreach (var part in _parts)
        {
            if (part.Kind is PartKind.Image or PartKind.File)
            {
                return false;
            }
        }

        return true;
    }

    private void WritePart(in Part part, bool asString)
    {
        switch (part.Kind)
        {
            case PartKind.Image:
                WriteImage(_request.Blocks[part.Block]);
                return;
            case PartKind.File:
                WriteFile(_request.Blocks[part.Block]);
                return;
            default:
                break;
        }

        if (!asString)
        {
            _out.Write("{\"type\":\"text\",\"text\":\""u8);
        }

        if (part.Kind == PartKind.Reminder)
        {
            _out.Write("<system-reminder>\\n"u8);
            _out.Write(Scratch(part.Text));
            _out.Write("\\n</system-reminder>"u8);
        }
        else if (part.Kind == PartKind.Scratch)
        {
            _out.Write(Scratch(part.Text));
        }
        else
        {
            WriteText(part.Text);
        }

        if (!asString)
        {
            _out.Write((byte)'"');
            WriteCacheMark(_out, part.CacheControl);
            _out.Write((byte)'}');
        }
    }

    // Hosts that take cache hints take four; the last ones count (H-168).
    private void WriteCacheMark(ByteWriter output, Slice cacheControl)
    {
        if (cacheControl.IsAbsent || !_marksParts)
        {
            return;
        }

        if (_marksToOmit > 0)
        {
            _marksToOmit--;
            Lose(LossKind.CacheHint, LossEffect.Dropped, "cache_control");
            return;
        }

        if (_profile.CacheControlInParts)
        {
            output.Write(",\"cache_control\":"u8);
            output.Write(_request[cacheControl]);
            return;
        }

        // Its life is the host's own, whatever the client's hint says of five minutes or an hour.
        output.Write(",\"prompt_cache_breakpoint\":{\"mode\":\"explicit\"}"u8);
        Lose(LossKind.CacheHint, LossEffect.Remapped, "cache_control");
    }

    private enum PartKind : byte
    {
        Text,
        Scratch,
        Reminder,
        Image,
        File,
    }

    private readonly record struct Part(PartKind Kind, Slice Text, int Block, Slice CacheControl)
    {
        public static Part OfText(Slice text, Slice cacheControl) => new(PartKind.Text, text, -1, cacheControl);

        public static Part OfScratch(Slice text) => new(PartKind.Scratch, text, -1, default);

        public static Part OfReminder(Slice text) => new(PartKind.Reminder, text, -1, default);

        public static Part OfMedia(PartKind kind, int block) => new(kind, default, block, default);
    }
}
