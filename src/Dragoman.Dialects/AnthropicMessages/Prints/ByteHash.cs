using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Dragoman.Dialects.AnthropicMessages.Prints;

/// <summary>
/// A 64-bit hash that tells whether bytes are the same as last time. Made for speed over long texts: four sums that do not wait for
/// each other. It is no signature: whoever wants to find two texts with one hash can.
/// </summary>
public static class ByteHash
{
    // Odd, with bits all over: multiplying by them loses nothing and carries every bit upwards.
    private const ulong A = 0x9E3779B97F4A7C15;
    private const ulong B = 0xC2B2AE3D27D4EB4F;
    private const ulong C = 0x165667B19E3779F9;
    private const ulong D = 0xD6E8FEB86659FD93;

    /// <summary>The hash of some bytes; the same in every process.</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        var hash = (ulong)bytes.Length * A;
        if (bytes.Length >= 32)
        {
            hash ^= Long(ref bytes);
        }

        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            hash = BitOperations.RotateLeft((hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes)) * B, 31);
        }

        var last = 0UL;
        for (var i = 0; i < bytes.Length; i++)
        {
            last |= (ulong)bytes[i] << (8 * i);
        }

        return Mix((hash ^ last) * C);
    }

    /// <summary>One hash of two, in this order.</summary>
    public static ulong Combine(ulong first, ulong second) => Mix((BitOperations.RotateLeft(first, 23) ^ second) * A);

    private static ulong Long(ref ReadOnlySpan<byte> bytes)
    {
        ulong a = A, b = B, c = C, d = D;
        var words = MemoryMarshal.Cast<byte, ulong>(bytes[..(bytes.Length & ~31)]);
        for (var i = 0; i + 3 < words.Length; i += 4)
        {
            a = BitOperations.RotateLeft(a ^ words[i], 29) * B;
            b = BitOperations.RotateLeft(b ^ words[i + 1], 29) * C;
            c = BitOperations.RotateLeft(c ^ words[i + 2], 29) * D;
            d = BitOperations.RotateLeft(d ^ words[i + 3], 29) * A;
        }

        bytes = bytes[(bytes.Length & ~31)..];
        return Combine(Combine(a, b), Combine(c, d));
    }

    private static ulong Mix(ulong hash)
    {
        hash ^= hash >> 32;
        hash *= D;
        return hash ^ (hash >> 29);
    }
}
