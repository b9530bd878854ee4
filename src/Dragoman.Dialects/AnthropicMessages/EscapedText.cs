namespace Dragoman.Dialects.AnthropicMessages;

/// <summary>Cuts escaped JSON string content.</summary>
internal static class EscapedText
{
    /// <summary>
    /// The largest length up to <paramref name="limit"/> at which a content may be cut: not inside an escape, not between the
    /// halves of an escaped surrogate pair, not inside a UTF-8 sequence (H-223, H-294).
    /// </summary>
    public static int SafeCut(ReadOnlySpan<byte> text, int limit)
    {
        if (text.Length <= limit)
        {
            return text.Length;
        }

        var at = 0;
        while (true)
        {
            var hit = text[at..limit].IndexOf((byte)'\\');
            if (hit < 0)
            {
                break;
            }

            var end = at + hit + EscapeLength(text[(at + hit)..]);
            if (end > limit)
            {
                return at + hit > 0 ? at + hit : Math.Min(end, text.Length);
            }

            at = end;
        }

        var cut = limit;
        while (cut > at && (text[cut] & 0xC0) == 0x80)
        {
            cut--;
        }

        return cut > 0 ? cut : limit;
    }

    private static int EscapeLength(ReadOnlySpan<byte> from)
    {
        if (from.Length < 6 || from[1] != 'u')
        {
            return 2;
        }

        // \uD800 to \uDBFF goes with the \uDC00 to \uDFFF behind it.
        var isHigh = from[2] is (byte)'d' or (byte)'D' && from[3] is (byte)'8' or (byte)'9' or (byte)'a' or (byte)'b' or (byte)'A' or (byte)'B';
        return isHigh && from.Length >= 12 && from[6] == '\\' && from[7] == 'u' && from[8] is (byte)'d' or (byte)'D' ? 12 : 6;
    }
}
