using System.Buffers;
using System.Buffers.Binary;

namespace Dragoman.Dialects.EventStream;

/// <summary>
/// Cuts bytes of <c>application/vnd.amazon.eventstream</c> into frames, however they arrive (H-304):
/// <c>length · headers' length · CRC of both · headers · payload · CRC of all</c>, numbers of four bytes, big end first. The length
/// is believed only when its checksum is right, and memory grows by what arrived, not by what was announced.
/// </summary>
public sealed class EventStreamReader : IDisposable
{
    /// <summary>The largest frame that is read; services send at most 24 MiB of payload.</summary>
    public const int MaxFrameBytes = (24 * 1024 * 1024) + MaxHeaderBytes + Overhead;

    /// <summary>The most that the headers of one frame may take.</summary>
    public const int MaxHeaderBytes = 128 * 1024;

    /// <summary>The bytes of a frame that are neither header nor payload.</summary>
    internal const int Overhead = Prelude + 4;

    private const int Prelude = 12;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(8 * 1024);
    private int _frame;     // where the current frame begins
    private int _length;    // the current frame's length; 0 while its prelude is not read
    private int _end;

    /// <summary>Why nothing more is read; <see cref="EventStreamFault.None"/> while all is well.</summary>
    public EventStreamFault Fault { get; private set; }

    /// <summary>Bytes that are held and belong to a frame which is not complete yet: more than none at the end is a cut stream.</summary>
    public int Pending => _end - _frame;

    /// <summary>Adds received bytes. Read all frames with <see cref="TryRead"/> before the next call.</summary>
    public void Append(ReadOnlySpan<byte> received)
    {
        if (Fault != EventStreamFault.None)
        {
            return;
        }

        Compact();
        if (_bytes.Length - _end < received.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_bytes.Length * 2, checked(_end + received.Length)));
            _bytes.AsSpan(0, _end).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }

        received.CopyTo(_bytes.AsSpan(_end));
        _end += received.Length;
    }

    /// <summary>The next complete frame; false when more bytes are needed, or behind a <see cref="Fault"/>.</summary>
    public bool TryRead(out EventStreamFrame frame)
    {
        frame = default;
        ReadOnlySpan<byte> held = _bytes.AsSpan(_frame, _end - _frame);
        if (Fault != EventStreamFault.None || (_length == 0 && !ReadPrelude(held)) || held.Length < _length)
        {
            return false;
        }

        var bytes = held[.._length];
        if (Crc32.Compute(bytes[..^4]) != BinaryPrimitives.ReadUInt32BigEndian(bytes[^4..]))
        {
            Fault = EventStreamFault.MessageChecksum;
            return false;
        }

        var headers = bytes.Slice(Prelude, (int)BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]));
        if (!AreWellFormed(headers))
        {
            Fault = EventStreamFault.Headers;
            return false;
        }

        frame = new EventStreamFrame(headers, bytes[(Prelude + headers.Length)..^4]);
        _frame += _length;
        _length = 0;
        return true;
    }

    /// <summary>Gives the buffer back.</summary>
    public void Dispose()
    {
        var bytes = _bytes;
        _bytes = [];
        _frame = _length = _end = 0;
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private bool ReadPrelude(ReadOnlySpan<byte> held)
    {
        if (held.Length < Prelude)
        {
            return false;
        }

        if (Crc32.Compute(held[..8]) != BinaryPrimitives.ReadUInt32BigEndian(held[8..]))
        {
            Fault = EventStreamFault.PreludeChecksum;
            return false;
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(held);
        var headers = BinaryPrimitives.ReadUInt32BigEndian(held[4..]);
        if (length is < Overhead or > MaxFrameBytes || headers > MaxHeaderBytes || headers > length - Overhead)
        {
            Fault = EventStreamFault.Length;
            return false;
        }

        _length = (int)length;
        return true;
    }

    private static bool AreWellFormed(ReadOnlySpan<byte> bytes)
    {
        var headers = new EventStreamHeaders(bytes);
        while (headers.MoveNext())
        {
        }

        return headers.IsAtEnd;
    }

    private void Compact()
    {
        if (_frame > 0)
        {
            _bytes.AsSpan(_frame, _end - _frame).CopyTo(_bytes);
            _end -= _frame;
            _frame = 0;
        }
    }
}
