using System.Buffers.Binary;
using System.Text;

namespace Dragoman.Testing;

/// <summary>Frames of AWS event streams, made bit by bit as the format's description has it: it shares no line with the product's.</summary>
public static class AwsFrames
{
    /// <summary>A frame with text headers.</summary>
    public static byte[] Make(byte[] payload, params (string Name, string Value)[] headers)
    {
        var names = new List<byte>();
        foreach (var (name, value) in headers)
        {
            names.Add((byte)name.Length);
            names.AddRange(Encoding.UTF8.GetBytes(name));
            names.Add(7);
            var text = Encoding.UTF8.GetBytes(value);
            names.Add((byte)(text.Length >> 8));
            names.Add((byte)text.Length);
            names.AddRange(text);
        }

        var frame = new byte[names.Count + payload.Length + 16];
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), names.Count);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(8), Checksum(frame.AsSpan(0, 8)));
        names.CopyTo(frame, 12);
        payload.CopyTo(frame, 12 + names.Count);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(frame.Length - 4), Checksum(frame.AsSpan(0, frame.Length - 4)));
        return frame;
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var state = uint.MaxValue;
        foreach (var value in bytes)
        {
            state ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                state = (state & 1) != 0 ? (state >> 1) ^ 0xEDB88320 : state >> 1;
            }
        }

        return ~state;
    }
}
