using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Gemini.Client;

/// <summary>
/// Writes the events of an answer as pieces of <c>streamGenerateContent</c>: as events, or as the elements of one array. What repeats is put together once; a delta costs
/// three copies. A call is told whole, as this protocol has no pieces of one.
/// </summary>
internal sealed class StreamWriter(Translation translation, ByteWriter output, bool isArray) : IStreamSink
{
    private readonly PartWriter _parts = new(translation);
    private readonly ByteWriter _tail = new(256);
    private bool _isOver;
    private bool _isStarted;
    private bool _hasCall;

    private bool _hasFrame;

    private static ReadOnlySpan<byte> Head => "{\"candidates\":[{\"content\":{\"parts\":["u8;

    /// <inheritdoc/>
    public void On(in StreamEvent e)
    {
        if (_isOver)
        {
            return;
        }

        var isPiece = _parts.See(e);
        switch (e.Kind)
        {
            case StreamEventKind.MessageStart:
                Start();
                break;
            case StreamEventKind.BlockStart:
                _hasCall = e.Block == BlockKind.ToolUse;
                break;
            case StreamEventKind.Delta when isPiece:
                Piece(e);
                break;
            case StreamEventKind.BlockStop when _hasCall:
                _hasCall = false;
                Start();
                BeginFrame();
                output.Write(Head);
                _parts.WriteCall(output);
                CloseParts();
                EndFrame();
                break;
            case StreamEventKind.Finish:
                Finish(e);
                break;
            case StreamEventKind.Ping when _isStarted:
                // The protocol has no sign of life of its own: a piece without text is one to every reader.
                BeginFrame();
                output.Write(Head);
                output.Write("{\"text\":\"\"}"u8);
                CloseParts();
                EndFrame();
                break;
            case StreamEventKind.Error when e.Failure is { } failure:
                BeginFrame();
                ErrorWriter.Write(failure, output);
                output.Write(isArray ? "]"u8 : "\r\n\r\n"u8);
                Release();
                break;
            case StreamEventKind.End:
                output.Write(isArray ? _hasFrame ? "\n]\n"u8 : "[]\n"u8 : default);
                Release();
                break;
            default:
                break;
        }
    }

    private void Start()
    {
        if (_isStarted)
        {
            return;
        }

        _isStarted = true;
        _parts.WriteTail(_tail);
        _tail.Write(isArray ? "}"u8 : "}\r\n\r\n"u8);
    }

    private void Piece(in StreamEvent e)
    {
        Start();
        BeginFrame();
        output.Write(Head);
        output.Write("{\"text\":\""u8);
        output.Write(e.Text);
        output.Write(e.Delta == DeltaKind.Thinking ? "\",\"thought\":true"u8 : "\""u8);
        if (e.Delta == DeltaKind.Text)
        {
            _parts.WriteSignature(output);
        }

        output.Write((byte)'}');
        CloseParts();
        EndFrame();
    }

    private void Finish(in StreamEvent e)
    {
        Start();
        BeginFrame();
        output.Write(Head);
        output.Write("{\"text\":\"\""u8);
        _parts.WriteSignature(output);
        output.Write("}],\"role\":\"model\"}"u8);
        PartWriter.WriteFinish(e, output);
        output.Write(",\"index\":0}],"u8);
        PartWriter.WriteUsage(e.Usage, output);
        EndFrame();
    }

    private void BeginFrame()
    {
        output.Write(!isArray ? "data: "u8 : _hasFrame ? "\n,\r\n"u8 : "["u8);
        _hasFrame = true;
    }

    private void CloseParts() => output.Write("],\"role\":\"model\"},\"index\":0}]"u8);

    private void EndFrame() => output.Write(_tail.Written);

    private void Release()
    {
        _isOver = true;
        _parts.Dispose();
        _tail.Dispose();
    }
}
