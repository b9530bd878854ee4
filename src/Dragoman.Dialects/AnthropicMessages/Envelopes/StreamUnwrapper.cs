using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.AnthropicMessages.Envelopes;

/// <summary>Turns the frames of a cloud into the server-sent events of the Messages API, in whatever pieces they arrive.</summary>
public abstract class StreamUnwrapper : IDisposable
{
    /// <summary>True when bytes are held that are no whole frame yet: at the body's end it was cut off.</summary>
    public abstract bool IsInsideFrame { get; }

    /// <summary>Takes received bytes and writes the events that became complete. False where the framing is broken: nothing follows.</summary>
    public abstract bool Unwrap(ReadOnlySpan<byte> received, ByteWriter events);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives buffers back.</summary>
    protected abstract void Dispose(bool disposing);
}
