using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Dragoman.Dialects.Json;

/// <summary>
/// Sixty-four bytes and the questions a scan asks of all of them at once; an answer has one bit for each byte, the first lowest.
/// </summary>
/// <remarks>
/// Two halves, not one vector of 512 bits: several processors lower their clock for a millisecond after such an instruction, which
/// costs the rest of the turn more than the scan gains.
/// </remarks>
internal readonly struct Block64
{
    private readonly Vector256<byte> _low;
    private readonly Vector256<byte> _high;

    /// <summary>Reads sixty-four bytes from <paramref name="first"/> on, which must all be there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Block64(ref byte first)
        : this(Vector256.LoadUnsafe(ref first), Vector256.LoadUnsafe(ref first, (nuint)Vector256<byte>.Count))
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Block64(Vector256<byte> low, Vector256<byte> high)
    {
        _low = low;
        _high = high;
    }

    /// <summary>Which bytes are <paramref name="value"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Are(byte value)
    {
        var wanted = Vector256.Create(value);
        return Bits(Vector256.Equals(_low, wanted), Vector256.Equals(_high, wanted));
    }

    /// <summary>Which bytes are one of the two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong AreEither(byte one, byte other)
    {
        var first = Vector256.Create(one);
        var second = Vector256.Create(other);
        return Bits(
            Vector256.Equals(_low, first) | Vector256.Equals(_low, second),
            Vector256.Equals(_high, first) | Vector256.Equals(_high, second));
    }

    /// <summary>Which bytes are less than <paramref name="limit"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong AreBelow(byte limit)
    {
        var bound = Vector256.Create(limit);
        return Bits(Vector256.LessThan(_low, bound), Vector256.LessThan(_high, bound));
    }

    /// <summary>Which bytes are beyond ASCII.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong AreHigh() => Bits(_low, _high);

    /// <summary>The same bytes with <paramref name="bits"/> set in each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Block64 With(byte bits)
    {
        var more = Vector256.Create(bits);
        return new Block64(_low | more, _high | more);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Bits(Vector256<byte> low, Vector256<byte> high) =>
        low.ExtractMostSignificantBits() | ((ulong)high.ExtractMostSignificantBits() << 32);
}
