using System.Buffers.Binary;

namespace Dragoman.Dialects.EventStream;

/// <summary>Walks over the headers of one frame, in their order. A <c>foreach</c> takes it as it is.</summary>
public ref struct EventStreamHeaders
{
    private ReadOnlySpan<byte> _rest;

    internal EventStreamHeaders(ReadOnlySpan<byte> bytes)
    {
        _rest = bytes;
        Current = default;
    }

    /// <summary>The header that <see cref="MoveNext"/> came to.</summary>
    public EventStreamHeader Current { get; private set; }

    /// <summary>True once all bytes were headers; false while there are more, or where the rest is none.</summary>
    internal readonly bool IsAtEnd => _rest.IsEmpty;

    /// <summary>The headers themselves.</summary>
    public readonly EventStreamHeaders GetEnumerator() => this;

    /// <summary>Goes to the next header; false behind the last.</summary>
    public bool MoveNext()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        var nameEnd = 1 + _rest[0];
        if (nameEnd == 1 || nameEnd >= _rest.Length)
        {
            return false;
        }

        var type = (EventStreamHeaderType)_rest[nameEnd];
        var at = nameEnd + 1;
        if (!TryMeasure(type, _rest[at..], out var prefix, out var length) || length > _rest.Length - at - prefix)
        {
            return false;
        }

        at += prefix;
        Current = new EventStreamHeader(_rest[1..nameEnd], type, _rest.Slice(at, length));
        _rest = _rest[(at + length)..];
        return true;
    }

    private static bool TryMeasure(EventStreamHeaderType type, ReadOnlySpan<byte> bytes, out int prefix, out int length)
    {
        prefix = 0;
        length = type switch
        {
            EventStreamHeaderType.True or EventStreamHeaderType.False => 0,
            EventStreamHeaderType.Byte => 1,
            EventStreamHeaderType.Int16 => 2,
            EventStreamHeaderType.Int32 => 4,
            EventStreamHeaderType.Int64 or EventStreamHeaderType.Timestamp => 8,
            EventStreamHeaderType.Uuid => 16,
            _ => -1,
        };
        if (type is EventStreamHeaderType.Bytes or EventStreamHeaderType.String && bytes.Length >= 2)
        {
            prefix = 2;
            length = BinaryPrimitives.ReadUInt16BigEndian(bytes);
        }

        return length >= 0;
    }
}
