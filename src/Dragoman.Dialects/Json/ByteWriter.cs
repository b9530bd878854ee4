using System.Buffers;
using System.Buffers.Text;

namespace Dragoman.Dialects.Json;

/// <summary>
/// A pooled, growing byte buffer that JSON is appended to by hand. It rents at the first write: a turn has dozens of writers for what
/// an answer may hold, and few of them are written to. Not thread-safe.
/// </summary>
/// <param name="capacity">The least number of bytes that the first rented buffer holds.</param>
public sealed class ByteWriter(int capacity = 4096) : IBufferWriter<byte>, IDisposable
{
    private byte[] _bytes = [];

    /// <summary>Bytes written so far.</summary>
    public int Length { get; private set; }

    /// <summary>What was written. Invalid after the next write.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>What was written, as memory. Invalid after the next write.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, Length);

    /// <summary>Appends bytes as they are.</summary>
    public void Write(scoped ReadOnlySpan<byte> bytes)
    {
        Ensure(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    /// <summary>Appends one byte.</summary>
    public void Write(byte value)
    {
        Ensure(1);
        _bytes[Length++] = value;
    }

    /// <summary>Appends a whole number in decimal.</summary>
    public void WriteNumber(long value)
    {
        Ensure(20);
        Utf8Formatter.TryFormat(value, _bytes.AsSpan(Length), out var written);
        Length += written;
    }

    /// <summary>Appends <c>true</c> or <c>false</c>.</summary>
    public void WriteBoolean(bool value) => Write(value ? "true"u8 : "false"u8);

    /// <summary>Appends a quoted string whose content is already escaped JSON.</summary>
    public void WriteEscaped(scoped ReadOnlySpan<byte> escaped)
    {
        Ensure(escaped.Length + 2);
        _bytes[Length++] = (byte)'"';
        escaped.CopyTo(_bytes.AsSpan(Length));
        Length += escaped.Length;
        _bytes[Length++] = (byte)'"';
    }

    /// <summary>Appends a quoted string, escaping plain UTF-8 on the way.</summary>
    public void WriteString(scoped ReadOnlySpan<byte> plain)
    {
        Write((byte)'"');
        JsonStrings.Escape(plain, this);
        Write((byte)'"');
    }

    /// <summary>Appends a quoted string, escaping on the way.</summary>
    public void WriteString(string plain)
    {
        Write((byte)'"');
        WriteContent(plain);
        Write((byte)'"');
    }

    /// <summary>Appends the content of a string without its quotes, escaping on the way. Allocates only for long strings.</summary>
    public void WriteContent(string plain)
    {
        Span<byte> bytes = stackalloc byte[384];
        if (plain.Length > 128)
        {
            JsonStrings.Escape(System.Text.Encoding.UTF8.GetBytes(plain), this);
            return;
        }

        var length = System.Text.Encoding.UTF8.GetBytes(plain, bytes);
        JsonStrings.Escape(bytes[..length], this);
    }

    /// <summary>What was written from <paramref name="start"/> on, to fill in what is known only afterwards. Invalid after the next write.</summary>
    public Span<byte> WrittenSpan(int start) => _bytes.AsSpan(start, Length - start);

    /// <summary>Takes back what was written behind <paramref name="length"/>.</summary>
    public void Truncate(int length) => Length = Math.Clamp(length, 0, Length);

    /// <summary>Drops the first <paramref name="count"/> bytes.</summary>
    public void RemoveFront(int count)
    {
        if (count > 0)
        {
            _bytes.AsSpan(count, Length - count).CopyTo(_bytes);
            Length -= count;
        }
    }

    /// <summary>Forgets everything; the buffer stays.</summary>
    public void Reset() => Length = 0;

    /// <inheritdoc/>
    public void Advance(int count) => Length += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Ensure(Math.Max(sizeHint, 1));
        return _bytes.AsMemory(Length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Ensure(Math.Max(sizeHint, 1));
        return _bytes.AsSpan(Length);
    }

    /// <inheritdoc/>
    public void Dispose() => Release();

    /// <summary>Forgets everything and gives the buffer back; the next write rents another.</summary>
    public void Release()
    {
        if (_bytes is { Length: > 0 } bytes)
        {
            _bytes = [];
            Length = 0;
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private void Ensure(int count)
    {
        if (_bytes.Length - Length < count)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(checked(Length + count), _bytes.Length == 0 ? Math.Max(capacity, 256) : _bytes.Length * 2));
            _bytes.AsSpan(0, Length).CopyTo(larger);
            if (_bytes.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(_bytes);
            }

            _bytes = larger;
        }
    }
}
