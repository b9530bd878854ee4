using System.Buffers.Binary;
using System.Text;

namespace Dragoman.Testing;

/// <summary>Frames of AWS event streams, made here anew so that the gateway's reader is not checked by itself.</summary>
internal static class EventFrames
{
    /// <summary>One event.</summary>
    public static byte[] Event(string type, byte[] payload) => Make(":event-type", type, "event", payload);

    /// <summary>One exception.</summary>
    public static byte[] Exception(string type, byte[] payload) => Make(":exception-type", type, "exception", payload);

    private static byte[] Make(string kind, string type, string message, byte[] payload)
    {
        byte[] headers = [.. Header(kind, type), .. Header(":content-type", "application/json"), .. Header(":message-type", message)];
        var frame = new byte[16 + headers.Length + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), headers.Length);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(8), Checksum(frame.AsSpan(0, 8)));
        headers.CopyTo(frame, 12);
        payload.CopyTo(frame, 12 + headers.Length);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(frame.Length - 4), Checksum(frame.AsSpan(0, frame.Length - 4)));
        return frame;
    }

    private static byte[] Header(string name, string value) =>
        [(byte)name.Length, .. Encoding.ASCII.GetBytes(name), 7, (byte)(value.Length >> 8), (byte)value.Length, .. Encoding.ASCII.GetBytes(value)];

    // Bit by bit, as the standard has it.
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var state = 0xFFFFFFFFu;
        foreach (var value in bytes)
        {
            state ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                state = (state & 1) == 1 ? (state >> 1) ^ 0xEDB88320u : state >> 1;
            }
        }

        return ~state;
    }
}
