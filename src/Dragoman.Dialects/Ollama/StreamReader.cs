using Dragoman.Dialects.Conversation;

namespace Dragoman.Dialects.Ollama;

/// <summary>Reads a stream of JSON lines.</summary>
internal sealed class StreamReader : AnswerReader
{
    private readonly LineReader _lines = new();
    private readonly BlockSequencer _sequencer;
    private readonly ChunkReader _chunks;
    private bool _saidAnything;

    public StreamReader(Translation translation, OllamaProfile profile, IStreamSink sink)
    {
        _sequencer = Sequencing.Create(translation, profile, sink);
        _chunks = new ChunkReader(translation, _sequencer);
    }

    /// <inheritdoc/>
    public override bool NeedsConversation => false;

    /// <inheritdoc/>
    public override bool NeedsSchemas => _sequencer.LooksAtSchemas;

    /// <inheritdoc/>
    public override void Feed(ReadOnlySpan<byte> received)
    {
        if (IsFinished)
        {
            return;
        }

        _lines.Append(received);
        while (!IsFinished && _lines.TryRead(out var line))
        {
            Read(line);
        }

        if (_lines.IsOverflown)
        {
            Fail(new Failure(FailureCause.Malformed, 502, "The upstream sent a single line that is too large."));
        }
    }

    /// <inheritdoc/>
    public override void Complete()
    {
        while (!IsFinished && _lines.TryRead(out var line, isLast: true))
        {
            Read(line);
        }

        if (!IsFinished)
        {
            Fail(_saidAnything
                ? new Failure(FailureCause.Truncated, 502, "The upstream's stream ended early; send the request again.") { IsRetryable = true }
                : new Failure(FailureCause.Malformed, 502, "The upstream answered nothing; send the request again.") { IsRetryable = true });
        }
    }

    /// <inheritdoc/>
    public override void Break(Failure failure)
    {
        if (!IsFinished)
        {
            Fail(failure);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _lines.Dispose();
        _chunks.Dispose();
        _sequencer.Dispose();
    }

    private void Read(ReadOnlySpan<byte> line)
    {
        _saidAnything = true;
        if (_chunks.Read(line) is { } failure)
        {
            Fail(failure);
            return;
        }

        if (_chunks.IsDone)
        {
            _sequencer.End();
        }

        Mirror();
    }

    private void Fail(Failure failure)
    {
        EarlyFailure = _sequencer.Fail(failure);
        BrokenBy = EarlyFailure is null ? failure : null;
        Mirror();
    }

    private void Mirror()
    {
        HasContent = _sequencer.HasContent;
        HasFinish = _sequencer.HasFinish;
        IsFinished = _sequencer.IsEnded;
    }
}
