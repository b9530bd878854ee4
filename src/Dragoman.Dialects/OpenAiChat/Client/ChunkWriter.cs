using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.OpenAiChat.Client;

/// <summary>
/// Writes the events of an answer as <c>chat.completion.chunk</c> frames. All that repeats is put together once, at the start:
/// a delta costs three copies and no allocation.
/// </summary>
internal sealed class ChunkWriter : IStreamSink
{
    private readonly Translation _translation;
    private readonly ByteWriter _output;
    private readonly ByteWriter _head = new(512);
    private readonly ByteWriter _held = new(256);
    private readonly bool _includeUsage;
    private int _calls;
    private bool _hasArguments;
    private bool _isCustom;
    private bool _hasText;
    private Usage _usage;

    public ChunkWriter(Translation translation, ByteWriter output)
    {
        _translation = translation;
        _output = output;
        _includeUsage = StreamOptions.IncludesUsage(translation.Request);
    }

    public void On(in StreamEvent streamEvent)
    {
        switch (streamEvent.Kind)
        {
            case StreamEventKind.MessageStart:
                Start(streamEvent);
                break;
            case StreamEventKind.BlockStart:
                StartBlock(streamEvent);
                break;
            case StreamEventKind.Delta:
                WriteDelta(streamEvent);
                break;
            case StreamEventKind.BlockStop:
                StopBlock(streamEvent);
                break;
            case StreamEventKind.Finish:
                Finish(streamEvent);
                break;
            case StreamEventKind.End:
                End();
                break;
            case StreamEventKind.Ping:
                // A comment: chat completions know no such event, and every reader skips comments.
                _output.Write(": ping\n\n"u8);
                break;
            case StreamEventKind.Error when streamEvent.Failure is { } failure:
                _output.Write("data: "u8);
                ErrorWriter.Write(failure, requestId: string.Empty, _output);
                _output.Write("\n\n"u8);
                Release();
                break;
            default:
                break;
        }
    }

    private void Start(in StreamEvent start)
    {
        _usage = start.Usage;
        _head.Reset();
        _head.Write("data: "u8);
        AnswerHead.Write("chat.completion.chunk"u8, _translation, _head);
        _output.Write(_head.Written);
        _head.Write(",\"choices\":[{\"index\":0,\"delta\":{"u8);
        _output.Write(",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},"u8);
        _output.Write("\"finish_reason\":null}]"u8);
        CloseFrame();
    }

    private void StartBlock(in StreamEvent start)
    {
        switch (start.Block)
        {
            case BlockKind.ToolUse:
                _hasArguments = false;
                _isCustom = CustomTool.IsOffered(_translation.Request, start.Name);
                _held.Reset();
                OpenCall();
                _output.Write(",\"id\":"u8);
                _output.WriteEscaped(start.Id);
                _output.Write(_isCustom ? ",\"type\":\"custom\",\"custom\":{\"name\":"u8 : ",\"type\":\"function\",\"function\":{\"name\":"u8);
                _output.WriteEscaped(start.Name);
                _output.Write(_isCustom ? ",\"input\":\"\"}}]"u8 : ",\"arguments\":\"\"}}]"u8);
                CloseDelta();
                break;
            case BlockKind.Text or BlockKind.Thinking:
                break;
            default:
                AnswerLosses.NoteBlock(start.Block, _translation.Losses);
                break;
        }
    }

    private void WriteDelta(in StreamEvent delta)
    {
        switch (delta.Delta)
        {
            case DeltaKind.Text when !delta.Text.IsEmpty:
                _hasText = true;
                WriteText("\"content\":\""u8, delta.Text);
                break;
            case DeltaKind.Thinking when !delta.Text.IsEmpty:
                WriteText("\"reasoning_content\":\""u8, delta.Text);
                break;
            case DeltaKind.InputJson when delta.Block == BlockKind.ToolUse && !delta.Text.IsEmpty:
                _hasArguments = true;
                if (_isCustom)
                {
                    _held.Write(delta.Text);
                }
                else
                {
                    WriteArguments(delta.Text);
                }

                break;
            default:
                AnswerLosses.NoteDelta(delta, _translation.Losses);
                break;
        }
    }

    private void StopBlock(in StreamEvent stop)
    {
        if (stop.Block != BlockKind.ToolUse)
        {
            return;
        }

        if (_isCustom)
        {
            OpenCall();
            _output.Write(",\"custom\":{\"input\":\""u8);
            CustomTool.WriteInput(_held.Written, _output);
            _output.Write("\"}}]"u8);
            CloseDelta();
        }
        else if (!_hasArguments)
        {
            // No piece at all means an empty object; clients parse what they gathered (H-216).
            WriteArguments("{}"u8);
        }

        _calls++;
    }

    private void Finish(in StreamEvent finish)
    {
        _usage = finish.Usage;
        FinishReasons.NoteLosses(finish.Stop, _translation.Losses);
        if (finish.Stop == StopReason.Refusal && !_hasText && !finish.Explanation.IsEmpty)
        {
            WriteText("\"refusal\":\""u8, finish.Explanation);
        }

        _output.Write(_head.Written);
        _output.Write("},\"finish_reason\":\""u8);
        _output.Write(FinishReasons.Of(finish.Stop, _calls > 0));
        _output.Write("\"}]"u8);
        CloseFrame();
    }

    private void End()
    {
        if (_includeUsage)
        {
            // The same head without the choice.
            _output.Write(_head.Written[..^",\"choices\":[{\"index\":0,\"delta\":{"u8.Length]);
            _output.Write(",\"choices\":[],\"usage\":"u8);
            UsageJson.Write(_usage, _output);
            _output.Write("}\n\n"u8);
        }

        _output.Write("data: [DONE]\n\n"u8);
        Release();
    }

    private void WriteText(ReadOnlySpan<byte> member, ReadOnlySpan<byte> text)
    {
        _output.Write(_head.Written);
        _output.Write(member);
        _output.Write(text);
        _output.Write((byte)'"');
        CloseDelta();
    }

    private void WriteArguments(ReadOnlySpan<byte> piece)
    {
        OpenCall();
        _output.Write(",\"function\":{\"arguments\":\""u8);
        _output.Write(piece);
        _output.Write("\"}}]"u8);
        CloseDelta();
    }

    private void OpenCall()
    {
        _output.Write(_head.Written);
        _output.Write("\"tool_calls\":[{\"index\":"u8);
        _output.WriteNumber(_calls);
    }

    private void CloseDelta()
    {
        _output.Write("},\"finish_reason\":null}]"u8);
        CloseFrame();
    }

    private void CloseFrame() => _output.Write(_includeUsage ? ",\"usage\":null}\n\n"u8 : "}\n\n"u8);

    private void Release()
    {
        _head.Dispose();
        _held.Dispose();
    }
}
