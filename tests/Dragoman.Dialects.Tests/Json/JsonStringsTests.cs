using System.Text;
using System.Text.Json;
using Dragoman.Dialects.Json;
using FsCheck;
using FsCheck.Fluent;

namespace Dragoman.Dialects.Tests.Json;

public sealed class JsonStringsTests
{
    private static string Escape(string plain)
    {
        using var output = new ByteWriter();
        JsonStrings.Escape(Encoding.UTF8.GetBytes(plain), output);
        return Encoding.UTF8.GetString(output.Written);
    }

    [Fact]
    public void Escaping_and_unescaping_are_inverse_and_agree_with_the_library()
    {
        Prop.ForAll<string>(text =>
        {
            // Strings of .NET may hold lone surrogates; UTF-8 cannot.
            var plain = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text ?? string.Empty));
            var escaped = Escape(plain);
            return JsonStrings.Decode(Encoding.UTF8.GetBytes(escaped)) == plain
                && JsonSerializer.Deserialize<string>($"\"{escaped}\"") == plain
                && JsonStrings.Decode(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(plain)[1..^1])) == plain;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));
    }

    [Fact]
    public void H_494_only_what_json_demands_is_escaped() =>
        Escape("<div>é&'+\u2028 \"\\\n\u0000\u007f").ShouldBe("<div>é&'+\u2028 \\\"\\\\\\n\\u0000\u007f");

    [Theory]
    [InlineData("\\ud83d", "\uFFFD")]
    [InlineData("a\\ud83d\\u0041", "a\uFFFDA")]
    [InlineData("\\ude00x", "\uFFFDx")]
    [InlineData("\\ud83d\\ude00", "😀")]
    [InlineData("\\uD83D\\uD83D\\uDE00", "\uFFFD😀")]
    public void H_044_H_499_lone_surrogates_become_the_replacement_character(string escaped, string plain) =>
        JsonStrings.Decode(Encoding.UTF8.GetBytes(escaped)).ShouldBe(plain);

    [Theory]
    [InlineData("plain \\n", false)]
    [InlineData("\\\\ud83d", false)]
    [InlineData("\\ud83d\\ude00", false)]
    [InlineData("\\ud83d", true)]
    [InlineData("\\ude00", true)]
    [InlineData("x\\ud83d\\n", true)]
    public void Lone_surrogates_are_found(string escaped, bool isLone) =>
        JsonStrings.HasLoneSurrogate(Encoding.UTF8.GetBytes(escaped)).ShouldBe(isLone);
}
