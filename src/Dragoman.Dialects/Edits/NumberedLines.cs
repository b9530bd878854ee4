using System.Buffers.Text;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Edits;

/// <summary>Text as Claude Code shows files: each line behind its number and a tab (earlier an arrow).</summary>
internal static class NumberedLines
{
    // Claude Code shows no more lines, and no longer ones.
    private const int MaxLines = 2000;
    private const int MaxLine = 2000;

    /// <summary>Takes a whole file out of what a reading showed.</summary>
    /// <param name="shown">The result of the reading, plain UTF-8.</param>
    /// <param name="file">Where the file's text goes; what stood there is forgotten.</param>
    /// <returns>False where it is not the whole file, or no file.</returns>
    public static bool TryReadFile(ReadOnlySpan<byte> shown, ByteWriter file)
    {
        file.Reset();
        var count = 0;
        while (!shown.IsEmpty)
        {
            var end = shown.IndexOf((byte)'\n');
            var line = end < 0 ? shown : shown[..end];
            if (!TryTake(line, out var number, out var rest, mayEnd: false) || number != count + 1)
            {
                break;
            }

            if (count > 0)
            {
                file.Write((byte)'\n');
            }

            file.Write(rest);
            count++;
            if (rest.Length >= MaxLine || count >= MaxLines)
            {
                return false;
            }

            shown = end < 0 ? default : shown[(end + 1)..];
        }

        var behind = shown.Trim(" \t\r\n"u8);
        return count > 0 && (behind.IsEmpty || behind.StartsWith("<system-reminder>"u8));
    }

    /// <summary>Takes the numbers off a text whose every line has one, each one more than the one before.</summary>
    public static bool TryStrip(ReadOnlySpan<byte> text, ByteWriter output) => TryStrip(text, output, inOrder: true);

    /// <summary>Takes the numbers off a text whose every line has one; copies it where no line has one.</summary>
    /// <returns>False where some lines have one and some have none.</returns>
    public static bool TryStripOrCopy(ReadOnlySpan<byte> text, ByteWriter output)
    {
        var mark = output.Length;
        if (TryStrip(text, output, inOrder: false))
        {
            return true;
        }

        output.Truncate(mark);
        foreach (var range in text.Split((byte)'\n'))
        {
            if (TryTake(text[range], out _, out _, mayEnd: false))
            {
                return false;
            }
        }

        output.Write(text);
        return true;
    }

    private static bool TryStrip(ReadOnlySpan<byte> text, ByteWriter output, bool inOrder)
    {
        var last = 0;
        var count = 0;
        while (true)
        {
            var end = text.IndexOf((byte)'\n');
            var line = end < 0 ? text : text[..end];
            if (end < 0 && line.IsEmpty && count > 0)
            {
                // The last line feed ends the line before.
                return true;
            }

            if (!TryTake(line, out var number, out var rest, mayEnd: inOrder && count > 0) || (inOrder && count > 0 && number != last + 1))
            {
                return false;
            }

            output.Write(rest);
            count++;
            last = number;
            if (end < 0)
            {
                return true;
            }

            output.Write((byte)'\n');
            text = text[(end + 1)..];
        }
    }

    // An empty line's number may have lost the tab behind it.
    private static bool TryTake(ReadOnlySpan<byte> line, out int number, out ReadOnlySpan<byte> rest, bool mayEnd)
    {
        rest = default;
        var trimmed = line.TrimStart((byte)' ');
        if (!Utf8Parser.TryParse(trimmed, out number, out var digits) || number <= 0 || trimmed[0] == '+')
        {
            return false;
        }

        rest = trimmed[digits..];
        if (rest is [(byte)'\t', ..])
        {
            rest = rest[1..];
            return true;
        }

        if (rest.StartsWith("→"u8))
        {
            rest = rest[3..];
            return true;
        }

        return mayEnd && rest.IsEmpty;
    }
}
