namespace Dragoman.Dialects.Schemas;

/// <summary>
/// Names that models write for others: the same letters in another style (<c>filePath</c>, <c>file-path</c>), and a few words of other
/// clients' tools. A name counts only where nothing else could be meant, see <see cref="ArgumentFitter"/>.
/// </summary>
internal static class MemberAliases
{
    /// <summary>True where the one is known to stand for the other.</summary>
    public static bool StandsFor(ReadOnlySpan<byte> alias, ReadOnlySpan<byte> name) => SameLetters(alias, name) || Table(name, alias);

    private static bool SameLetters(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        var (i, j) = (0, 0);
        while (true)
        {
            i += CountMarks(one[i..]);
            j += CountMarks(other[j..]);
            if (i == one.Length || j == other.Length)
            {
                return i == one.Length && j == other.Length;
            }

            if (char.ToLowerInvariant((char)one[i++]) != char.ToLowerInvariant((char)other[j++]))
            {
                return false;
            }
        }
    }

    private static int CountMarks(ReadOnlySpan<byte> text)
    {
        var other = text.IndexOfAnyExcept((byte)'_', (byte)'-');
        return other < 0 ? text.Length : other;
    }

    private static bool Table(ReadOnlySpan<byte> name, ReadOnlySpan<byte> alias)
    {
        if (name.SequenceEqual("file_path"u8))
        {
            return Is(alias, "path"u8, "file"u8, "filename"u8, "file_name"u8);
        }

        if (name.SequenceEqual("command"u8))
        {
            return Is(alias, "cmd"u8, "bash"u8, "script"u8, "shell_command"u8);
        }

        if (name.SequenceEqual("old_string"u8))
        {
            return Is(alias, "old_str"u8, "old_text"u8, "old"u8, "search"u8);
        }

        if (name.SequenceEqual("new_string"u8))
        {
            return Is(alias, "new_str"u8, "new_text"u8, "new"u8, "replace"u8);
        }

        if (name.SequenceEqual("pattern"u8))
        {
            return Is(alias, "regex"u8, "glob"u8, "glob_pattern"u8, "search_pattern"u8);
        }

        if (name.SequenceEqual("content"u8))
        {
            return Is(alias, "file_text"u8, "contents"u8, "file_content"u8, "text"u8);
        }

        return name.SequenceEqual("query"u8) && Is(alias, "q"u8, "search_query"u8, "search_term"u8, default);
    }

    private static bool Is(ReadOnlySpan<byte> alias, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<byte> c, ReadOnlySpan<byte> d) =>
        alias.SequenceEqual(a) || alias.SequenceEqual(b) || alias.SequenceEqual(c) || (!d.IsEmpty && alias.SequenceEqual(d));
}
