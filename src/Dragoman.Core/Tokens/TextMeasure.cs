using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Dragoman.Core.Tokens;

/// <summary>
/// What a tokenizer's output depends on most, counted over escaped JSON content without decoding it: runs of letters, letters,
/// digits, runs of spaces, bytes beyond ASCII, and all other signs. A linear model over these is within a few per cent of the
/// real count on long texts, and counting is 32 bytes a step.
/// </summary>
public struct TextMeasure : IEquatable<TextMeasure>
{
    /// <summary>Bytes looked at.</summary>
    public long Bytes;

    /// <summary>Runs of ASCII letters.</summary>
    public long Words;

    /// <summary>ASCII letters.</summary>
    public long Letters;

    /// <summary>ASCII digits.</summary>
    public long Digits;

    /// <summary>Spaces.</summary>
    public long Spaces;

    /// <summary>Runs of spaces.</summary>
    public long SpaceRuns;

    /// <summary>Bytes beyond ASCII.</summary>
    public long High;

    /// <summary>Everything else: punctuation, escapes.</summary>
    public readonly long Signs => Bytes - Letters - Digits - Spaces - High;

    /// <summary>Adds a text.</summary>
    public void Add(ReadOnlySpan<byte> text)
    {
        Bytes += text.Length;
        ref var at = ref MemoryMarshal.GetReference(text);
        var (words, letters, digits, spaces, runs, high) = (0, 0, 0, 0, 0, 0);
        uint letterBefore = 0, spaceBefore = 0;
        var i = 0;
        for (; i <= text.Length - Vector256<byte>.Count; i += Vector256<byte>.Count)
        {
            var block = Vector256.LoadUnsafe(ref at, (nuint)i);
            var letterMask = InRange(block | Vector256.Create((byte)0x20), (byte)'a', 25);
            var spaceMask = Vector256.Equals(block, Vector256.Create((byte)' ')).ExtractMostSignificantBits();
            letters += BitOperations.PopCount(letterMask);
            words += BitOperations.PopCount(letterMask & ~((letterMask << 1) | letterBefore));
            spaces += BitOperations.PopCount(spaceMask);
            runs += BitOperations.PopCount(spaceMask & ~((spaceMask << 1) | spaceBefore));
            digits += BitOperations.PopCount(InRange(block, (byte)'0', 9));
            high += BitOperations.PopCount(block.ExtractMostSignificantBits());
            letterBefore = letterMask >> 31;
            spaceBefore = spaceMask >> 31;
        }

        for (; i < text.Length; i++)
        {
            var value = Unsafe.Add(ref at, i);
            var isLetter = (uint)((value | 0x20) - 'a') <= 25 ? 1u : 0;
            var isSpace = value == ' ' ? 1u : 0;
            letters += (int)isLetter;
            words += (int)(isLetter & ~letterBefore);
            spaces += (int)isSpace;
            runs += (int)(isSpace & ~spaceBefore);
            digits += (uint)(value - '0') <= 9 ? 1 : 0;
            high += value >> 7;
            (letterBefore, spaceBefore) = (isLetter, isSpace);
        }

        Words += words;
        Letters += letters;
        Digits += digits;
        Spaces += spaces;
        SpaceRuns += runs;
        High += high;
    }

    /// <inheritdoc/>
    public readonly bool Equals(TextMeasure other) =>
        Bytes == other.Bytes && Words == other.Words && Letters == other.Letters && Digits == other.Digits && Spaces == other.Spaces
        && SpaceRuns == other.SpaceRuns && High == other.High;

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is TextMeasure other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => HashCode.Combine(Bytes, Words, Letters, Digits, SpaceRuns, High);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint InRange(Vector256<byte> block, byte first, byte span) =>
        Vector256.LessThanOrEqual(block - Vector256.Create(first), Vector256.Create(span)).ExtractMostSignificantBits();
}
