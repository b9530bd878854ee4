using System.Buffers.Text;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Gemini;

/// <summary>
/// What Gemini wants back with a part of an earlier answer and the Messages API has no place for: it rides in the signature of a
/// thinking block at the part's place (H-100, H-114, H-380). Form: the generation as a digit, then entries of a kind, a length in
/// decimal, a colon and that many bytes.
/// </summary>
internal static class PartState
{
    /// <summary>A signature of the next call.</summary>
    public const byte NextCall = (byte)'c';

    /// <summary>A signature of the next text.</summary>
    public const byte NextText = (byte)'n';

    /// <summary>A signature of the text in front.</summary>
    public const byte PreviousText = (byte)'p';

    /// <summary>A signature of the thought itself.</summary>
    public const byte Thought = (byte)'h';

    /// <summary>A whole part of the provider's own tools, as raw JSON, to be given back at this place (H-389).</summary>
    public const byte ServerPart = (byte)'s';

    /// <summary>Appends an entry.</summary>
    public static void Write(byte kind, ReadOnlySpan<byte> value, ByteWriter output)
    {
        output.Write(kind);
        output.WriteNumber(value.Length);
        output.Write((byte)':');
        output.Write(value);
    }

    /// <summary>The generation that minted the entries; -1 where this is no such state.</summary>
    public static int Generation(ReadOnlySpan<byte> payload) =>
        payload.Length > 0 && char.IsAsciiDigit((char)payload[0]) ? payload[0] - '0' : -1;

    /// <summary>Reads the entry at a place and moves on; false at the end, or where the rest is damaged.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, ref int at, out byte kind, out ReadOnlySpan<byte> value)
    {
        kind = 0;
        value = default;
        var rest = payload[Math.Min(at, payload.Length)..];
        var colon = rest.IndexOf((byte)':');
        if (colon is < 2 or > 10
            || !Utf8Parser.TryParse(rest[1..colon], out int length, out var used)
            || used != colon - 1 || length < 0 || length > rest.Length - colon - 1)
        {
            return false;
        }

        kind = rest[0];
        value = rest.Slice(colon + 1, length);
        at += colon + 1 + length;
        return true;
    }
}
