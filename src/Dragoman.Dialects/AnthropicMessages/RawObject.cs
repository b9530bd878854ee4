using System.Text.Json;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.AnthropicMessages;

/// <summary>Looks into raw JSON objects and copies them with changes, without building anything.</summary>
internal static class RawObject
{
    /// <summary>Where the value of a member stands in <paramref name="raw"/>; the last one wins. An absent slice where there is none.</summary>
    public static Range? Find(ReadOnlySpan<byte> raw, ReadOnlySpan<byte> member)
    {
        var cursor = new JsonCursor(raw);
        if (cursor.Peek() != JsonKind.Object)
        {
            return null;
        }

        Range? found = null;
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            var value = cursor.ReadValue();
            if (!cursor.Failed && name.SequenceEqual(member))
            {
                found = value.Start..value.End;
            }
        }

        return cursor.Failed ? null : found;
    }

    /// <summary>The raw value of a member; empty where there is none.</summary>
    public static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> raw, ReadOnlySpan<byte> member) =>
        Find(raw, member) is { } range ? raw[range] : default;

    /// <summary>The escaped content of a member that is a string; empty where it is not.</summary>
    public static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> raw, ReadOnlySpan<byte> member)
    {
        var value = Value(raw, member);
        return value.Length >= 2 && value[0] == '"' ? value[1..^1] : default;
    }

    /// <summary>True for exactly one complete JSON value: what may be written into a document of ours.</summary>
    public static bool IsJson(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = JsonCursor.MaxDepth });
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>
    /// Writes JSON so that it stands in one line: a line break between tokens would end the event's data (H-291). Strings hold none.
    /// </summary>
    public static void WriteOneLine(ReadOnlySpan<byte> raw, ByteWriter output)
    {
        while (true)
        {
            var hit = raw.IndexOfAny((byte)'\n', (byte)'\r');
            if (hit < 0)
            {
                output.Write(raw);
                return;
            }

            output.Write(raw[..hit]);
            raw = raw[(hit + 1)..];
        }
    }

    /// <summary>Writes <c>"name":value</c> with a comma in front where one is needed.</summary>
    public static void WriteMember(ReadOnlySpan<byte> escapedName, ReadOnlySpan<byte> value, ref bool any, ByteWriter output)
    {
        WriteName(escapedName, ref any, output);
        output.Write(value);
    }

    /// <summary>Writes <c>"name":</c> with a comma in front where one is needed.</summary>
    public static void WriteName(ReadOnlySpan<byte> escapedName, ref bool any, ByteWriter output)
    {
        if (any)
        {
            output.Write((byte)',');
        }

        any = true;
        output.WriteEscaped(escapedName);
        output.Write((byte)':');
    }
}
