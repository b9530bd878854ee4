using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Gemini.Client;

/// <summary>Gathers the events of an answer and writes one <c>generateContent</c> response.</summary>
internal sealed class AnswerWriter(Translation translation, ByteWriter output) : IStreamSink
{
    private readonly PartWriter _parts = new(translation);
    private readonly ByteWriter _body = new();
    private BlockKind _open;
    private bool _hasText;
    private bool _isOver;

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
            case StreamEventKind.BlockStart:
                _open = e.Block;
                _hasText = false;
                break;
            case StreamEventKind.Delta when isPiece:
                Piece(e);
                break;
            case StreamEventKind.BlockStop:
                Close();
                break;
            case StreamEventKind.Finish:
                Finish(e);
                break;
            case StreamEventKind.End:
                output.Write("{\"candidates\":[{\"content\":{\"parts\":["u8);
                output.Write(_body.Written);
                output.Write((byte)'}');
                Release();
                break;
            case StreamEventKind.Error when e.Failure is { } failure:
                ErrorWriter.Write(failure, output);
                Release();
                break;
            default:
                break;
        }
    }

    private void Piece(in StreamEvent e)
    {
        if (!_hasText)
        {
            Separate();
            _body.Write("{\"text\":\""u8);
            _hasText = true;
        }

        _body.Write(e.Text);
    }

    private void Close()
    {
        if (_hasText)
        {
            _body.Write(_open == BlockKind.Thinking ? "\",\"thought\":true"u8 : "\""u8);
            if (_open == BlockKind.Text)
            {
                _parts.WriteSignature(_body);
            }

            _body.Write((byte)'}');
        }
        else if (_open == BlockKind.ToolUse)
        {
            Separate();
            _parts.WriteCall(_body);
        }

        _hasText = false;
        _open = BlockKind.Unknown;
    }

    private void Finish(in StreamEvent e)
    {
        if (_parts.HasSignature || _body.Length == 0)
        {
            Separate();
            _body.Write("{\"text\":\"\""u8);
            _parts.WriteSignature(_body);
            _body.Write((byte)'}');
        }

        _body.Write("],\"role\":\"model\"}"u8);
        PartWriter.WriteFinish(e, _body);
        _body.Write(",\"index\":0}],"u8);
        PartWriter.WriteUsage(e.Usage, _body);
        _parts.WriteTail(_body);
    }

    private void Separate()
    {
        if (_body.Length > 0)
        {
            _body.Write((byte)',');
        }
    }

    private void Release()
    {
        _isOver = true;
        _parts.Dispose();
        _body.Dispose();
    }
}
