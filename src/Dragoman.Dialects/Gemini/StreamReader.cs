using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Sse;

namespace Dragoman.Dialects.Gemini;

/// <summary>Reads a stream of answers in pieces: events, or a JSON array that arrives bit by bit (H-303).</summary>
internal sealed class StreamReader : SequencedSseReader
{
    private readonly JsonObjects _objects = new();
    private readonly ChunkReader _chunks;
    private Form _form;

    public StreamReader(Translation translation, GeminiProfile profile, IStreamSink sink)
        : this(Answers.Create(translation, profile, sink))
    {
    }

    private StreamReader((BlockSequencer Sequencer, ChunkReader Chunks) parts)
        : base(parts.Sequencer) => _chunks = parts.Chunks;

    /// <inheritdoc/>
    public override void Feed(ReadOnlySpan<byte> received)
    {
        if (_form == Form.Unknown && !IsFinished)
        {
            var first = received.TrimStart(" \t\r\n\uFEFF"u8);
            if (first.IsEmpty)
            {
                return;
            }

            _form = first[0] is (byte)'[' or (byte)'{' ? Form.Array : Form.Events;
        }

        if (_form == Form.Array)
        {
            FeedArray(received);
        }
        else
        {
            base.Feed(received);
        }
    }

    /// <inheritdoc/>
    protected override void EndAnswer() => _chunks.End();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _objects.Dispose();
        _chunks.Dispose();
        Sequencer.Dispose();
    }

    /// <inheritdoc/>
    protected override void Read(SseFrame frame)
    {
        var data = frame.Data.Trim(" \t\r\n"u8);
        if (data.IsEmpty || data[0] is not ((byte)'{' or (byte)'['))
        {
            // A heartbeat, or a terminator that other protocols have (H-298, H-307).
            return;
        }

        if (data[0] == '[')
        {
            // Errors come in a list, too (H-391); `[DONE]` is none.
            data = data[1..].TrimEnd("] \t\r\n"u8).TrimStart(" \t\r\n"u8);
        }

        if (!data.IsEmpty && data[0] == '{')
        {
            Take(_chunks.Read(data));
        }
    }

    private void FeedArray(ReadOnlySpan<byte> received)
    {
        if (IsFinished)
        {
            return;
        }

        _objects.Append(received);
        while (!IsFinished && _objects.TryRead(out var found))
        {
            Take(_chunks.Read(found));
        }

        if (_objects.IsOverflown)
        {
            FailAsTooLarge();
        }
    }

    private enum Form : byte
    {
        Unknown,
        Events,
        Array,
    }
}
