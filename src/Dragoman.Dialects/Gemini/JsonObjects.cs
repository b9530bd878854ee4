using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Gemini;

/// <summary>
/// Finds the objects of a JSON array that is still arriving, in whatever pieces: the stream's form where nobody asked for events
/// (H-303), and that of errors (H-391).
/// </summary>
internal sealed class JsonObjects : IDisposable
{
    /// <summary>The most bytes of one object; more is an error of the upstream (H-306).</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    private readonly ByteWriter _bytes = new();
    private int _start;
    private int _at;
    private int _depth;
    private bool _inString;
    private bool _afterBackslash;

    /// <summary>True once an object was larger than <see cref="MaxBytes"/>; nothing more is read.</summary>
    public bool IsOverflown { get; private set; }

    /// <summary>Adds received bytes. Read all objects with <see cref="TryRead"/> before the next call.</summary>
    public void Append(ReadOnlySpan<byte> received)
    {
        if (IsOverflown)
        {
            return;
        }

        var done = _depth == 0 ? _at : _start;
        _bytes.RemoveFront(done);
        _at -= done;
        _start = 0;
        if (_bytes.Length + received.Length > MaxBytes)
        {
            IsOverflown = true;
            return;
        }

        _bytes.Write(received);
    }

    /// <summary>The next whole object; false when more bytes are needed. Valid until the next <see cref="Append"/>.</summary>
    public bool TryRead(out ReadOnlySpan<byte> found)
    {
        var bytes = _bytes.Written;
        while (_at < bytes.Length)
        {
            var c = bytes[_at++];
            if (_inString)
            {
                _inString = _afterBackslash || c != '"';
                _afterBackslash = !_afterBackslash && c == '\\';
                continue;
            }

            switch (c)
            {
                case (byte)'"' when _depth > 0:
                    _inString = true;
                    break;
                case (byte)'{':
                    _start = _depth++ == 0 ? _at - 1 : _start;
                    break;
                case (byte)'[' when _depth > 0:
                    _depth++;
                    break;
                case (byte)'}' or (byte)']' when _depth > 0:
                    if (--_depth == 0)
                    {
                        found = bytes[_start.._at];
                        return true;
                    }

                    break;
                default:
                    break;
            }
        }

        found = default;
        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => _bytes.Dispose();
}
