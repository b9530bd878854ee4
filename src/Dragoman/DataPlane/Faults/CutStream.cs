namespace Dragoman.DataPlane.Faults;

/// <summary>An upstream's stream that breaks after so many events: at the blank line behind the last one.</summary>
internal sealed class CutStream(Stream inner, int events) : ReadOnlyStream
{
    private int _left = events;
    private bool _endedLine;

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_left <= 0)
        {
            throw new IOException("The stream was cut by a fault that an administrator put in.");
        }

        var read = await inner.ReadAsync(buffer, cancellationToken);
        return Count(buffer.Span[..read]);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    // What is read together counts up to the cut; what stands behind it was never sent.
    private int Count(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == '\n')
            {
                if (_endedLine && --_left <= 0)
                {
                    return i + 1;
                }

                _endedLine = !_endedLine;
            }
            else if (bytes[i] != '\r')
            {
                _endedLine = false;
            }
        }

        return bytes.Length;
    }
}
