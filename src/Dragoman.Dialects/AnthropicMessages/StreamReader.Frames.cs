using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.Sse;

namespace Dragoman.Dialects.AnthropicMessages;

internal sealed partial class StreamReader
{
    private void OnFrame(in SseFrame frame)
    {
        var data = frame.Data.Trim(" \t\r\n"u8);
        if (data.IsEmpty || data.SequenceEqual("[DONE]"u8))
        {
            return;
        }

        // What a frame holds is written into frames of ours: it must be sound before any of it is.
        if (!JsonCursor.IsCleanUtf8(data) || !TryParse(data, out var parts))
        {
            Break(_isAtEnd ? EndedEarly : NotTheProtocol);
            return;
        }

        if (parts.Type.SequenceEqual("content_block_delta"u8))
        {
            OnDelta(parts.Delta);
        }
        else if (parts.Type.SequenceEqual("ping"u8))
        {
            if (_isRaised)
            {
                sink.On(new StreamEvent { Kind = StreamEventKind.Ping });
            }
        }
        else if (!RawObject.IsJson(data))
        {
            Break(_isAtEnd ? EndedEarly : NotTheProtocol);
        }
        else
        {
            OnRareFrame(data, parts);
        }
    }

    private void OnRareFrame(ReadOnlySpan<byte> data, in FrameParts parts)
    {
        if (parts.Type.SequenceEqual("content_block_start"u8))
        {
            OnBlockStart(parts.ContentBlock);
        }
        else if (parts.Type.SequenceEqual("content_block_stop"u8))
        {
            OnBlockStop();
        }
        else if (parts.Type.SequenceEqual("message_start"u8))
        {
            OnMessageStart(parts.Message);
        }
        else if (parts.Type.SequenceEqual("message_delta"u8))
        {
            OnMessageDelta(data, parts.Usage);
        }
        else if (parts.Type.SequenceEqual("message_stop"u8))
        {
            OnMessageStop();
        }
        else if (parts.Type.SequenceEqual("error"u8) || (parts.Type.IsEmpty && parts.HasError))
        {
            // The upstream's own words pass (H-260), except where the envelope is another one, and where it complains about the
            // gateway's credential, which the client would take for its own (H-265).
            var failure = ErrorReader.ReadInside(data);
            Break(failure, parts.Type.IsEmpty || failure.Cause == FailureCause.UpstreamCredential ? default : data);
        }
        else if (!parts.Type.IsEmpty && _isRaised)
        {
            sink.On(new StreamEvent { Kind = StreamEventKind.Unknown, Raw = data });
        }
    }

    private void OnMessageStart(ReadOnlySpan<byte> message)
    {
        if (_hasStart || message.IsEmpty)
        {
            // A second start means that two answers were spliced: none of them is whole (H-279).
            Break(NotTheProtocol);
            return;
        }

        _hasStart = true;
        UsageReader.Read(RawObject.Value(message, "usage"u8), ref _usage);
        var content = new JsonCursor(RawObject.Value(message, "content"u8));
        if (content.Peek() != JsonKind.Array || !content.EnterArray() || !content.NextElement())
        {
            _heldStart.Write(message);
            return;
        }

        OnWholeMessage(message);
    }

    // The continuation of a programmatic call comes whole in its start, with a stop right behind it.
    private void OnWholeMessage(ReadOnlySpan<byte> message)
    {
        WholeAnswerReader.Split(message, _heldStart, _startFinish);
        var content = RawObject.Value(message, "content"u8);
        var cursor = new JsonCursor(content);
        cursor.EnterArray();
        while (cursor.NextElement())
        {
            var block = cursor.ReadValue();
            if (content[block.Start] == '{')
            {
                OnBlockStart(content[block.Start..block.End]);
                OnBlockStop();
            }
        }

        if (RawObject.Text(message, "stop_reason"u8).IsEmpty)
        {
            _startFinish.Reset();
        }
    }

    private void OnBlockStop()
    {
        _completeCalls += _isOpen && _openKind == BlockKind.ToolUse ? 1 : 0;
        CloseBlock();
    }

    private void OnMessageDelta(ReadOnlySpan<byte> data, ReadOnlySpan<byte> usage)
    {
        RaiseStart();
        CloseBlock();
        HasContent = true;
        UsageReader.Read(usage, ref _usage);
        if (_heldFinish.Length > 0)
        {
            sink.On(new StreamEvent { Kind = StreamEventKind.Unknown, Raw = _heldFinish.Written });
            _heldFinish.Reset();
        }

        _heldFinish.Write(data);
    }

    private void OnMessageStop()
    {
        if (_heldFinish.Length == 0)
        {
            _heldFinish.Write(_startFinish.Written);
        }

        if (_heldFinish.Length == 0)
        {
            // A stop without a reason: an answer that nobody finished (H-285).
            Break(EndedEarly);
            return;
        }

        End();
    }

    private void OnBlockStart(ReadOnlySpan<byte> block)
    {
        if (block.IsEmpty || _heldFinish.Length > 0)
        {
            Break(NotTheProtocol);
            return;
        }

        RaiseStart();
        CloseBlock();
        HasContent = true;
        _isOpen = true;
        (_openKind, _hasInput) = _blocks.Raise(block, _next);
    }

    private void OnDelta(ReadOnlySpan<byte> raw)
    {
        var cursor = new JsonCursor(raw);
        if (cursor.Peek() != JsonKind.Object || _heldFinish.Length > 0)
        {
            Break(NotTheProtocol);
            return;
        }

        var delta = new StreamEvent { Kind = StreamEventKind.Delta, Index = _next, Raw = raw };
        var type = default(ReadOnlySpan<byte>);
        var isNested = false;
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            if (cursor.Peek() == JsonKind.String)
            {
                var value = cursor.ReadString();
                var text = raw.Slice(value.Start, value.Length);
                if (name.SequenceEqual("type"u8))
                {
                    type = text;
                }
                else if (name.SequenceEqual("text"u8) || name.SequenceEqual("partial_json"u8)
                    || name.SequenceEqual("thinking"u8) || name.SequenceEqual("signature"u8))
                {
                    delta.Text = text;
                }
            }
            else
            {
                isNested |= cursor.Peek() is JsonKind.Object or JsonKind.Array;
                cursor.ReadValue();
            }
        }

        if (cursor.Failed || (isNested && !RawObject.IsJson(raw)))
        {
            Break(_isAtEnd ? EndedEarly : NotTheProtocol);
            return;
        }

        delta.Delta = Kind(type);
        if (!_isOpen && !OpenFor(delta.Delta))
        {
            Break(NotTheProtocol);
            return;
        }

        _hasInput |= delta.Delta == DeltaKind.InputJson && !delta.Text.IsEmpty;
        delta.Block = _openKind;
        sink.On(delta);
    }

    // A delta without a start of its block (H-275): its kind says what the block is, except for calls, whose name is not known.
    private bool OpenFor(DeltaKind delta)
    {
        _openKind = delta is DeltaKind.Thinking or DeltaKind.Signature ? BlockKind.Thinking : BlockKind.Text;
        if (delta is not (DeltaKind.Text or DeltaKind.Thinking or DeltaKind.Signature or DeltaKind.Citation))
        {
            return false;
        }

        RaiseStart();
        HasContent = true;
        _isOpen = true;
        sink.On(new StreamEvent { Kind = StreamEventKind.BlockStart, Index = _next, Block = _openKind });
        return true;
    }

    private static DeltaKind Kind(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("text_delta"u8) ? DeltaKind.Text
        : type.SequenceEqual("input_json_delta"u8) ? DeltaKind.InputJson
        : type.SequenceEqual("thinking_delta"u8) ? DeltaKind.Thinking
        : type.SequenceEqual("signature_delta"u8) ? DeltaKind.Signature
        : type.SequenceEqual("citations_delta"u8) ? DeltaKind.Citation
        : type.SequenceEqual("compaction_delta"u8) ? DeltaKind.Compaction
        : DeltaKind.Unknown;

    private static bool TryParse(ReadOnlySpan<byte> data, out FrameParts parts)
    {
        parts = default;
        var cursor = new JsonCursor(data);
        if (cursor.Peek() != JsonKind.Object)
        {
            return false;
        }

        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            var value = cursor.ReadValue();
            if (cursor.Failed)
            {
                return false;
            }

            var raw = data.Slice(value.Start, value.Length);
            if (name.SequenceEqual("type"u8))
            {
                parts.Type = raw[0] == '"' ? raw[1..^1] : default;
            }
            else if (name.SequenceEqual("delta"u8))
            {
                parts.Delta = raw;
            }
            else if (raw[0] == '{')
            {
                parts.Keep(name, raw);
            }
            else
            {
                parts.HasError |= name.SequenceEqual("error"u8);
            }
        }

        return !cursor.Failed && cursor.AtEnd();
    }

    private ref struct FrameParts
    {
        public ReadOnlySpan<byte> Type;
        public ReadOnlySpan<byte> Delta;
        public ReadOnlySpan<byte> ContentBlock;
        public ReadOnlySpan<byte> Message;
        public ReadOnlySpan<byte> Usage;
        public bool HasError;

        public void Keep(ReadOnlySpan<byte> name, ReadOnlySpan<byte> raw)
        {
            if (name.SequenceEqual("content_block"u8))
            {
                ContentBlock = raw;
            }
            else if (name.SequenceEqual("message"u8))
            {
                Message = raw;
            }
            else if (name.SequenceEqual("usage"u8))
            {
                Usage = raw;
            }
            else
            {
                HasError |= name.SequenceEqual("error"u8);
            }
        }
    }
}
