using Dragoman.Dialects.Conversation;

namespace Dragoman.Dialects.Ollama;

/// <summary>Reads a stream of JSON lines.</summary>
internal sealed class StreamReader : SequencedReader
{
    private readonly LineReader _lines = new();
    private readonly ChunkReader _chunks;

    public StreamReader(Translation translation, OllamaProfile profile, IStreamSink sink)
        : base(Sequencing.Create(translation, profile, sink)) =>
        _chunks = new ChunkReader(translation, Sequencer);

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
    protected override void ReadRest()
    {
        while (!IsFinished && _lines.TryRead(out var line, isLast: true))
        {
            Read(line);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _lines.Dispose();
        _chunks.Dispose();
        Sequencer.Dispose();
    }

    private void Read(ReadOnlySpan<byte> line)
    {
        Take(_chunks.Read(line));
        if (_chunks.IsDone)
        {
            End();
        }
    }
}
