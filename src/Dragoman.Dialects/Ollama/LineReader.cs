using System.Buffers;

namespace Dragoman.Dialects.Ollama;

/// <summary>Cuts a body into lines of JSON, however its bytes arrive (H-303). Blank lines are no lines.</summary>
internal sealed class LineReader : IDisposable
{
    /// <summary>A line larger than this is refused: one that never ends must not eat the memory (H-306).</summary>
    public const int MaxLineBytes = 64 * 1024 * 1024;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(4 * 1024);
    private int _start;
    private int _search;
    private int _end;

    /// <summary>True when a line grew beyond <see cref="MaxLineBytes"/>; nothing more is read.</summary>
    public bool IsOverflown { get; private set; }

    /// <summary>Adds received bytes. Read all lines with <see cref="TryRead"/> before the next call.</summary>
    public void Append(ReadOnlySpan<byte> received)
    {
        if (_start > 0)
        {
            _bytes.AsSpan(_start, _end - _start).CopyTo(_bytes);
            _search -= _start;
            _end -= _start;
            _start = 0;
        }

        if (IsOverflown || _end + received.Length > MaxLineBytes)
        {
            IsOverflown = true;
            return;
        }

        if (_bytes.Length - _end < received.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_bytes.Length * 2, _end + received.Length));
            _bytes.AsSpan(0, _end).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }

        received.CopyTo(_bytes.AsSpan(_end));
        _end += received.Length;
    }

    /// <summary>The next line; valid until the reader is fed again.</summary>
    /// <param name="line">The line, without white space around it.</param>
    /// <param name="isLast">The body is over: what is left is a line, too.</param>
    public bool TryRead(out ReadOnlySpan<byte> line, bool isLast = false)
    {
        while (!IsOverflown && _start < _end)
        {
            var hit = _bytes.AsSpan(_search, _end - _search).IndexOf((byte)'\n');
            if (hit < 0 && !isLast)
            {
                _search = _end;
                break;
            }

            var end = hit < 0 ? _end : _search + hit;
            line = _bytes.AsSpan(_start, end - _start).Trim(" \t\r\n\uFEFF"u8);
            _start = _search = Math.Min(end + 1, _end);
            if (!line.IsEmpty)
            {
                return true;
            }
        }

        line = default;
        return false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        var bytes = _bytes;
        _bytes = [];
        _start = _search = _end = 0;
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
