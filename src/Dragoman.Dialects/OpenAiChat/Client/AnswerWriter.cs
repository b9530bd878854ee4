using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.OpenAiChat.Client;

/// <summary>Gathers the events of an answer and writes one <c>chat.completion</c>.</summary>
internal sealed class AnswerWriter(Translation translation, ByteWriter output) : IStreamSink
{
    private readonly ByteWriter _text = new();
    private readonly ByteWriter _thinking = new(256);
    private readonly ByteWriter _calls = new(1024);
    private readonly ByteWriter _arguments = new(1024);
    private readonly ByteWriter _refusal = new(256);
    private int _callCount;
    private bool _isCustom;
    private StopReason _stop;
    private Usage _usage;

    public void On(in StreamEvent streamEvent)
    {
        switch (streamEvent.Kind)
        {
            case StreamEventKind.MessageStart:
                _usage = streamEvent.Usage;
                break;
            case StreamEventKind.BlockStart when streamEvent.Block == BlockKind.ToolUse:
                StartCall(streamEvent);
                break;
            case StreamEventKind.BlockStart when streamEvent.Block is not (BlockKind.Text or BlockKind.Thinking):
                AnswerLosses.NoteBlock(streamEvent.Block, translation.Losses);
                break;
            case StreamEventKind.Delta:
                Gather(streamEvent);
                break;
            case StreamEventKind.BlockStop when streamEvent.Block == BlockKind.ToolUse:
                StopCall();
                break;
            case StreamEventKind.Finish:
                _stop = streamEvent.Stop;
                _usage = streamEvent.Usage;
                _refusal.Write(streamEvent.Stop == StopReason.Refusal ? streamEvent.Explanation : default);
                FinishReasons.NoteLosses(streamEvent.Stop, translation.Losses);
                break;
            case StreamEventKind.End:
                Write();
                Release();
                break;
            case StreamEventKind.Error:
                Release();
                break;
            default:
                break;
        }
    }

    private void Gather(in StreamEvent delta)
    {
        switch (delta.Delta)
        {
            case DeltaKind.Text:
                _text.Write(delta.Text);
                break;
            case DeltaKind.Thinking:
                _thinking.Write(delta.Text);
                break;
            case DeltaKind.InputJson when delta.Block == BlockKind.ToolUse:
                _arguments.Write(delta.Text);
                break;
            default:
                AnswerLosses.NoteDelta(delta, translation.Losses);
                break;
        }
    }

    private void StartCall(in StreamEvent start)
    {
        _arguments.Reset();
        _isCustom = CustomTool.IsOffered(translation.Request, start.Name);
        _calls.Write(_callCount++ == 0 ? "{\"id\":"u8 : ",{\"id\":"u8);
        _calls.WriteEscaped(start.Id);
        _calls.Write(_isCustom ? ",\"type\":\"custom\",\"custom\":{\"name\":"u8 : ",\"type\":\"function\",\"function\":{\"name\":"u8);
        _calls.WriteEscaped(start.Name);
    }

    private void StopCall()
    {
        _calls.Write(_isCustom ? ",\"input\":\""u8 : ",\"arguments\":\""u8);
        if (_isCustom)
        {
            CustomTool.WriteInput(_arguments.Written, _calls);
        }
        else
        {
            _calls.Write(_arguments.Length == 0 ? "{}"u8 : _arguments.Written);
        }

        _calls.Write("\"}}"u8);
    }

    private void Write()
    {
        AnswerHead.Write("chat.completion"u8, translation, output);
        output.Write(",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":"u8);
        WriteStringOrNull(_text.Written);
        output.Write(",\"refusal\":"u8);
        WriteStringOrNull(_text.Length == 0 ? _refusal.Written : default);
        if (_thinking.Length > 0)
        {
            output.Write(",\"reasoning_content\":"u8);
            output.WriteEscaped(_thinking.Written);
        }

        if (_callCount > 0)
        {
            output.Write(",\"tool_calls\":["u8);
            output.Write(_calls.Written);
            output.Write((byte)']');
        }

        output.Write("},\"logprobs\":null,\"finish_reason\":\""u8);
        output.Write(FinishReasons.Of(_stop, _callCount > 0));
        output.Write("\"}],\"usage\":"u8);
        UsageJson.Write(_usage, output);
        output.Write((byte)'}');
    }

    private void WriteStringOrNull(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            output.Write("null"u8);
        }
        else
        {
            output.WriteEscaped(text);
        }
    }

    private void Release()
    {
        _text.Dispose();
        _thinking.Dispose();
        _calls.Dispose();
        _arguments.Dispose();
        _refusal.Dispose();
    }
}
