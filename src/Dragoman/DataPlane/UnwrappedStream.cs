using System.Buffers;
using Dragoman.Dialects.AnthropicMessages.Envelopes;
using Dragoman.Dialects.Json;

namespace Dragoman.DataPlane;

/// <summary>
/// A response body without a cloud's framing: what is read are the server-sent events inside. Like any body it may be waited for with
/// an empty buffer, and holds none of its own while it waits (P7).
/// </summary>
internal sealed class UnwrappedStream(Stream body, StreamUnwrapper unwrapper) : ReadOnlyStream
{
    private const int Size = 32 * 1024;

    private readonly ByteWriter _events = new(1024);
    private int _read;

    /// <exception cref="InvalidDataException">The framing is damaged.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_read == _events.Length)
        {
            if (buffer.IsEmpty)
            {
                return await body.ReadAsync(buffer, cancellationToken);
            }

            if (!await FillAsync(cancellationToken))
            {
                return 0;
            }
        }

        var count = Math.Min(buffer.Length, _events.Length - _read);
        _events.Written.Slice(_read, count).CopyTo(buffer.Span);
        _read += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _events.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellation)
    {
        _events.Reset();
        _read = 0;
        var received = ArrayPool<byte>.Shared.Rent(Size);
        try
        {
            var count = await body.ReadAsync(received.AsMemory(0, Size), cancellation);
            if (count == 0)
            {
                return unwrapper.IsInsideFrame ? throw new InvalidDataException("The stream ended inside a frame.") : false;
            }

            // What was whole before the damage still passes; the damage shows at the next read.
            return unwrapper.Unwrap(received.AsSpan(0, count), _events) || _events.Length > 0
                ? true
                : throw new InvalidDataException("The stream's frames are damaged.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(received);
        }
    }
}
