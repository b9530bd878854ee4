using System.Text;

namespace Dragoman.Store;

/// <summary>Texts that both engines keep as they are: no NUL, which PostgreSQL refuses, no half of a surrogate pair, no more than fits.</summary>
internal static class StoreText
{
    /// <summary>The text, cut to at most <paramref name="max"/> UTF-16 units, U+FFFD in place of what cannot be kept.</summary>
    public static string? Clean(string? text, int max)
    {
        if (text is null)
        {
            return null;
        }

        if (text.Length > max)
        {
            text = text[..(char.IsHighSurrogate(text[max - 1]) ? max - 1 : max)];
        }

        return IsClean(text) ? text : Replace(text);
    }

    private static bool IsClean(string text) =>
        !text.AsSpan().Contains('\0') && !text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF');

    private static string Replace(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            clean.Append(rune.Value == 0 ? "\uFFFD" : rune.ToString());
        }

        return clean.ToString();
    }
}
