using System.Buffers;

namespace Dragoman.Dialects.Json;

/// <summary>
/// One pooled buffer that holds the bytes of a request: the body as received first, and behind it whatever had to be decoded
/// or made on the way. Slices point into it. Not thread-safe: one turn owns one arena.
/// </summary>
public sealed class Arena : IDisposable
{
    private byte[] _bytes;

    /// <summary>Rents a buffer of at least <paramref name="capacity"/> bytes.</summary>
    public Arena(int capacity = 64 * 1024)
    {
        _bytes = ArrayPool<byte>.Shared.Rent(Math.Max(capacity, 256));
        // Byte 0 is never handed out, so that the default Slice means "absent" and an empty string does not.
        Length = 1;
    }

    /// <summary>Bytes in use, the reserved first one included.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes of a slice. The span is invalid after the next append.</summary>
    public ReadOnlySpan<byte> this[Slice slice] => _bytes.AsSpan(slice.Start, slice.Length);

    /// <summary>All bytes in use, so that a slice's offsets index it directly.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    /// <summary>The same bytes as memory, for sending without a copy.</summary>
    public ReadOnlyMemory<byte> Memory(Slice slice) => _bytes.AsMemory(slice.Start, slice.Length);

    /// <summary>Copies bytes to the end and returns where they stand.</summary>
    public Slice Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        return Commit(bytes.Length);
    }

    /// <summary>Room for <paramref name="count"/> bytes behind the end; nothing is used until <see cref="Commit"/>.</summary>
    public Span<byte> Reserve(int count)
    {
        if (_bytes.Length - Length < count)
        {
            Grow(count);
        }

        return _bytes.AsSpan(Length);
    }

    /// <summary>The same room as memory, for reading a body into it.</summary>
    public Memory<byte> ReserveMemory(int count)
    {
        Reserve(count);
        return _bytes.AsMemory(Length);
    }

    /// <summary>Takes the first <paramref name="count"/> reserved bytes into use and returns where they stand.</summary>
    public Slice Commit(int count)
    {
        var slice = new Slice(Length, count);
        Length += count;
        return slice;
    }

    /// <summary>Forgets everything; the buffer stays.</summary>
    public void Reset() => Length = 1;

    /// <summary>Gives the buffer back. Slices of this arena must not be read afterwards.</summary>
    public void Dispose()
    {
        var bytes = _bytes;
        _bytes = [];
        Length = 0;
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private void Grow(int count)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(checked(Length + count), _bytes.Length * 2));
        _bytes.AsSpan(0, Length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
