using System.Buffers;
using System.Globalization;
using System.Text;

namespace Dragoman.Dialects.Json;

/// <summary>
/// Strings between their JSON form and plain UTF-8. Most strings never come here: both sides of a translation escape alike,
/// so text moves as it is. What is looked at (an id, a nested argument document) is decoded.
/// </summary>
public static class JsonStrings
{
    private static readonly SearchValues<byte> MustEscape = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(i => (byte)i), (byte)'"', (byte)'\\']);

    /// <summary>Appends the JSON form of plain UTF-8 (without quotes). Only what JSON demands is escaped (H-494).</summary>
    public static void Escape(scoped ReadOnlySpan<byte> plain, ByteWriter output)
    {
        while (true)
        {
            var hit = plain.IndexOfAny(MustEscape);
            if (hit < 0)
            {
                output.Write(plain);
                return;
            }

            output.Write(plain[..hit]);
            WriteEscape(plain[hit], output);
            plain = plain[(hit + 1)..];
        }
    }

    /// <summary>
    /// Appends the plain UTF-8 of an escaped string content. A lone surrogate becomes U+FFFD (H-044, H-499).
    /// The content must come from a string that <see cref="JsonCursor"/> accepted.
    /// </summary>
    public static void Unescape(scoped ReadOnlySpan<byte> escaped, ByteWriter output)
    {
        while (true)
        {
            var hit = escaped.IndexOf((byte)'\\');
            if (hit < 0)
            {
                output.Write(escaped);
                return;
            }

            output.Write(escaped[..hit]);
            escaped = escaped[UnescapeOne(escaped[hit..], hit, output)..];
        }
    }

    /// <summary>The plain text of an escaped string content. Allocates: for ids, names and other short things.</summary>
    public static string Decode(scoped ReadOnlySpan<byte> escaped)
    {
        if (escaped.IndexOf((byte)'\\') < 0)
        {
            return Encoding.UTF8.GetString(escaped);
        }

        using var plain = new ByteWriter(escaped.Length);
        Unescape(escaped, plain);
        return Encoding.UTF8.GetString(plain.Written);
    }

    /// <summary>True when an escaped content names a surrogate without its other half, which strict parsers refuse (H-044).</summary>
    public static bool HasLoneSurrogate(scoped ReadOnlySpan<byte> escaped)
    {
        var at = 0;
        while (true)
        {
            var hit = escaped[at..].IndexOf((byte)'\\');
            if (hit < 0)
            {
                return false;
            }

            at += hit;
            if (at + 1 >= escaped.Length)
            {
                return false;
            }

            if (escaped[at + 1] != 'u')
            {
                at += 2;
                continue;
            }

            var unit = ReadUnit(escaped[at..]);
            if (!char.IsSurrogate((char)unit))
            {
                at += 6;
                continue;
            }

            if (!char.IsHighSurrogate((char)unit) || !IsLowUnit(escaped[(at + 6)..]))
            {
                return true;
            }

            at += 12;
        }
    }

    private static int UnescapeOne(ReadOnlySpan<byte> from, int before, ByteWriter output)
    {
        switch (from[1])
        {
            case (byte)'n': output.Write((byte)'\n'); break;
            case (byte)'t': output.Write((byte)'\t'); break;
            case (byte)'r': output.Write((byte)'\r'); break;
            case (byte)'b': output.Write((byte)'\b'); break;
            case (byte)'f': output.Write((byte)'\f'); break;
            case (byte)'u': return before + UnescapeUnit(from, output);
            default: output.Write(from[1]); break;
        }

        return before + 2;
    }

    private static int UnescapeUnit(ReadOnlySpan<byte> from, ByteWriter output)
    {
        var first = (char)ReadUnit(from);
        Rune rune;
        var used = 6;
        if (char.IsHighSurrogate(first) && IsLowUnit(from[6..]))
        {
            rune = new Rune(first, (char)ReadUnit(from[6..]));
            used = 12;
        }
        else if (!Rune.TryCreate(first, out rune))
        {
            rune = Rune.ReplacementChar;
        }

        output.Advance(rune.EncodeToUtf8(output.GetSpan(4)));
        return used;
    }

    private static bool IsLowUnit(ReadOnlySpan<byte> from) =>
        from.Length >= 6 && from[0] == '\\' && from[1] == 'u' && char.IsLowSurrogate((char)ReadUnit(from));

    private static int ReadUnit(ReadOnlySpan<byte> from) =>
        from.Length >= 6 && ushort.TryParse(from.Slice(2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? unit
            : 0xFFFD;

    private static void WriteEscape(byte value, ByteWriter output)
    {
        switch (value)
        {
            case (byte)'"': output.Write("\\\""u8); break;
            case (byte)'\\': output.Write("\\\\"u8); break;
            case (byte)'\n': output.Write("\\n"u8); break;
            case (byte)'\r': output.Write("\\r"u8); break;
            case (byte)'\t': output.Write("\\t"u8); break;
            default:
                output.Write("\\u00"u8);
                output.Write((byte)(value < 16 ? '0' : '1'));
                output.Write("0123456789abcdef"u8[value & 15]);
                break;
        }
    }
}
