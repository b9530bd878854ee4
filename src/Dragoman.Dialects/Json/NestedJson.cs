using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;

namespace Dragoman.Dialects.Json;

/// <summary>A JSON value as the content of a JSON string, the way chat completions carry a call's arguments.</summary>
public static class NestedJson
{
    private const ulong Ones = 0x0101_0101_0101_0101;

    private static readonly SearchValues<byte> WhiteSpaceOrQuote = SearchValues.Create(" \t\r\n\""u8);

    /// <summary>
    /// Appends a raw value, escaped once more and without white space between tokens; order and number text stay (H-066, H-222).
    /// </summary>
    /// <param name="json">A value that <see cref="JsonCursor"/> accepted.</param>
    /// <param name="output">Where to write.</param>
    public static void Write(ReadOnlySpan<byte> json, ByteWriter output)
    {
        // Each byte becomes two at most; the slack lets whole words be stored.
        var target = output.GetSpan((json.Length * 2) + sizeof(ulong));
        var to = 0;
        var at = 0;
        while (at < json.Length)
        {
            var run = json[at..].IndexOfAny(WhiteSpaceOrQuote);
            if (run < 0)
            {
                run = json.Length - at;
            }

            json.Slice(at, run).CopyTo(target[to..]);
            to += run;
            at += run;
            if (at == json.Length)
            {
                break;
            }

            if (json[at] != '"')
            {
                at++;
                continue;
            }

            target[to++] = (byte)'\\';
            target[to++] = (byte)'"';
            at = WriteString(json, at + 1, target, ref to);
        }

        output.Advance(to);
    }

    // From behind the opening quote to behind the closing one.
    private static int WriteString(ReadOnlySpan<byte> json, int at, Span<byte> target, ref int to)
    {
        while (at < json.Length)
        {
            var run = PlainRun(json, at, target, to);
            at += run;
            to += run;
            if (at >= json.Length)
            {
                return at;
            }

            var found = json[at];
            if (found is not ((byte)'"' or (byte)'\\'))
            {
                continue;
            }

            target[to++] = (byte)'\\';
            target[to++] = found;
            at++;
            if (found == '"')
            {
                return at;
            }

            // The character behind a backslash belongs to it.
            if (at < json.Length)
            {
                if (json[at] is (byte)'"' or (byte)'\\')
                {
                    target[to++] = (byte)'\\';
                }

                target[to++] = json[at++];
            }
        }

        return at;
    }

    // Copies up to eight bytes and says how many of them stand in front of the next quote or backslash.
    private static int PlainRun(ReadOnlySpan<byte> json, int at, Span<byte> target, int to)
    {
        if (json.Length - at >= sizeof(ulong))
        {
            var bytes = BinaryPrimitives.ReadUInt64LittleEndian(json[at..]);
            BinaryPrimitives.WriteUInt64LittleEndian(target[to..], bytes);
            var hits = Zeros(bytes ^ (Ones * '"')) | Zeros(bytes ^ (Ones * '\\'));
            return hits == 0 ? sizeof(ulong) : BitOperations.TrailingZeroCount(hits) >> 3;
        }

        var run = 0;
        while (at + run < json.Length && json[at + run] is not ((byte)'"' or (byte)'\\'))
        {
            target[to + run] = json[at + run];
            run++;
        }

        return run;
    }

    // The high bit of each byte that is zero; exact up to and including the first one.
    private static ulong Zeros(ulong bytes) => (bytes - Ones) & ~bytes & (Ones << 7);
}
