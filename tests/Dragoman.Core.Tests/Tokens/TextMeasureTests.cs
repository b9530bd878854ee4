using Dragoman.Core.Tokens;
using FsCheck;
using FsCheck.Fluent;

namespace Dragoman.Core.Tests.Tokens;

public sealed class TextMeasureTests
{
    [Fact]
    public void Counting_by_vectors_equals_counting_byte_by_byte()
    {
        var bytes = Gen.Elements((byte)'a', (byte)'Z', (byte)'0', (byte)'9', (byte)' ', (byte)'.', (byte)'\\', (byte)'\\', (byte)'u', (byte)'u', (byte)'@', (byte)'[', (byte)'`', (byte)'{', (byte)0, (byte)0x7F, (byte)0x80, (byte)0xFF, (byte)'/', (byte)':');
        Prop.ForAll(bytes.ArrayOf().SelectMany(head => bytes.ArrayOf().Select(tail => (byte[])[.. head, .. tail])).ToArbitrary(), Same)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithEndSize(200));
    }

    [Fact]
    public void Pieces_of_a_text_add_up_but_for_words_that_are_cut()
    {
        var whole = default(TextMeasure);
        whole.Add("the quick brown fox jumps over the lazy dog, 42 times"u8);
        var pieces = default(TextMeasure);
        pieces.Add("the quick brown fox jumps "u8);
        pieces.Add("over the lazy dog, 42 times"u8);

        pieces.ShouldBe(whole);
        whole.Words.ShouldBe(10);
        whole.Digits.ShouldBe(2);
        whole.Signs.ShouldBe(1);
    }

    [Fact]
    public void A_short_text_is_never_sampled()
    {
        var text = Text(400);
        var sampled = default(TextMeasure);
        sampled.AddSampled(text);
        var whole = default(TextMeasure);
        whole.Add(text);

        sampled.ShouldBe(whole);
    }

    [Theory]
    [InlineData(2_000)]
    [InlineData(20_000)]
    [InlineData(200_000)]
    public void A_sample_of_a_long_text_is_within_three_per_cent_of_all_of_it(int words)
    {
        var text = Text(words);
        var sampled = default(TextMeasure);
        sampled.AddSampled(text);
        var whole = default(TextMeasure);
        whole.Add(text);

        sampled.Bytes.ShouldBe(whole.Bytes);
        ((double)sampled.Words / whole.Words).ShouldBe(1, 0.03);
        ((double)sampled.Letters / whole.Letters).ShouldBe(1, 0.03);
        ((double)sampled.Signs / whole.Signs).ShouldBe(1, 0.03);
    }

    // Prose and code by turns, some thousand bytes of each, without a period that a sample could meet.
    private static byte[] Text(int words)
    {
        var text = new System.Text.StringBuilder();
        for (var i = 0; i < words; i++)
        {
            var isProse = i / 700 % 2 == 0;
            text.Append(isProse ? "word" : "call(").Append('a', 1 + (i * 7919 % 11)).Append(isProse ? " " : "); ").Append(i % 13 == 0 ? "42 " : "");
        }

        return System.Text.Encoding.UTF8.GetBytes(text.ToString());
    }

    private static bool Same(byte[] text)
    {
        var measure = default(TextMeasure);
        measure.Add(text);
        var expected = default(TextMeasure);
        byte before = (byte)'.';
        foreach (var value in text)
        {
            expected.Bytes++;
            expected.Letters += char.IsAsciiLetter((char)value) ? 1 : 0;
            expected.Words += char.IsAsciiLetter((char)value) && !char.IsAsciiLetter((char)before) ? 1 : 0;
            expected.Digits += char.IsAsciiDigit((char)value) ? 1 : 0;
            expected.Spaces += value == ' ' ? 1 : 0;
            expected.SpaceRuns += value == ' ' && before != ' ' ? 1 : 0;
            expected.High += value >= 0x80 ? 1 : 0;
            expected.UnicodeEscapes += value == 'u' && before == '\\' ? 1 : 0;
            before = value;
        }

        return measure.Equals(expected);
    }
}
