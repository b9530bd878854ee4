using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Edits;

/// <summary>Finds a text that differs from a file in the blanks at the ends of lines alone.</summary>
internal static class TrailingBlanks
{
    /// <summary>Finds the one place that is meant.</summary>
    /// <param name="file">The file's text.</param>
    /// <param name="text">What is looked for.</param>
    /// <param name="found">The file's own bytes there.</param>
    /// <returns>False where there is none, or more than one.</returns>
    public static bool TryFind(ReadOnlySpan<byte> file, ReadOnlySpan<byte> text, out ReadOnlySpan<byte> found)
    {
        found = default;
        using var bare = new ByteWriter(file.Length);
        using var wanted = new ByteWriter(text.Length);
        Strip(file, bare);
        Strip(text, wanted);
        if (wanted.Written.Trim((byte)'\n').IsEmpty || FileHistory.Count(bare.Written, wanted.Written) != 1)
        {
            return false;
        }

        var start = bare.Written.IndexOf(wanted.Written);
        var end = start + wanted.Length;
        var endsLine = end == bare.Length || bare.Written[end] == '\n' || wanted.Written[^1] == '\n';
        if (text[^1] is (byte)' ' or (byte)'\t' or (byte)'\r' && !endsLine)
        {
            // A blank between two words is not one at the end of a line.
            return false;
        }

        found = file[Origin(file, start)..(Origin(file, end - 1) + 1)];
        return true;
    }

    private static ReadOnlySpan<byte> Bare(ReadOnlySpan<byte> line) => line.TrimEnd(" \t\r"u8);

    private static void Strip(ReadOnlySpan<byte> text, ByteWriter output)
    {
        var isFirst = true;
        foreach (var line in text.Split((byte)'\n'))
        {
            if (!isFirst)
            {
                output.Write((byte)'\n');
            }

            output.Write(Bare(text[line]));
            isFirst = false;
        }
    }

    // Where a byte of the bare text stands in the file.
    private static int Origin(ReadOnlySpan<byte> file, int bare)
    {
        foreach (var range in file.Split((byte)'\n'))
        {
            var (start, length) = range.GetOffsetAndLength(file.Length);
            var kept = Bare(file[range]).Length;
            if (bare < kept)
            {
                return start + bare;
            }

            if (bare == kept)
            {
                return start + length;
            }

            bare -= kept + 1;
        }

        return file.Length;
    }
}
