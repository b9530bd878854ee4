using System.Buffers.Text;

namespace Dragoman.Dialects.Json;

/// <summary>What can be asked of, and done to, string content that stays escaped.</summary>
public static class EscapedText
{
    /// <summary>True when nothing but white space is there, written plainly or as an escape (H-041).</summary>
    public static bool IsBlank(ReadOnlySpan<byte> escaped)
    {
        while (!escaped.IsEmpty)
        {
            if (escaped[0] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r')
            {
                escaped = escaped[1..];
            }
            else if (escaped[0] == '\\' && escaped.Length > 1 && escaped[1] is (byte)'n' or (byte)'t' or (byte)'r')
            {
                escaped = escaped[2..];
            }
            else
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// True when a body holds no escape that <see cref="Repair"/> would touch: no surrogate, and no NUL where those count.
    /// One vector search over everything, so that each text need not be looked at (H-044).
    /// </summary>
    public static bool NeedsNoRepair(ReadOnlySpan<byte> json, bool stripNul)
    {
        // A body mostly has few such escapes, or it was written by something that escapes a lot: then one search for each kind
        // is cheaper than a stop at each of them.
        for (var stops = 0; stops < MaxStops; stops++)
        {
            var hit = json.IndexOf("\\u"u8);
            if (hit < 0)
            {
                return true;
            }

            json = json[hit..];
            if (!IsWhole(json, stripNul, out var used))
            {
                return false;
            }

            json = json[used..];
        }

        return AllWhole(json, "\\ud"u8, stripNul) && AllWhole(json, "\\uD"u8, stripNul) && (!stripNul || json.IndexOf("\\u0000"u8) < 0);
    }

    private const int MaxStops = 64;

    private static bool AllWhole(ReadOnlySpan<byte> json, ReadOnlySpan<byte> escape, bool stripNul)
    {
        while (true)
        {
            var hit = json.IndexOf(escape);
            if (hit < 0)
            {
                return true;
            }

            json = json[hit..];
            if (!IsWhole(json, stripNul, out var used))
            {
                return false;
            }

            json = json[used..];
        }
    }

    // Whatever cannot be told at a glance is not all right: then each text is looked at on its own.
    private static bool IsWhole(ReadOnlySpan<byte> escape, bool stripNul, out int used)
    {
        used = 6;
        if (escape.Length < 12)
        {
            return false;
        }

        var unit = escape[2] is (byte)'d' or (byte)'D' or (byte)'0' ? Unit(escape) : 0xFFFD;
        if (IsHigh(unit) && escape[6] == '\\' && escape[7] == 'u' && Unit(escape[6..]) is >= 0xDC00 and <= 0xDFFF)
        {
            used = 12;
            return true;
        }

        return unit is < 0xD800 or > 0xDFFF && (unit != 0 || !stripNul);
    }

    /// <summary>
    /// Copies escaped content and writes U+FFFD for a surrogate without its other half (H-044); drops NUL where a host's store
    /// cannot hold it (H-045). Raw JSON may be given too: outside strings there is no backslash.
    /// </summary>
    public static void Repair(ReadOnlySpan<byte> escaped, bool stripNul, ByteWriter output)
    {
        while (true)
        {
            var hit = escaped.IndexOf((byte)'\\');
            if (hit < 0 || hit + 1 >= escaped.Length)
            {
                output.Write(escaped);
                return;
            }

            output.Write(escaped[..hit]);
            escaped = escaped[hit..];
            escaped = escaped[RepairOne(escaped, stripNul, output)..];
        }
    }

    /// <summary>
    /// Bytes at the end that are the first half of a surrogate pair whose second half may come with the next piece; 0 where there
    /// are none (H-223).
    /// </summary>
    public static int OpenSurrogate(ReadOnlySpan<byte> escaped)
    {
        if (escaped.Length < 6 || escaped[^6] != '\\' || escaped[^5] != 'u' || !IsHigh(Unit(escaped[^6..])))
        {
            return 0;
        }

        // A backslash that is itself escaped begins no escape.
        var backslashes = 0;
        for (var i = escaped.Length - 7; i >= 0 && escaped[i] == '\\'; i--)
        {
            backslashes++;
        }

        return (backslashes & 1) == 0 ? 6 : 0;
    }

    /// <summary>
    /// The largest place up to <paramref name="max"/> where content may be cut: between characters and between escapes, and not between
    /// the halves of an escaped surrogate pair (H-223, H-294). Above 0 where <paramref name="max"/> is 12 or more.
    /// </summary>
    public static int Boundary(ReadOnlySpan<byte> escaped, int max)
    {
        if (escaped.Length <= max)
        {
            return escaped.Length;
        }

        // Inside a character: back to its first byte.
        while (max > 0 && (escaped[max] & 0xC0) == 0x80)
        {
            max--;
        }

        // Inside an escape, or between the halves of a pair: back to its backslash. Escapes are found from a place that is none.
        var at = 0;
        while (at < max)
        {
            var hit = escaped[at..max].IndexOf((byte)'\\');
            if (hit < 0)
            {
                return max;
            }

            at += hit;
            var length = escaped[at + 1] != 'u' || escaped.Length < at + 6 ? 2 : IsHigh(Unit(escaped[at..])) && escaped.Length >= at + 12 ? 12 : 6;
            if (at + length > max)
            {
                return at;
            }

            at += length;
        }

        return at;
    }

    /// <summary>The number of characters (Unicode code points; half a surrogate pair is one as well) of escaped content.</summary>
    public static int CountCharacters(ReadOnlySpan<byte> escaped)
    {
        var count = 0;
        for (var at = 0; at < escaped.Length; count++)
        {
            if (escaped[at] != '\\')
            {
                at++;
                while (at < escaped.Length && (escaped[at] & 0xC0) == 0x80)
                {
                    at++;
                }
            }
            else if (at + 6 > escaped.Length || escaped[at + 1] != 'u')
            {
                at += 2;
            }
            else
            {
                var isPair = at + 12 <= escaped.Length && IsHigh(Unit(escaped[at..])) && escaped[at + 6] == '\\' && escaped[at + 7] == 'u'
                    && Unit(escaped[(at + 6)..]) is >= 0xDC00 and <= 0xDFFF;
                at += isPair ? 12 : 6;
            }
        }

        return count;
    }

    private static int RepairOne(ReadOnlySpan<byte> from, bool stripNul, ByteWriter output)
    {
        if (from[1] != 'u' || from.Length < 6)
        {
            output.Write(from[..2]);
            return 2;
        }

        var unit = Unit(from);
        if (IsHigh(unit) && from.Length >= 12 && from[6] == '\\' && from[7] == 'u' && Unit(from[6..]) is >= 0xDC00 and <= 0xDFFF)
        {
            output.Write(from[..12]);
            return 12;
        }

        if (unit is >= 0xD800 and <= 0xDFFF)
        {
            output.Write("\\ufffd"u8);
        }
        else if (unit != 0 || !stripNul)
        {
            output.Write(from[..6]);
        }

        return 6;
    }

    private static bool IsHigh(int unit) => unit is >= 0xD800 and <= 0xDBFF;

    private static int Unit(ReadOnlySpan<byte> escape) =>
        Utf8Parser.TryParse(escape.Slice(2, 4), out int unit, out var used, 'x') && used == 4 ? unit : 0xFFFD;
}
