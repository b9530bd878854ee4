namespace Dragoman.Dialects.Conversation;

// What a provider's own tools did, and state that belongs to a place in the answer.
public sealed partial class BlockSequencer
{
    /// <summary>True while a text block is open, or text waits to be raised.</summary>
    public bool IsInText => (_isOpen && _open == BlockKind.Text) || _plain.Length > 0;

    /// <summary>
    /// Like <see cref="Seal"/>, for state that belongs in front of what comes next: a thinking block stands here, opened where none is,
    /// between text and a call or between two calls.
    /// </summary>
    public void SealHere()
    {
        if (IsEnded)
        {
            return;
        }

        _hasState = true;
        if (_isOpen && _open == BlockKind.Thinking)
        {
            return;
        }

        FlushPlainText();
        CloseCalls();
        if (!IsEnded && !IsInCall())
        {
            Open(BlockKind.Thinking, default, default);
        }
    }

    /// <summary>Adds to a refusal's explanation (escaped content) without showing it as text.</summary>
    public void Explain(ReadOnlySpan<byte> text) => _refusal.Write(text);

    /// <summary>A call that the provider made of a tool of its own.</summary>
    /// <param name="id">Its id, escaped content.</param>
    /// <param name="name">The tool's name in the Messages API, e.g. <c>web_search</c>.</param>
    /// <param name="input">The input's JSON text, escaped once more.</param>
    public void ServerCall(ReadOnlySpan<byte> id, ReadOnlySpan<byte> name, ReadOnlySpan<byte> input)
    {
        if (IsEnded)
        {
            return;
        }

        EndBlock();
        Open(BlockKind.ServerToolUse, id, name);
        Emit(DeltaKind.InputJson, input);
        Close();
    }

    /// <summary>The result of such a call: the whole raw block in the Messages API's form.</summary>
    public void ServerResult(ReadOnlySpan<byte> block)
    {
        if (IsEnded)
        {
            return;
        }

        EndBlock();
        Start();
        HasContent = true;
        _sink.On(new StreamEvent { Kind = StreamEventKind.BlockStart, Index = _index, Block = BlockKind.ServerToolResult, Raw = block });
        _sink.On(new StreamEvent { Kind = StreamEventKind.BlockStop, Index = _index, Block = BlockKind.ServerToolResult });
        _index++;
    }

    /// <summary>A citation (raw object in the Messages API's form) of the text that is open (H-182); nothing where none is.</summary>
    public void Citation(ReadOnlySpan<byte> citation)
    {
        FlushPlainText();
        if (!IsEnded && _isOpen && _open == BlockKind.Text)
        {
            _sink.On(new StreamEvent { Kind = StreamEventKind.Delta, Index = _index, Block = BlockKind.Text, Delta = DeltaKind.Citation, Raw = citation });
        }
    }

    /// <summary>The open block ends: text that follows is another one.</summary>
    public void EndBlock()
    {
        FlushPlainText();
        CloseCalls();
        if (!IsEnded)
        {
            Close();
        }
    }
}
