using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Sse;

namespace Dragoman.Dialects.Gemini;

/// <summary>Reads a stream of answers in pieces: events, or a JSON array that arrives bit by bit (H-303).</summary>
internal sealed class StreamReader : AnswerReader
{
    private readonly SseFrameReader _frames = new();
    private readonly JsonObjects _objects = new();
    private readonly BlockSequencer _sequencer;
    private readonly ChunkReader _chunks;
    private Form _form;
    private bool _saidAnything;

    public StreamReader(Translation translation, GeminiProfile profile, IStreamSink sink) =>
        (_sequencer, _chunks) = Answers.Create(translation, profile, sink);

    /// <inheritdoc/>
    public override void Feed(ReadOnlySpan<byte> received)
    {
        if (IsFinished)
        {
            return;
        }

        if (_form == Form.Unknown)
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
            return;
        }

        _frames.Append(received);
        while (!IsFinished && _frames.TryRead(out var frame))
        {
            Read(frame.Data);
        }

        if (_frames.IsOverflown)
        {
            Fail(TooLarge());
        }
    }

    /// <inheritdoc/>
    public override void Complete()
    {
        while (!IsFinished && _frames.TryReadLast(out var frame))
        {
            Read(frame.Data);
        }

        if (IsFinished)
        {
            return;
        }

        // There is no terminator but the reason (H-298).
        if (_sequencer.HasFinish)
        {
            End();
            return;
        }

        Fail(_saidAnything
            ? new Failure(FailureCause.Truncated, 502, "The upstream's stream ended early; send the request again.") { IsRetryable = true }
            : new Failure(FailureCause.Malformed, 502, "The upstream answered nothing; send the request again.") { IsRetryable = true });
    }

    /// <inheritdoc/>
    public override void Break(Failure failure)
    {
        if (IsFinished)
        {
            return;
        }

        // Everything but the counts was there.
        if (_sequencer.HasFinish)
        {
            End();
        }
        else
        {
            Fail(failure);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _frames.Dispose();
        _objects.Dispose();
        _chunks.Dispose();
        _sequencer.Dispose();
    }

    private static Failure TooLarge() => new(FailureCause.Malformed, 502, "The upstream sent a single event that is too large.");

    private void FeedArray(ReadOnlySpan<byte> received)
    {
        _objects.Append(received);
        while (!IsFinished && _objects.TryRead(out var found))
        {
            ReadObject(found);
        }

        if (_objects.IsOverflown)
        {
            Fail(TooLarge());
        }
    }

    private void Read(ReadOnlySpan<byte> frame)
    {
        var data = frame.Trim(" \t\r\n"u8);
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
            ReadObject(data);
        }
    }

    private void ReadObject(ReadOnlySpan<byte> data)
    {
        _saidAnything = true;
        if (_chunks.Read(data) is { } failure)
        {
            Fail(failure);
            return;
        }

        Mirror();
    }

    private void End()
    {
        _chunks.End();
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

    private enum Form : byte
    {
        Unknown,
        Events,
        Array,
    }
}
