using System.Text;
using System.Text.Json;
using Dragoman.Dialects.Json;
using FsCheck;
using FsCheck.Fluent;

namespace Dragoman.Dialects.Tests.Json;

public sealed class JsonCursorTests
{
    [Fact]
    public void A_container_is_skipped_exactly_when_it_is_structurally_sound()
    {
        var bytes = Gen.Elements("{}[]\",:\\ntu0aé\n\u0001 ".Select(c => c)).ArrayOf().Select(chars => Encoding.UTF8.GetBytes("[" + new string(chars)));
        Prop.ForAll(bytes.ToArbitrary(), json =>
        {
            Skip(json, out var failed);
            return !failed == PlainStructure.IsSound(json);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000).WithEndSize(200));
    }

    [Fact]
    public void Valid_json_is_taken_whole_and_no_cut_of_it_is()
    {
        var random = new Random(3);
        for (var i = 0; i < 4000; i++)
        {
            var json = Generate(random, 4);
            var bytes = Encoding.UTF8.GetBytes((random.Next(2) == 0 ? "" : " \n") + json);
            IsJson(bytes).ShouldBeTrue(json);
            var slice = Skip(bytes, out var failed);
            failed.ShouldBeFalse(json);
            Encoding.UTF8.GetString(bytes, slice.Start, slice.Length).ShouldBe(json);
            var cut = bytes[..random.Next(bytes.Length)];
            Skip(cut, out failed);
            (failed || IsJson(cut)).ShouldBeTrue(Encoding.UTF8.GetString(cut));
        }
    }

    [Fact]
    public void Arbitrary_bytes_never_throw()
    {
        Prop.ForAll<byte[]>(bytes =>
        {
            var json = bytes ?? [];
            Skip(json, out _);
            var cursor = new JsonCursor(json);
            cursor.EnterObject();
            while (cursor.NextMember(out ReadOnlySpan<byte> _))
            {
                cursor.ReadValue();
            }

            var array = new JsonCursor(json);
            array.EnterArray();
            while (array.NextElement())
            {
                array.ReadInteger();
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(1000)]
    public void Strings_of_every_length_end_where_they_end(int length)
    {
        foreach (var tail in new[] { "", "\\\"", "\\\\", "\\u00e9", "\\\\\\\"", "é" })
        {
            var content = new string('x', length) + tail;
            var json = Encoding.UTF8.GetBytes($"\"{content}\",1");
            var cursor = new JsonCursor(json);
            var slice = cursor.ReadString();
            Encoding.UTF8.GetString(json, slice.Start, slice.Length).ShouldBe(content);
            Skip(Encoding.UTF8.GetBytes($"\"{content}"), out var failed);
            failed.ShouldBeTrue();
            Skip([.. Encoding.UTF8.GetBytes($"\"{content}"), 0x1F, (byte)'"'], out failed);
            failed.ShouldBeTrue();
        }
    }

    [Theory]
    [InlineData("0", true)]
    [InlineData("-0", true)]
    [InlineData("1.50", true)]
    [InlineData("1e9", true)]
    [InlineData("-1E+9", true)]
    [InlineData("01", false)]
    [InlineData("-", false)]
    [InlineData("1.", false)]
    [InlineData(".5", false)]
    [InlineData("1e", false)]
    [InlineData("+1", false)]
    [InlineData("truex", false)]
    [InlineData("tru", false)]
    [InlineData("null", true)]
    [InlineData("NaN", false)]
    public void Scalars_follow_the_grammar(string json, bool isJson)
    {
        Skip(Encoding.UTF8.GetBytes(json), out var failed);
        failed.ShouldBe(!isJson);
        IsJson(Encoding.UTF8.GetBytes(json)).ShouldBe(isJson);
    }

    [Fact]
    public void H_495_depth_is_followed_to_512_and_no_further()
    {
        Skip(Encoding.UTF8.GetBytes(new string('[', 512) + new string(']', 512)), out var failed);
        failed.ShouldBeFalse();
        Skip(Encoding.UTF8.GetBytes(new string('[', 513) + new string(']', 513)), out failed);
        failed.ShouldBeTrue();
    }

    [Theory]
    [InlineData("1e3", 1000L)]
    [InlineData("12", 12L)]
    [InlineData("1.5", null)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("9223372036854775808", null)]
    [InlineData("\"5\"", null)]
    public void Whole_numbers_are_read_and_others_are_none(string json, long? expected) =>
        new JsonCursor(Encoding.UTF8.GetBytes(json)).ReadInteger().ShouldBe(expected);

    private static Slice Skip(byte[] json, out bool failed)
    {
        var cursor = new JsonCursor(json);
        var slice = cursor.ReadValue();
        failed = cursor.Failed || !cursor.AtEnd();
        return slice;
    }

    private static bool IsJson(byte[] json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 600 });
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Generate(Random random, int depth) => random.Next(depth == 0 ? 4 : 6) switch
    {
        0 => new[] { "null", "true", "false", "0", "-1.5e3", "12345678901234567890" }[random.Next(6)],
        1 => JsonSerializer.Serialize(new string([.. Enumerable.Range(0, random.Next(200)).Select(_ => (char)"ab\"\\\n\té\u0001 /"[random.Next(10)])])),
        2 => "\"" + string.Concat(Enumerable.Range(0, random.Next(100)).Select(_ => new[] { "x", "\\\\", "\\\"", "\\u00AF", "😀", "\\/" }[random.Next(6)])) + "\"",
        3 => random.Next().ToString(System.Globalization.CultureInfo.InvariantCulture),
        4 => "[" + string.Join(" , ", Enumerable.Range(0, random.Next(6)).Select(_ => Generate(random, depth - 1))) + "]",
        _ => "{" + string.Join(",\n", Enumerable.Range(0, random.Next(6)).Select(i => $"\"k{i}\" : {Generate(random, depth - 1)}")) + "}",
    };
}
