using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Dragoman.Dialects.AnthropicMessages.Prints;

/// <summary>
/// A 64-bit hash that tells whether bytes are the same as last time. Made for speed over long texts: nothing is multiplied before the
/// end. It is no signature: whoever wants to find two texts with one hash can.
/// </summary>
public static class ByteHash
{
    // Odd, with bits all over: multiplying by them loses nothing and carries every bit upwards.
    private const ulong A = 0x9E3779B97F4A7C15;
    private const ulong B = 0xC2B2AE3D27D4EB4F;
    private const ulong C = 0x165667B19E3779F9;
    private const ulong D = 0xD6E8FEB86659FD93;

    private const int Block = 32;

    /// <summary>The hash of some bytes; the same in every process.</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        var hash = (ulong)bytes.Length * A;
        if (bytes.Length >= Block)
        {
            hash ^= Long(ref bytes);
        }

        for (; bytes.Length > 8; bytes = bytes[8..])
        {
            hash = BitOperations.RotateLeft((hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes)) * B, 31);
        }

        return Mix((hash ^ Last(bytes)) * C);
    }

    /// <summary>One hash of two, in this order.</summary>
    public static ulong Combine(ulong first, ulong second) => Mix((BitOperations.RotateLeft(first, 23) ^ second) * A);

    // Up to eight bytes as a number; the length is in the hash already.
    private static ulong Last(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        8 => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        >= 4 => BinaryPrimitives.ReadUInt32LittleEndian(bytes) | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(bytes[^4..]) << 32),
        > 0 => bytes[0] | ((ulong)bytes[bytes.Length / 2] << 8) | ((ulong)bytes[^1] << 16),
        _ => 0,
    };

    // In each of four columns a sum, and the sum of the sums: a word that changes, or two that change places, change one of them.
    private static ulong Long(ref ReadOnlySpan<byte> bytes)
    {
        Vector256<ulong> sum = Vector256<ulong>.Zero, sums = Vector256<ulong>.Zero;
        ref var start = ref MemoryMarshal.GetReference(bytes);
        var whole = bytes.Length & ~(Block - 1);
        for (var i = 0; i < whole; i += Block)
        {
            sum += Vector256.LoadUnsafe(ref start, (nuint)i).AsUInt64();
            sums += sum;
        }

        bytes = bytes[whole..];
        return Combine(Columns(sum, A), Columns(sums, D));
    }

    // Each column in its own turn, so that columns that change places are seen.
    private static ulong Columns(Vector256<ulong> columns, ulong hash)
    {
        hash = BitOperations.RotateLeft((hash ^ columns[0]) * B, 31);
        hash = BitOperations.RotateLeft((hash ^ columns[1]) * C, 29);
        hash = BitOperations.RotateLeft((hash ^ columns[2]) * A, 33);
        return (hash ^ columns[3]) * B;
    }

    private static ulong Mix(ulong hash)
    {
        hash ^= hash >> 32;
        hash *= D;
        return hash ^ (hash >> 29);
    }
}
