using System.Buffers.Binary;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.EventStream;

/// <summary>
/// Appends frames of <c>application/vnd.amazon.eventstream</c> to a buffer: begin, headers, <see cref="EndHeaders"/>, the payload
/// straight into the buffer, <see cref="EndFrame"/>. Lengths and checksums are filled in where they stand.
/// </summary>
public sealed class EventStreamWriter(ByteWriter output)
{
    private readonly ByteWriter _output = output;
    private int _start;
    private int _headerLength;

    /// <summary>Begins a frame.</summary>
    public void BeginFrame()
    {
        _start = _output.Length;
        _headerLength = 0;
        _output.Write([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    }

    /// <summary>Adds a text header.</summary>
    public void Header(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => Header(name, EventStreamHeaderType.String, value);

    /// <summary>Adds a header of any type.</summary>
    /// <param name="name">1 to 255 bytes.</param>
    /// <param name="type">The type, which says how many bytes the value has.</param>
    /// <param name="value">The value as it goes on the wire, without a length.</param>
    public void Header(ReadOnlySpan<byte> name, EventStreamHeaderType type, ReadOnlySpan<byte> value)
    {
        ArgumentOutOfRangeException.ThrowIfZero(name.Length);
        _output.Write(checked((byte)name.Length));
        _output.Write(name);
        _output.Write((byte)type);
        if (type is EventStreamHeaderType.Bytes or EventStreamHeaderType.String)
        {
            Span<byte> length = stackalloc byte[2];
            BinaryPrimitives.WriteUInt16BigEndian(length, checked((ushort)value.Length));
            _output.Write(length);
        }

        _output.Write(value);
    }

    /// <summary>What follows, up to <see cref="EndFrame"/>, is the payload.</summary>
    public void EndHeaders() => _headerLength = _output.Length - _start - 12;

    /// <summary>Ends the frame.</summary>
    public void EndFrame()
    {
        _output.Write([0, 0, 0, 0]);
        var frame = _output.WrittenSpan(_start);
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length);
        BinaryPrimitives.WriteInt32BigEndian(frame[4..], _headerLength);
        BinaryPrimitives.WriteUInt32BigEndian(frame[8..], Crc32.Compute(frame[..8]));
        BinaryPrimitives.WriteUInt32BigEndian(frame[^4..], Crc32.Compute(frame[..^4]));
    }

    /// <summary>Writes a whole event frame with a JSON payload, as Bedrock sends it.</summary>
    /// <param name="eventType">E.g. <c>chunk</c>.</param>
    /// <param name="payload">The JSON.</param>
    public void WriteEvent(ReadOnlySpan<byte> eventType, ReadOnlySpan<byte> payload) =>
        Write(":event-type"u8, eventType, "event"u8, payload);

    /// <summary>Writes a whole exception frame with a JSON payload.</summary>
    /// <param name="exceptionType">E.g. <c>throttlingException</c>.</param>
    /// <param name="payload">The JSON.</param>
    public void WriteException(ReadOnlySpan<byte> exceptionType, ReadOnlySpan<byte> payload) =>
        Write(":exception-type"u8, exceptionType, "exception"u8, payload);

    private void Write(ReadOnlySpan<byte> typeName, ReadOnlySpan<byte> type, ReadOnlySpan<byte> messageType, ReadOnlySpan<byte> payload)
    {
        BeginFrame();
        Header(typeName, type);
        Header(":content-type"u8, "application/json"u8);
        Header(":message-type"u8, messageType);
        EndHeaders();
        _output.Write(payload);
        EndFrame();
    }
}
