using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Conversation;

/// <summary>
/// Turns what a foreign upstream says, in whatever order and pieces, into an answer in the grammar of the Messages API: blocks
/// that open at their first content, one at a time, calls that are whole and named as the client named them, one finish with a
/// reason that is true. It also does what foreign hosts do not: stop sequences, small bounds, thinking between tags.
/// </summary>
/// <remarks>Text and arguments pass as they are, without an allocation, unless something has to be looked for in them.</remarks>
public sealed partial class BlockSequencer : IDisposable
{
    private const int BytesPerToken = 4;

    private readonly Translation _translation;
    private readonly IStreamSink _sink;
    private readonly SequencerOptions _options;
    private readonly ByteWriter _id = new(256);
    private readonly ByteWriter _model = new(256);
    private readonly ByteWriter _scratch = new(256);
    private readonly ByteWriter _payload = new(256);
    private readonly ByteWriter _stopSequence = new(256);
    private readonly Action<ByteWriter>? _writeState;
    private readonly bool _hidesThinking;

    private BlockKind _open;
    private bool _isOpen;
    private int _index;
    private long _bytes;
    private Usage _usage;
    private StopReason _finish;
    private bool _hasTool;

    private bool _hasState;

    /// <summary>A sequencer for one answer.</summary>
    /// <param name="translation">The attempt.</param>
    /// <param name="sink">Takes the events.</param>
    /// <param name="options">What else is to be done.</param>
    /// <param name="writeState">Writes and forgets the provider's state that was gathered so far, see <see cref="Seal"/>.</param>
    public BlockSequencer(Translation translation, IStreamSink sink, SequencerOptions options, Action<ByteWriter>? writeState = null)
    {
        _writeState = writeState;
        _translation = translation;
        _sink = sink;
        _options = options;
        _hidesThinking = translation.Request.Thinking.DisplayOmitted;
        _visibleBytesLeft = options.VisibleLimit < 0 ? -1 : options.VisibleLimit * BytesPerToken;
        PreparePlainText();
    }

    /// <summary>True where arguments of calls are held against the schema of their tool.</summary>
    public bool LooksAtSchemas => _options.CleanArguments || _options.RepairArguments;

    /// <summary>True where edits are held against the files that the conversation shows.</summary>
    public bool LooksAtFiles => _options.RepairArguments;

    /// <summary>True once an event was raised.</summary>
    public bool HasStarted { get; private set; }

    /// <summary>True once a block was opened.</summary>
    public bool HasContent { get; private set; }

    /// <summary>True once anything was said, be it only something that waits to be raised.</summary>
    public bool HasInput => HasContent || HasCalls || _plain.Length > 0 || _blank.Length > 0;

    /// <summary>True once the last event was raised; what is said afterwards is ignored.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>True once the upstream said why it stopped.</summary>
    public bool HasFinish { get; private set; }

    /// <summary>Who answers: the upstream's id of the answer and the name of its model (escaped content). The first word counts.</summary>
    public void Identify(ReadOnlySpan<byte> id, ReadOnlySpan<byte> model)
    {
        if (_id.Length == 0)
        {
            _id.Write(id);
        }

        if (_model.Length == 0)
        {
            _model.Write(model);
        }
    }

    /// <summary>The counts so far; the last word counts.</summary>
    public void SetUsage(in Usage usage)
    {
        if (usage.TotalInputTokens + usage.OutputTokens > 0)
        {
            _usage = usage with { IsReported = true };
        }
    }

    /// <summary>A piece of thinking, escaped content.</summary>
    public void Thinking(ReadOnlySpan<byte> text)
    {
        if (IsEnded || text.IsEmpty || Defer(BlockKind.Thinking, text))
        {
            return;
        }

        text = WithHeld(_heldThinking, text);
        Open(BlockKind.Thinking, default, default);
        _bytes += text.Length;
        _sawThinking = true;
        if (_options.PromoteReasoning)
        {
            _promoted.Write(text);
        }

        if (!_hidesThinking)
        {
            Emit(DeltaKind.Thinking, text);
        }
        else if (_options.SealThinking)
        {
            _payload.Write(text);
        }
    }

    /// <summary>
    /// There is state of the provider that must come back with the next turn; it rides in the signature of a thinking block
    /// (H-100, H-111), even where no thinking is shown.
    /// </summary>
    public void Seal()
    {
        if (IsEnded)
        {
            return;
        }

        _hasState = true;
        if (!_isOpen && !HasCalls)
        {
            Open(BlockKind.Thinking, default, default);
        }
    }

    /// <summary>
    /// Encrypted thinking, which is a block of its own: its state is all there is of it (H-105, H-405). Between the pieces of a call it
    /// has no place and is left out.
    /// </summary>
    public void Redacted()
    {
        if (IsEnded || IsInCall())
        {
            return;
        }

        Close();
        Start();
        _payload.Reset();
        _writeState?.Invoke(_payload);
        _scratch.Reset();
        _translation.Envelope.Seal(_translation.Provenance, _payload.Written, _scratch);
        _payload.Reset();
        HasContent = true;
        _sink.On(new StreamEvent { Kind = StreamEventKind.BlockStart, Index = _index, Block = BlockKind.RedactedThinking, Text = _scratch.Written });
        _sink.On(new StreamEvent { Kind = StreamEventKind.BlockStop, Index = _index, Block = BlockKind.RedactedThinking });
        _index++;
    }

    /// <summary>The upstream says that its block of text or thinking is complete: what follows is another one.</summary>
    public void EndBlock()
    {
        if (_isOpen && _open != BlockKind.ToolUse && !IsEnded)
        {
            Close();
        }
    }

    /// <summary>Why the upstream stopped. Counts, and even content, may still follow (H-241, H-300).</summary>
    /// <param name="reason">The reason; None where the upstream's word is not known.</param>
    /// <param name="stopSequence">The stop sequence that the upstream met, escaped content.</param>
    public void Finish(StopReason reason, ReadOnlySpan<byte> stopSequence = default)
    {
        if (IsEnded)
        {
            return;
        }

        // A later word replaces an earlier one only when it says more.
        if (!HasFinish || reason != StopReason.None)
        {
            _finish = reason;
            _stopSequence.Reset();
            _stopSequence.Write(stopSequence);
        }

        HasFinish = true;
    }

    /// <summary>The upstream is done: raises finish and end.</summary>
    public void End()
    {
        if (IsEnded)
        {
            return;
        }

        FlushPlainText();
        if (IsEnded || RefuseLostArguments())
        {
            return;
        }

        FinishCalls(keepBroken: true);
        FlushDeferred();
        if (IsEnded)
        {
            return;
        }

        Promote();
        var reason = Reason();
        Raise(reason, reason == StopReason.StopSequence ? _stopSequence.Written : default);
    }

    /// <summary>
    /// The answer broke off. A call that is complete stays valid, as the client may have run it already: then the answer is closed
    /// (H-319). Otherwise the failure is raised, or returned where nothing was raised yet.
    /// </summary>
    public Failure? Fail(Failure failure)
    {
        if (IsEnded)
        {
            return null;
        }

        if (HasCompleteCall())
        {
            FinishCalls(keepBroken: false);
            Raise(StopReason.ToolUse);
            return null;
        }

        IsEnded = true;
        if (!HasStarted)
        {
            return failure;
        }

        _sink.On(new StreamEvent { Kind = StreamEventKind.Error, Failure = failure });
        return null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _id.Dispose();
        _model.Dispose();
        _scratch.Dispose();
        _payload.Dispose();
        _stopSequence.Dispose();
        DisposeText();
        DisposeCalls();
    }

    private void Start()
    {
        if (HasStarted)
        {
            return;
        }

        HasStarted = true;
        // The context meter of the client must never stand at zero (H-235).
        var usage = _usage.IsReported ? _usage : new Usage { InputTokens = Math.Max(1, _translation.EstimatedInputTokens) };
        _sink.On(new StreamEvent { Kind = StreamEventKind.MessageStart, Id = _id.Written, Name = _model.Written, Usage = usage });
    }

    private void Open(BlockKind kind, ReadOnlySpan<byte> id, ReadOnlySpan<byte> name)
    {
        if (_isOpen && _open == kind && kind != BlockKind.ToolUse)
        {
            return;
        }

        Close();
        Start();
        _isOpen = true;
        _open = kind;
        HasContent = true;
        _sink.On(new StreamEvent { Kind = StreamEventKind.BlockStart, Index = _index, Block = kind, Id = id, Name = name });
    }

    private void Emit(DeltaKind delta, ReadOnlySpan<byte> text) =>
        _sink.On(new StreamEvent { Kind = StreamEventKind.Delta, Index = _index, Block = _open, Delta = delta, Text = text });

    private void Close()
    {
        if (!_isOpen)
        {
            return;
        }

        if (_open == BlockKind.Thinking)
        {
            // The signature says who thought it, so that it goes back to nobody else (H-102), even when no text was shown (H-492).
            if (_hasState)
            {
                _hasState = false;
                _payload.Reset();
                _writeState?.Invoke(_payload);
            }

            _scratch.Reset();
            _translation.Envelope.Seal(_translation.Provenance, _payload.Written, _scratch);
            _payload.Reset();
            Emit(DeltaKind.Signature, _scratch.Written);
        }

        _isOpen = false;
        _sink.On(new StreamEvent { Kind = StreamEventKind.BlockStop, Index = _index, Block = _open });
        _index++;
    }

    private StopReason Reason()
    {
        if (_refused)
        {
            return StopReason.Refusal;
        }

        return _finish switch
        {
            // Tools decide between these, whatever the upstream calls it (H-225, H-226).
            StopReason.None or StopReason.EndTurn or StopReason.ToolUse => _hasTool ? StopReason.ToolUse : StopReason.EndTurn,
            var reason => reason,
        };
    }

    private void Raise(StopReason reason, ReadOnlySpan<byte> stopSequence = default)
    {
        if (_hasState && (!_isOpen || _open != BlockKind.Thinking))
        {
            Open(BlockKind.Thinking, default, default);
        }

        Close();
        Start();
        IsEnded = true;
        _sink.On(new StreamEvent
        {
            Kind = StreamEventKind.Finish,
            Stop = reason,
            StopSequence = stopSequence,
            Explanation = reason == StopReason.Refusal ? _refusal.Written : default,
            Usage = FinalUsage(),
        });
        _sink.On(new StreamEvent { Kind = StreamEventKind.End });
    }

    // Where the upstream says nothing, an estimate is better than a zero (H-243).
    private Usage FinalUsage() => _usage.IsReported
        ? _usage
        : new Usage
        {
            InputTokens = Math.Max(1, _translation.EstimatedInputTokens),
            OutputTokens = Math.Max(1, (_bytes + BytesPerToken - 1) / BytesPerToken),
        };
}
