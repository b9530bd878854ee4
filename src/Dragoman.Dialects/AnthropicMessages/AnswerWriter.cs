using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.AnthropicMessages;

/// <summary>
/// Folds events into one whole message and writes it at the end, every mandatory field present (H-208, H-209). What an Anthropic
/// upstream said beyond the typed fields is kept: members of the message, of its blocks, of the stream's last delta and of usage.
/// </summary>
internal sealed partial class AnswerWriter(Translation translation, ByteWriter output) : IStreamSink
{
    private readonly ByteWriter _content = new();
    private readonly ByteWriter _start = new();     // the raw `content_block` of the open block
    private readonly ByteWriter _text = new();      // its text, thinking or data, escaped
    private readonly ByteWriter _input = new();     // its input so far, escaped
    private readonly ByteWriter _signature = new();
    private readonly ByteWriter _citations = new(); // raw, comma separated
    private readonly ByteWriter _message = new();   // the raw `message` of the start
    private readonly ByteWriter _finish = new();    // the raw data of the last `message_delta`
    private readonly ByteWriter _id = new(256);
    private readonly ByteWriter _stopSequence = new(256);
    private readonly ByteWriter _explanation = new(256);

    private MessageState _state;
    private Usage _usage;
    private StopReason _stop;
    private BlockKind _openKind;
    private bool _isOpen;
    private bool _isEnded;

    /// <inheritdoc/>
    public void On(in StreamEvent streamEvent)
    {
        if (_isEnded)
        {
            return;
        }

        switch (streamEvent.Kind)
        {
            case StreamEventKind.MessageStart:
                Keep(_message, streamEvent.Raw);
                Keep(_id, streamEvent.Id);
                _usage = streamEvent.Usage;
                break;
            case StreamEventKind.BlockStart:
                BlockStart(streamEvent);
                break;
            case StreamEventKind.Delta:
                Delta(streamEvent);
                break;
            case StreamEventKind.BlockStop:
                CloseBlock();
                break;
            case StreamEventKind.Finish:
                CloseBlock();
                Keep(_finish, streamEvent.Raw);
                Keep(_stopSequence, streamEvent.StopSequence);
                Keep(_explanation, streamEvent.Explanation);
                _stop = streamEvent.Stop;
                _usage = streamEvent.Usage;
                break;
            case StreamEventKind.End:
                CloseBlock();
                _isEnded = true;
                WriteMessage();
                Release();
                break;
            case StreamEventKind.Error:
                // No half answer: who reads the upstream turns the failure into an error body.
                _isEnded = true;
                Release();
                break;
            default:
                break;
        }
    }

    private void Release()
    {
        ReadOnlySpan<ByteWriter> buffers =
            [_content, _start, _text, _input, _signature, _citations, _message, _finish, _id, _stopSequence, _explanation];
        foreach (var buffer in buffers)
        {
            buffer.Dispose();
        }
    }

    private static void Keep(ByteWriter target, ReadOnlySpan<byte> bytes)
    {
        target.Reset();
        target.Write(bytes);
    }

    private void BlockStart(in StreamEvent streamEvent)
    {
        CloseBlock();
        _isOpen = true;
        _openKind = streamEvent.Block;
        _text.Reset();
        _input.Reset();
        _signature.Reset();
        _citations.Reset();
        Keep(_start, streamEvent.Raw);
        if (streamEvent.Raw.IsEmpty)
        {
            WriteStart(streamEvent);
        }
    }

    // The form that an Anthropic upstream would have sent.
    private void WriteStart(in StreamEvent streamEvent)
    {
        switch (streamEvent.Block)
        {
            case BlockKind.ToolUse or BlockKind.ServerToolUse:
                _start.Write(streamEvent.Block == BlockKind.ToolUse
                    ? "{\"type\":\"tool_use\",\"id\":\""u8
                    : "{\"type\":\"server_tool_use\",\"id\":\""u8);
                if (streamEvent.Id.IsEmpty)
                {
                    MessageState.WriteNewId(streamEvent.Block == BlockKind.ToolUse ? "toolu_"u8 : "srvtoolu_"u8, translation, _start);
                }
                else
                {
                    _start.Write(streamEvent.Id);
                }

                _start.Write("\",\"name\":"u8);
                _start.WriteEscaped(streamEvent.Name);
                _start.Write(",\"input\":{}}"u8);
                break;
            case BlockKind.RedactedThinking:
                _start.Write("{\"type\":\"redacted_thinking\",\"data\":"u8);
                _start.WriteEscaped(streamEvent.Text);
                _start.Write((byte)'}');
                break;
            case BlockKind.Thinking:
                _start.Write("{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}"u8);
                break;
            default:
                _openKind = BlockKind.Text;
                _start.Write("{\"type\":\"text\",\"text\":\"\"}"u8);
                break;
        }
    }

    private void Delta(in StreamEvent streamEvent)
    {
        _state.Count(streamEvent.Text);
        switch (streamEvent.Delta)
        {
            case DeltaKind.Text:
                MoveTo(BlockKind.Text);
                _text.Write(streamEvent.Text);
                break;
            case DeltaKind.Thinking:
                MoveTo(BlockKind.Thinking);
                _text.Write(streamEvent.Text);
                break;
            case DeltaKind.Signature:
                MoveTo(BlockKind.Thinking);
                _signature.Write(streamEvent.Text);
                break;
            case DeltaKind.InputJson when _isOpen:
                _input.Write(streamEvent.Text);
                break;
            case DeltaKind.Citation when _isOpen:
                AddCitation(streamEvent.Raw);
                break;
            case DeltaKind.Compaction when _isOpen:
                MergeStart(streamEvent.Raw);
                break;
            default:
                translation.Losses.Add(LossKind.UnknownMember, LossEffect.Dropped, "content_block_delta");
                break;
        }
    }

    // The same tolerance as the stream writer's: a delta of another kind begins a block of its own (H-275).
    private void MoveTo(BlockKind kind)
    {
        if (!_isOpen || (_openKind is BlockKind.Text or BlockKind.Thinking && _openKind != kind))
        {
            BlockStart(new StreamEvent { Kind = StreamEventKind.BlockStart, Block = kind });
        }
    }

    private void AddCitation(ReadOnlySpan<byte> raw)
    {
        var citation = RawObject.Value(raw, "citation"u8);
        if (_citations.Length > 0)
        {
            _citations.Write((byte)',');
        }

        _citations.Write(citation.IsEmpty ? raw : citation);
    }

    // A compaction delta carries final values: they replace what the start said.
    private void MergeStart(ReadOnlySpan<byte> delta)
    {
        using var merged = new ByteWriter(_start.Length + delta.Length);
        var any = false;
        merged.Write((byte)'{');
        var start = new JsonCursor(_start.Written);
        start.EnterObject();
        while (start.NextMember(out ReadOnlySpan<byte> name))
        {
            var value = start.ReadValue();
            if (name.SequenceEqual("type"u8) || RawObject.Find(delta, name) is null)
            {
                RawObject.WriteMember(name, _start.Written[value.Start..value.End], ref any, merged);
            }
        }

        var changed = new JsonCursor(delta);
        changed.EnterObject();
        while (changed.NextMember(out ReadOnlySpan<byte> name))
        {
            var value = changed.ReadValue();
            if (!name.SequenceEqual("type"u8))
            {
                RawObject.WriteMember(name, delta[value.Start..value.End], ref any, merged);
            }
        }

        merged.Write((byte)'}');
        Keep(_start, merged.Written);
    }
}
