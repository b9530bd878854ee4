using Dragoman.Dialects.AnthropicMessages.Envelopes;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.BedrockInvoke;

/// <summary>Reads a stream whose framing is taken off first.</summary>
internal sealed class UnwrappedReader(StreamUnwrapper unwrapper, AnswerReader inner) : AnswerReader
{
    private static readonly Failure BrokenFrames =
        new(FailureCause.Malformed, 502, "Bedrock sent a stream whose frames are damaged: send the request again.") { IsRetryable = true };

    private readonly ByteWriter _events = new(4096);

    /// <inheritdoc/>
    public override void Feed(ReadOnlySpan<byte> received)
    {
        if (IsFinished)
        {
            return;
        }

        _events.Reset();
        var isWhole = unwrapper.Unwrap(received, _events);
        if (_events.Length > 0)
        {
            inner.Feed(_events.Written);
        }

        if (!isWhole && !inner.IsFinished)
        {
            inner.Break(BrokenFrames);
        }

        Follow();
    }

    /// <inheritdoc/>
    public override void Complete()
    {
        inner.Complete();
        Follow();
    }

    /// <inheritdoc/>
    public override void Break(Failure failure)
    {
        inner.Break(failure);
        Follow();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        unwrapper.Dispose();
        inner.Dispose();
        _events.Dispose();
    }

    private void Follow()
    {
        EarlyFailure = inner.EarlyFailure;
        HasContent = inner.HasContent;
        IsFinished = inner.IsFinished;
        BrokenBy = inner.BrokenBy;
        HasFinish = inner.HasFinish;
    }
}
