using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Dragoman.Dialects.Json;

/// <summary>
/// Finds the end of strings and containers 64 bytes at a time: quotes and escapes as bit masks, being inside a string as the parity
/// of quotes, brackets outside of strings one by one. It checks what keeps a slice from changing the document around it: strings are
/// closed, hold no control character and only escapes that exist; brackets match; depth is bounded; nothing outside of strings is a
/// control character but white space.
/// </summary>
internal static class JsonBlocks
{
    private const int Size = 64;
    private const ulong OddBits = 0xAAAA_AAAA_AAAA_AAAA;

    /// <summary>The offset of the quote that closes the string; the complement of where it is broken otherwise.</summary>
    /// <param name="json">The document.</param>
    /// <param name="at">Offset behind the opening quote.</param>
    /// <param name="high">Becomes other than 0 where a byte beyond ASCII stands in it.</param>
    public static int EndOfString(ReadOnlySpan<byte> json, int at, ref ulong high)
    {
        // Names, types and ids are short and hold no escapes: sixteen bytes tell.
        if (json.Length - at >= Vector128<byte>.Count)
        {
            var first = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(json), (nuint)at);
            var quote = Vector128.Equals(first, Vector128.Create((byte)'"'));
            var other = Vector128.Equals(first, Vector128.Create((byte)'\\')) | Vector128.LessThan(first, Vector128.Create((byte)0x20));
            var stops = (quote | other).ExtractMostSignificantBits();
            if (stops != 0 && json[at + BitOperations.TrailingZeroCount(stops)] == '"')
            {
                high |= first.ExtractMostSignificantBits() & ((stops & (0 - stops)) - 1);
                return at + BitOperations.TrailingZeroCount(stops);
            }
        }

        return EndOfLongString(json, at, ref high);
    }

    private static int EndOfLongString(ReadOnlySpan<byte> json, int at, ref ulong high)
    {
        var carry = 0UL;
        var seenHigh = 0UL;
        var tail = default(Tail);
        for (; at < json.Length; at += Size)
        {
            var block = new Block64(ref BlockAt(json, at, ref tail));
            var quotes = block.Are((byte)'"');
            var backslashes = block.Are((byte)'\\');
            var bad = block.AreBelow(0x20);
            // Without a branch on there being escapes: in code they come and go too irregularly to be predicted.
            var escaped = Escaped(backslashes, ref carry);
            var rare = escaped & ~(quotes | backslashes | Common(block));
            quotes &= ~escaped;
            var inside = quotes == 0 ? ulong.MaxValue : (quotes & (0 - quotes)) - 1;
            bad &= inside;
            if ((rare & inside) != 0)
            {
                bad |= BadEscapes(json, at, block, rare & inside);
            }

            if (bad != 0)
            {
                return ~Math.Min(at + BitOperations.TrailingZeroCount(bad), json.Length);
            }

            seenHigh |= block.AreHigh() & inside;
            if (quotes != 0)
            {
                high |= seenHigh;
                return at + BitOperations.TrailingZeroCount(quotes);
            }
        }

        return ~json.Length;
    }

    /// <summary>The offset behind the bracket that closes the container; the complement of where it is broken otherwise.</summary>
    /// <param name="json">The document.</param>
    /// <param name="at">Offset of the opening bracket.</param>
    /// <param name="high">Becomes other than 0 where a byte beyond ASCII stands in it.</param>
    public static int EndOfContainer(ReadOnlySpan<byte> json, int at, ref ulong high)
    {
        // One bit a level says whether it is an object, so that `{]` is refused.
        Span<ulong> objects = stackalloc ulong[JsonCursor.MaxDepth / 64];
        var depth = 0;
        var carry = 0UL;
        var inString = 0UL;
        var seenHigh = 0UL;
        var tail = default(Tail);
        for (; at < json.Length; at += Size)
        {
            var block = new Block64(ref BlockAt(json, at, ref tail));
            var quotes = block.Are((byte)'"');
            var backslashes = block.Are((byte)'\\');
            var controls = block.AreBelow(0x20);
            // The brackets of a pair differ from those of the other in the bit 0x20 alone.
            var lower = block.With(0x20);
            var opens = lower.Are((byte)'{');
            var closes = lower.Are((byte)'}');
            var escaped = Escaped(backslashes, ref carry);
            var rare = escaped & ~(quotes | backslashes | Common(block));
            quotes &= ~escaped;
            var strings = PrefixXor(quotes) ^ inString;
            inString = (ulong)((long)strings >> 63);
            var end = Size;
            var brackets = (opens | closes) & ~strings;
            while (brackets != 0)
            {
                var bit = BitOperations.TrailingZeroCount(brackets);
                brackets &= brackets - 1;
                var isObject = json[at + bit] is (byte)'{' or (byte)'}';
                if ((opens >> bit & 1) != 0)
                {
                    if (depth == JsonCursor.MaxDepth)
                    {
                        return ~(at + bit);
                    }

                    Push(objects, depth++, isObject);
                    continue;
                }

                if (--depth < 0 || IsObject(objects, depth) != isObject)
                {
                    return ~(at + bit);
                }

                if (depth == 0)
                {
                    end = bit;
                    break;
                }
            }

            var seen = end == Size ? ulong.MaxValue : (1UL << end) - 1;
            var bad = (controls & strings) | (backslashes & ~strings);
            if ((controls & ~strings) != 0)
            {
                bad |= controls & ~strings & ~WhiteSpace(block);
            }

            if ((rare & seen) != 0)
            {
                bad |= BadEscapes(json, at, block, rare & seen);
            }

            if ((bad & seen) != 0)
            {
                return ~Math.Min(at + BitOperations.TrailingZeroCount(bad & seen), json.Length);
            }

            seenHigh |= block.AreHigh() & seen;
            if (end != Size)
            {
                high |= seenHigh;
                return at + end + 1;
            }
        }

        return ~json.Length;
    }

    private static void Push(Span<ulong> objects, int level, bool isObject)
    {
        var bit = 1UL << (level & 63);
        ref var word = ref objects[level >> 6];
        word = isObject ? word | bit : word & ~bit;
    }

    private static bool IsObject(ReadOnlySpan<ulong> objects, int level) => (objects[level >> 6] >> (level & 63) & 1) != 0;

    // A place, not a vector: a vector that comes from one of two places would be spilled in each round.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref byte BlockAt(ReadOnlySpan<byte> json, int at, ref Tail tail)
    {
        if (json.Length - at >= Size)
        {
            return ref Unsafe.Add(ref MemoryMarshal.GetReference(json), at);
        }

        return ref Fill(json, at, ref tail);
    }

    // The last bytes of a document are followed by blanks, which are neither brackets nor quotes nor control characters.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ref byte Fill(ReadOnlySpan<byte> json, int at, ref Tail tail)
    {
        Span<byte> bytes = tail;
        bytes.Fill((byte)' ');
        json[at..].CopyTo(bytes);
        return ref MemoryMarshal.GetReference(bytes);
    }

    // The characters behind an odd run of backslashes. `carry` says that the first character of the next block is one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Escaped(ulong backslashes, ref ulong carry)
    {
        var starts = backslashes & ~carry;
        // Subtracting lets a borrow run through each series; where it comes out tells odd from even lengths.
        var ends = ((starts << 1 | OddBits) - starts) ^ OddBits;
        var escaped = ends ^ (backslashes | carry);
        carry = (ends & backslashes) >> 63;
        return escaped;
    }

    // With \" and \\, whose masks are there already, \n and \t are nearly all there is.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Common(Block64 block) => block.AreEither((byte)'n', (byte)'t');

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong PrefixXor(ulong bits)
    {
        if (Pclmulqdq.IsSupported)
        {
            return Pclmulqdq.CarrylessMultiply(Vector128.CreateScalar(bits), Vector128.Create(ulong.MaxValue), 0).ToScalar();
        }

        bits ^= bits << 1;
        bits ^= bits << 2;
        bits ^= bits << 4;
        bits ^= bits << 8;
        bits ^= bits << 16;
        return bits ^ (bits << 32);
    }

    private static ulong WhiteSpace(Block64 block) => block.AreEither((byte)'\n', (byte)'\r') | block.Are((byte)'\t');

    private static ulong BadEscapes(ReadOnlySpan<byte> json, int at, Block64 block, ulong escaped)
    {
        var rest = escaped & ~(block.AreEither((byte)'r', (byte)'/') | block.AreEither((byte)'b', (byte)'f'));
        var bad = 0UL;
        while (rest != 0)
        {
            var bit = BitOperations.TrailingZeroCount(rest);
            rest &= rest - 1;
            if (!IsUnicodeEscape(json, at + bit))
            {
                bad |= 1UL << bit;
            }
        }

        return bad;
    }

    private static bool IsUnicodeEscape(ReadOnlySpan<byte> json, int at) =>
        json.Length - at > 4 && json[at] == 'u'
        && char.IsAsciiHexDigit((char)json[at + 1]) && char.IsAsciiHexDigit((char)json[at + 2])
        && char.IsAsciiHexDigit((char)json[at + 3]) && char.IsAsciiHexDigit((char)json[at + 4]);

    [InlineArray(Size)]
    private struct Tail
    {
        private byte _first;
    }
}
