using System.Buffers.Binary;

namespace Dragoman.Dialects.EventStream;

/// <summary>One header of a frame. Spans are valid as long as the frame's.</summary>
public readonly ref struct EventStreamHeader(ReadOnlySpan<byte> name, EventStreamHeaderType type, ReadOnlySpan<byte> value)
{
    /// <summary>The name, UTF-8; those of the protocol itself begin with a colon.</summary>
    public ReadOnlySpan<byte> Name { get; } = name;

    /// <summary>What kind of value it has.</summary>
    public EventStreamHeaderType Type { get; } = type;

    /// <summary>The value's bytes as they are on the wire, without a length; empty for true and false.</summary>
    public ReadOnlySpan<byte> Value { get; } = value;

    /// <summary>The value of a number, a timestamp (milliseconds since 1970) or a truth (1 or 0); null for bytes, text and ids.</summary>
    public long? Number => Type switch
    {
        EventStreamHeaderType.True => 1,
        EventStreamHeaderType.False => 0,
        EventStreamHeaderType.Byte => (sbyte)Value[0],
        EventStreamHeaderType.Int16 => BinaryPrimitives.ReadInt16BigEndian(Value),
        EventStreamHeaderType.Int32 => BinaryPrimitives.ReadInt32BigEndian(Value),
        EventStreamHeaderType.Int64 or EventStreamHeaderType.Timestamp => BinaryPrimitives.ReadInt64BigEndian(Value),
        _ => null,
    };
}
