using System.Buffers;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Sse;

/// <summary>
/// Cuts a byte stream into server-sent events, however the bytes arrive: any of the three line ends, comments, a byte order
/// mark, several data lines, no space behind the colon, a last frame without its blank line (H-295 to H-297, H-307).
/// Works on bytes, so a character split between two reads is never decoded half.
/// </summary>
public sealed class SseFrameReader : IDisposable
{
    /// <summary>A frame larger than this is refused: a line that never ends must not eat the memory (H-306).</summary>
    public const int MaxFrameBytes = 64 * 1024 * 1024;

    private const int FirstRent = 8 * 1024;

    private byte[] _bytes = [];
    private readonly ByteWriter _joined = new(256);
    private int _frame;      // where the current frame begins
    private int _line;       // where the current line begins
    private int _search;     // up to here no line end was found
    private int _end;
    private bool _began;

    /// <summary>True when a frame grew beyond <see cref="MaxFrameBytes"/>; nothing more is read.</summary>
    public bool IsOverflown { get; private set; }

    /// <summary>Bytes that are held and belong to a frame which is not complete yet.</summary>
    public int Pending => _end - _frame;

    /// <summary>Adds received bytes. Read all frames with <see cref="TryRead"/> before the next call.</summary>
    public void Append(ReadOnlySpan<byte> received)
    {
        if (IsOverflown)
        {
            return;
        }

        Compact();
        if (_end + received.Length > MaxFrameBytes)
        {
            IsOverflown = true;
            return;
        }

        if (_bytes.Length - _end < received.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Math.Max(_bytes.Length * 2, FirstRent), _end + received.Length));
            _bytes.AsSpan(0, _end).CopyTo(larger);
            Return();
            _bytes = larger;
        }

        received.CopyTo(_bytes.AsSpan(_end));
        _end += received.Length;
        SkipByteOrderMark();
    }

    /// <summary>
    /// The next complete frame that has data; false when more bytes are needed. A frame is valid until the next call: where nothing
    /// is left of it, the buffer is given back, as the stream may be silent for long (P7).
    /// </summary>
    public bool TryRead(out SseFrame frame)
    {
        while (NextLine(out var line, final: false))
        {
            if (line.IsEmpty && EndFrame(out frame))
            {
                return true;
            }
        }

        if (_frame == _end)
        {
            Return();
        }

        frame = default;
        return false;
    }

    /// <summary>At the end of the stream: the last frame, if it has data but no blank line behind it.</summary>
    public bool TryReadLast(out SseFrame frame)
    {
        while (NextLine(out var line, final: true))
        {
            if (line.IsEmpty && EndFrame(out frame))
            {
                return true;
            }
        }

        return EndFrame(out frame);
    }

    /// <summary>Gives the buffers back.</summary>
    public void Dispose()
    {
        _joined.Dispose();
        _end = 0;
        Return();
    }

    // The places are kept where bytes move to a larger buffer, and begin anew where none are left.
    private void Return()
    {
        var bytes = _bytes;
        _bytes = [];
        if (_frame >= _end)
        {
            _frame = _line = _search = _end = 0;
        }

        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private bool NextLine(out ReadOnlySpan<byte> line, bool final)
    {
        line = default;
        if (IsOverflown || _line >= _end)
        {
            return false;
        }

        var hit = _bytes.AsSpan(_search, _end - _search).IndexOfAny((byte)'\n', (byte)'\r');
        if (hit < 0)
        {
            _search = _end;
            if (!final)
            {
                return false;
            }

            line = _bytes.AsSpan(_line, _end - _line);
            _line = _end;
            return true;
        }

        var at = _search + hit;
        var next = at + 1;
        if (_bytes[at] == '\r')
        {
            if (next == _end && !final)
            {
                // A line feed may follow with the next read; decide then.
                _search = at;
                return false;
            }

            if (next < _end && _bytes[next] == '\n')
            {
                next++;
            }
        }

        line = _bytes.AsSpan(_line, at - _line);
        _line = _search = next;
        return true;
    }

    // Reads the fields of the lines [_frame, _line) and starts the next frame. False when there was no data.
    private bool EndFrame(out SseFrame frame)
    {
        ReadOnlySpan<byte> rest = _bytes.AsSpan(_frame, _line - _frame);
        _frame = _line;
        ReadOnlySpan<byte> name = default;
        ReadOnlySpan<byte> data = default;
        var dataLines = 0;
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOfAny((byte)'\n', (byte)'\r');
            var line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (line.StartsWith("data:"u8))
            {
                AddData(Value(line[5..]), ref data, ref dataLines);
            }
            else if (line.StartsWith("event:"u8))
            {
                name = Value(line[6..]);
            }
        }

        frame = new SseFrame(name, data);
        return dataLines > 0;
    }

    private void AddData(ReadOnlySpan<byte> value, ref ReadOnlySpan<byte> data, ref int lines)
    {
        if (++lines == 1)
        {
            data = value;
            return;
        }

        if (lines == 2)
        {
            _joined.Reset();
            _joined.Write(data);
        }

        _joined.Write((byte)'\n');
        _joined.Write(value);
        data = _joined.Written;
    }

    private static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> afterColon) =>
        afterColon.Length > 0 && afterColon[0] == ' ' ? afterColon[1..] : afterColon;

    private void Compact()
    {
        if (_frame == 0)
        {
            return;
        }

        _bytes.AsSpan(_frame, _end - _frame).CopyTo(_bytes);
        _line -= _frame;
        _search -= _frame;
        _end -= _frame;
        _frame = 0;
    }

    private void SkipByteOrderMark()
    {
        if (_began || _end < 3)
        {
            return;
        }

        _began = true;
        if (_bytes.AsSpan(0, 3).SequenceEqual("\uFEFF"u8))
        {
            _frame = _line = _search = 3;
        }
    }
}
