using Dragoman.Dialects.Json;
using Dragoman.Dialects.Sse;

namespace Dragoman.DataPlane;

/// <summary>
/// Holds the bytes of a passing stream up to the end of the last whole frame, so that only whole frames go out and a sign of life
/// or an error never lands inside one (H-326). The bytes themselves are not touched.
/// </summary>
internal sealed class FrameBuffer : IDisposable
{
    private readonly ByteWriter _bytes = new(4 * 1024);
    private int _whole;

    /// <summary>Bytes up to the end of the last whole frame.</summary>
    public ReadOnlySpan<byte> Whole => _bytes.Written[.._whole];

    /// <summary>The same as memory.</summary>
    public ReadOnlyMemory<byte> WholeMemory => _bytes.WrittenMemory[.._whole];

    /// <summary>True when one frame grew beyond what is taken (H-306).</summary>
    public bool IsOverflown => _bytes.Length - _whole > SseFrameReader.MaxFrameBytes;

    /// <summary>Adds received bytes and returns how many are whole.</summary>
    public int Add(ReadOnlySpan<byte> received)
    {
        // A frame ends at an empty line; the line end before it may have come with an earlier read.
        var from = Math.Max(_whole, _bytes.Length - 3);
        _bytes.Write(received);
        var end = LastFrameEnd(_bytes.Written[from..]);
        if (end > 0)
        {
            _whole = from + end;
        }

        return _whole;
    }

    /// <summary>Forgets the whole frames; a beginning of the next one stays.</summary>
    public void TakeWhole()
    {
        var rest = _bytes.Length - _whole;
        if (rest == 0)
        {
            _bytes.Release();
        }
        else
        {
            // The rest is short: it moves to the front through a copy of its own.
            var tail = _bytes.Written[_whole..].ToArray();
            _bytes.Reset();
            _bytes.Write(tail);
        }

        _whole = 0;
    }

    /// <inheritdoc/>
    public void Dispose() => _bytes.Dispose();

    private static int LastFrameEnd(ReadOnlySpan<byte> bytes)
    {
        var lf = bytes.LastIndexOf("\n\n"u8);
        var crlf = bytes.LastIndexOf("\r\n\r\n"u8);
        var cr = bytes.LastIndexOf("\r\r"u8);
        return Math.Max(Math.Max(lf < 0 ? 0 : lf + 2, crlf < 0 ? 0 : crlf + 4), cr < 0 ? 0 : cr + 2);
    }
}
