using System.Buffers.Text;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.AnthropicMessages;

internal sealed partial class StreamWriter
{
    private void BlockStart(in StreamEvent streamEvent)
    {
        if (_isFinished)
        {
            return;
        }

        Start();
        CloseBlock();
        _openKind = streamEvent.Block;
        if (streamEvent.Raw.IsEmpty && streamEvent.Block is BlockKind.Text or BlockKind.Thinking)
        {
            // Opened with the first delta: an empty block is noise, and confuses some clients (H-277).
            _isPending = true;
            return;
        }

        Open();
        if (!streamEvent.Raw.IsEmpty)
        {
            RawObject.WriteOneLine(streamEvent.Raw, output);
        }
        else
        {
            WriteBlock(streamEvent);
        }

        output.Write("}\n\n"u8);
    }

    // Exact key sets, and the input of a call always empty: the CLI reads it from deltas alone (H-282, H-283).
    private void WriteBlock(in StreamEvent streamEvent)
    {
        switch (streamEvent.Block)
        {
            case BlockKind.ToolUse or BlockKind.ServerToolUse:
                output.Write(streamEvent.Block == BlockKind.ToolUse
                    ? "{\"type\":\"tool_use\",\"id\":\""u8
                    : "{\"type\":\"server_tool_use\",\"id\":\""u8);
                if (streamEvent.Id.IsEmpty)
                {
                    MessageState.WriteNewId(streamEvent.Block == BlockKind.ToolUse ? "toolu_"u8 : "srvtoolu_"u8, translation, output);
                }
                else
                {
                    output.Write(streamEvent.Id);
                }

                output.Write("\",\"name\":"u8);
                output.WriteEscaped(streamEvent.Name);
                output.Write(",\"input\":{}}"u8);
                break;
            case BlockKind.RedactedThinking:
                output.Write("{\"type\":\"redacted_thinking\",\"data\":"u8);
                output.WriteEscaped(streamEvent.Text);
                output.Write((byte)'}');
                break;
            default:
                _openKind = BlockKind.Text;
                WritePlainBlock();
                break;
        }
    }

    private void WritePlainBlock() => output.Write(_openKind == BlockKind.Thinking
        ? "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}"u8
        : "{\"type\":\"text\",\"text\":\"\"}"u8);

    private void Open()
    {
        _isOpen = true;
        _isPending = false;
        _headLength = 0;
        _state.Count(_openKind);
        output.Write("event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":"u8);
        output.WriteNumber(_next);
        output.Write(",\"content_block\":"u8);
    }

    private void CloseBlock()
    {
        _isPending = false;
        if (!_isOpen)
        {
            return;
        }

        _isOpen = false;
        output.Write("event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":"u8);
        output.WriteNumber(_next++);
        output.Write("}\n\n"u8);
    }

    private void Delta(in StreamEvent streamEvent)
    {
        var isRaw = !streamEvent.Raw.IsEmpty;
        if (!isRaw && streamEvent.Text.IsEmpty)
        {
            return;
        }

        if (!_isOpen || _headLength == 0 || streamEvent.Delta != _headDelta || isRaw != _headIsRaw)
        {
            if (!PrepareDelta(streamEvent, isRaw))
            {
                return;
            }
        }

        var text = streamEvent.Text;
        _state.Count(text);
        if (isRaw)
        {
            output.Write(_head.AsSpan(0, _headLength));
            WriteRawDelta(streamEvent);
            output.Write("}\n\n"u8);
            return;
        }

        while (text.Length > MaxDeltaBytes)
        {
            var length = EscapedText.Boundary(text, MaxDeltaBytes);
            WriteDelta(text[..length]);
            text = text[length..];
        }

        WriteDelta(text);
    }

    private void WriteDelta(ReadOnlySpan<byte> text)
    {
        output.Write(_head.AsSpan(0, _headLength));
        output.Write(text);
        output.Write("\"}}\n\n"u8);
    }

    private void WriteRawDelta(in StreamEvent streamEvent)
    {
        // A citation may come bare from a dialect that knows no deltas.
        if (streamEvent.Delta == DeltaKind.Citation && !RawObject.Text(streamEvent.Raw, "type"u8).SequenceEqual("citations_delta"u8))
        {
            output.Write("{\"type\":\"citations_delta\",\"citation\":"u8);
            RawObject.WriteOneLine(streamEvent.Raw, output);
            output.Write((byte)'}');
            return;
        }

        RawObject.WriteOneLine(streamEvent.Raw, output);
    }

    // Makes sure that a block of the delta's kind is open (H-275, H-276) and writes the frame's head for it. False: the delta has
    // nowhere to go.
    private bool PrepareDelta(in StreamEvent streamEvent, bool isRaw)
    {
        var isText = streamEvent.Delta is DeltaKind.Text or DeltaKind.Thinking or DeltaKind.Signature or DeltaKind.InputJson;
        if (_isFinished || (!isText && !isRaw))
        {
            return false;
        }

        var home = streamEvent.Delta switch
        {
            DeltaKind.Text or DeltaKind.Citation => BlockKind.Text,
            DeltaKind.Thinking or DeltaKind.Signature => BlockKind.Thinking,
            _ => BlockKind.Unknown,
        };
        if (!FindHome(home, streamEvent.Delta))
        {
            return false;
        }

        WriteHead(streamEvent.Delta, isRaw);
        return true;
    }

    private bool FindHome(BlockKind home, DeltaKind delta)
    {
        if (delta == DeltaKind.InputJson && !(_isOpen && _openKind is not (BlockKind.Text or BlockKind.Thinking)))
        {
            return false;
        }

        if (home == BlockKind.Unknown)
        {
            return _isOpen;
        }

        // A block of a kind that is not known may take any delta.
        if (_isOpen && (_openKind == home || _openKind == BlockKind.Unknown))
        {
            return true;
        }

        if (!_isPending || _openKind != home)
        {
            Start();
            CloseBlock();
            _openKind = home;
        }

        Open();
        WritePlainBlock();
        output.Write("}\n\n"u8);
        return true;
    }

    private void WriteHead(DeltaKind delta, bool isRaw)
    {
        var head = _head.AsSpan();
        var length = 0;
        Put("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":"u8, head, ref length);
        Utf8Formatter.TryFormat(_next, head[length..], out var digits);
        length += digits;
        Put(",\"delta\":"u8, head, ref length);
        if (!isRaw)
        {
            Put(delta switch
            {
                DeltaKind.InputJson => "{\"type\":\"input_json_delta\",\"partial_json\":\""u8,
                DeltaKind.Thinking => "{\"type\":\"thinking_delta\",\"thinking\":\""u8,
                DeltaKind.Signature => "{\"type\":\"signature_delta\",\"signature\":\""u8,
                _ => "{\"type\":\"text_delta\",\"text\":\""u8,
            }, head, ref length);
        }

        _headLength = length;
        _headDelta = delta;
        _headIsRaw = isRaw;
    }

    private static void Put(ReadOnlySpan<byte> bytes, Span<byte> target, ref int length)
    {
        bytes.CopyTo(target[length..]);
        length += bytes.Length;
    }
}
