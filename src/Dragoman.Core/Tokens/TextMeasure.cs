using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Dragoman.Core.Tokens;

/// <summary>
/// What a tokenizer's output depends on most, counted over escaped JSON content without decoding it: runs of letters, letters,
/// digits, runs of spaces, bytes beyond ASCII, and all other signs. A linear model over these is within a few per cent of the
/// real count on long texts, and counting is 32 bytes a step.
/// </summary>
public struct TextMeasure : IEquatable<TextMeasure>
{
    // Many short ones, as prose and code take turns, and not a power of two apart: what repeats in a text does so at any distance but hardly at this one.
    private const int SampledFrom = 16 * 1024, Stripe = 256, StripeEvery = 1031, MaxStripes = 192;

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

    /// <summary>Escapes of the form <c>\uXXXX</c>: six bytes for one character, where a client escapes more than it must.</summary>
    public long UnicodeEscapes;

    /// <summary>Everything else: punctuation, escapes.</summary>
    public readonly long Signs => Bytes - Letters - Digits - Spaces - High;

    /// <summary>Adds a text.</summary>
    public void Add(ReadOnlySpan<byte> text)
    {
        Bytes += text.Length;
        if (text.Length <= Vector256<byte>.Count)
        {
            AddFirst(text, text.Length);
            return;
        }

        // Every other byte has one in front of it, by which runs are told from their beginnings.
        AddFirst(text, 1);
        AddRest(text);
    }

    /// <summary>
    /// Adds a long text by a sample of it, in stripes over its whole length: within some three per cent of what <see cref="Add"/> counts,
    /// where the model over the counts is itself off by more (A22). Short texts are counted in full.
    /// </summary>
    public void AddSampled(ReadOnlySpan<byte> text)
    {
        if (text.Length <= SampledFrom)
        {
            Add(text);
            return;
        }

        var sample = default(TextMeasure);
        sample.Add(text[..Stripe]);
        var step = Math.Max(StripeEvery, text.Length / MaxStripes);
        for (var at = step; at < text.Length; at += step)
        {
            var length = Math.Min(Stripe, text.Length - at);
            sample.Bytes += length;
            // With the byte in front, so that a word that a stripe begins in is not counted as one that begins there.
            sample.AddRest(text.Slice(at - 1, length + 1));
        }

        var factor = (double)text.Length / sample.Bytes;
        Bytes += text.Length;
        Words += (long)(sample.Words * factor);
        Letters += (long)(sample.Letters * factor);
        Digits += (long)(sample.Digits * factor);
        Spaces += (long)(sample.Spaces * factor);
        SpaceRuns += (long)(sample.SpaceRuns * factor);
        High += (long)(sample.High * factor);
        UnicodeEscapes += (long)(sample.UnicodeEscapes * factor);
    }

    // Optimized at once: the first turn after a start is as fast as the thousandth.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddRest(ReadOnlySpan<byte> text)
    {
        ref var first = ref Unsafe.Add(ref MemoryMarshal.GetReference(text), 1);
        var (blocks, rest) = Math.DivRem(text.Length - 1, Vector256<byte>.Count);

        // The end stands in a block of its own, behind the byte in front of it; its zeros count as nothing.
        Span<byte> end = stackalloc byte[Vector256<byte>.Count + 1];
        end.Clear();
        text[^(rest + 1)..].CopyTo(end);
        ref var last = ref Unsafe.Add(ref MemoryMarshal.GetReference(end), 1);
        var total = rest > 0 ? blocks + 1 : blocks;
        for (var from = 0; from < total; from += 255)
        {
            // Counts are kept in bytes, one for each lane, which hold 255 steps.
            Vector256<byte> letterCounts = default, wordCounts = default, digitCounts = default, spaceCounts = default;
            Vector256<byte> runCounts = default, highCounts = default, escapeCounts = default;
            var to = Math.Min(from + 255, total);
            for (var i = from; i < to; i++)
            {
                ref var at = ref last;
                if (i < blocks)
                {
                    at = ref Unsafe.Add(ref first, i * Vector256<byte>.Count);
                }

                var block = Vector256.LoadUnsafe(ref at);
                var before = Vector256.LoadUnsafe(ref Unsafe.Subtract(ref at, 1));

                // A comparison's true is all ones, which is -1: subtracting it adds one.
                var letters = IsLetter(block);
                var spaces = Vector256.Equals(block, Vector256.Create((byte)' '));
                letterCounts -= letters;
                wordCounts -= Vector256.AndNot(letters, IsLetter(before));
                digitCounts -= Vector256.LessThanOrEqual(block - Vector256.Create((byte)'0'), Vector256.Create((byte)9));
                spaceCounts -= spaces;
                runCounts -= Vector256.AndNot(spaces, Vector256.Equals(before, Vector256.Create((byte)' ')));
                highCounts -= Vector256.LessThan(block.AsSByte(), Vector256<sbyte>.Zero).AsByte();
                escapeCounts -= Vector256.Equals(block, Vector256.Create((byte)'u')) & Vector256.Equals(before, Vector256.Create((byte)'\\'));
            }

            Letters += Sum(letterCounts);
            Words += Sum(wordCounts);
            Digits += Sum(digitCounts);
            Spaces += Sum(spaceCounts);
            SpaceRuns += Sum(runCounts);
            High += Sum(highCounts);
            UnicodeEscapes += Sum(escapeCounts);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> IsLetter(Vector256<byte> block) => Vector256.LessThanOrEqual(
        (block | Vector256.Create((byte)0x20)) - Vector256.Create((byte)'a'), Vector256.Create((byte)25));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Sum(Vector256<byte> lanes) => Avx2.IsSupported
        ? Vector256.Sum(Avx2.SumAbsoluteDifferences(lanes, Vector256<byte>.Zero).AsInt64())
        : Vector256.Sum(Vector256.WidenLower(lanes) + Vector256.WidenUpper(lanes));

    private void AddFirst(ReadOnlySpan<byte> text, int count)
    {
        byte before = 0;
        foreach (var value in text[..count])
        {
            var isLetter = (uint)((value | 0x20) - 'a') <= 25;
            Letters += isLetter ? 1 : 0;
            Words += isLetter && (uint)((before | 0x20) - 'a') > 25 ? 1 : 0;
            Digits += (uint)(value - '0') <= 9 ? 1 : 0;
            Spaces += value == ' ' ? 1 : 0;
            SpaceRuns += value == ' ' && before != ' ' ? 1 : 0;
            High += value >> 7;
            UnicodeEscapes += value == 'u' && before == '\\' ? 1 : 0;
            before = value;
        }
    }

    /// <inheritdoc/>
    public readonly bool Equals(TextMeasure other) =>
        Bytes == other.Bytes && Words == other.Words && Letters == other.Letters && Digits == other.Digits && Spaces == other.Spaces
        && SpaceRuns == other.SpaceRuns && High == other.High && UnicodeEscapes == other.UnicodeEscapes;

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is TextMeasure other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => HashCode.Combine(Bytes, Words, Letters, Digits, SpaceRuns, High);
}
