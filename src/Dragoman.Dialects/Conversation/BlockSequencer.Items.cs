namespace Dragoman.Dialects.Conversation;

// For upstreams whose answers are items with an end of their own: thoughts that carry state, messages that stand apart, searches
// that the host ran, citations.
public sealed partial class BlockSequencer
{
    /// <summary>True while a text block is open: a citation belongs to it.</summary>
    public bool IsInText => _isOpen && _open == BlockKind.Text;

    /// <summary>An item of text or thinking is over, or another one begins: the next one has a block of its own (H-206).</summary>
    public void Separate()
    {
        if (IsEnded || IsInCall())
        {
            return;
        }

        FlushPlainText();
        if (!IsEnded && _open != BlockKind.ToolUse)
        {
            Close();
        }
    }

    /// <summary>
    /// A thought is over that carries state of the provider: its block is open from here on, and its signature is written when
    /// whatever follows begins, which may be part of the state (H-100, H-356).
    /// </summary>
    public void SealThought()
    {
        if (IsEnded)
        {
            return;
        }

        if (!IsInCall() && !(_isOpen && _open == BlockKind.Thinking))
        {
            FlushPlainText();
            if (IsEnded)
            {
                return;
            }

            CloseCalls();
            Open(BlockKind.Thinking, default, default);
        }

        _hasState = true;
    }

    /// <summary>A tool that the host ran, whole (H-181).</summary>
    /// <param name="id">The id under which the client knows it.</param>
    /// <param name="name">The tool.</param>
    /// <param name="input">Its input, escaped once more as it travels inside a string.</param>
    public void ServerTool(ReadOnlySpan<byte> id, ReadOnlySpan<byte> name, ReadOnlySpan<byte> input)
    {
        if (!BeginWhole())
        {
            return;
        }

        Open(BlockKind.ServerToolUse, id, name);
        Emit(DeltaKind.InputJson, input);
        Close();
    }

    /// <summary>What came of it: the whole content block, raw.</summary>
    public void ServerToolResult(ReadOnlySpan<byte> block)
    {
        if (!BeginWhole())
        {
            return;
        }

        Close();
        Start();
        HasContent = true;
        _isOpen = true;
        _open = BlockKind.ServerToolResult;
        _sink.On(new StreamEvent { Kind = StreamEventKind.BlockStart, Index = _index, Block = BlockKind.ServerToolResult, Raw = block });
        Close();
    }

    /// <summary>A citation, raw, of the text that is open; without one it is lost (H-182).</summary>
    public void Citation(ReadOnlySpan<byte> citation)
    {
        if (!IsEnded && IsInText)
        {
            _sink.On(new StreamEvent { Kind = StreamEventKind.Delta, Index = _index, Block = BlockKind.Text, Delta = DeltaKind.Citation, Raw = citation });
        }
    }

    private bool BeginWhole()
    {
        if (IsEnded)
        {
            return false;
        }

        FlushPlainText();
        if (!IsEnded)
        {
            FinishCalls(keepBroken: true);
            FlushDeferred();
        }

        return !IsEnded;
    }
}
