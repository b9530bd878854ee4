using System.Text;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Schemas;

// Scalars, and texts that hold something else.
internal static partial class ArgumentFitter
{
    private static Fit WriteString(ReadOnlySpan<byte> value, ReadOnlySpan<byte> schema, in SchemaNode node, ByteWriter output, int depth)
    {
        if (Allows(node, SchemaTypes.String))
        {
            if (node.Enum.IsAbsent)
            {
                output.Write(value);
                return Fit.Same;
            }

            return WriteChoice(value, schema, node.Enum, output);
        }

        if (!node.Enum.IsAbsent)
        {
            return Fit.No;
        }

        using var plain = new ByteWriter(value.Length);
        JsonStrings.Unescape(value[1..^1], plain);
        var text = plain.Written.Trim(" \t\r\n"u8);
        var cursor = new JsonCursor(text);
        switch (cursor.Peek())
        {
            case JsonKind.Number when Allows(node, SchemaTypes.Number) && StrictJson.IsValid(text):
            case JsonKind.Number when Allows(node, SchemaTypes.Integer) && StrictJson.IsValid(text) && IsWhole(text):
            case JsonKind.Null when Allows(node, SchemaTypes.Null) && text.SequenceEqual("null"u8):
                output.Write(text);
                return Fit.Changed;
            case JsonKind.Object when Allows(node, SchemaTypes.Object) && StrictJson.IsValid(text):
            case JsonKind.Array when Allows(node, SchemaTypes.Array) && StrictJson.IsValid(text):
                return Write(text, schema, output, depth + 1) == Fit.No ? Fit.No : Fit.Changed;
        }

        if (Allows(node, SchemaTypes.Boolean) && (Ascii.EqualsIgnoreCase(text, "true"u8) || Ascii.EqualsIgnoreCase(text, "false"u8)))
        {
            output.WriteBoolean(text.Length == 4);
            return Fit.Changed;
        }

        return Fit.No;
    }

    // A whole number can be written as the text that it is; of others there are several spellings.
    private static Fit WriteNumber(ReadOnlySpan<byte> value, ReadOnlySpan<byte> schema, in SchemaNode node, ByteWriter output)
    {
        if (Allows(node, SchemaTypes.Number) || (Allows(node, SchemaTypes.Integer) && IsIntegral(value)))
        {
            output.Write(value);
            return Fit.Same;
        }

        if (!Allows(node, SchemaTypes.String) || !IsWhole(value))
        {
            return Fit.No;
        }

        if (!node.Enum.IsAbsent && !SchemaNode.Holds(schema, node.Enum, value))
        {
            return Fit.No;
        }

        output.Write((byte)'"');
        output.Write(value);
        output.Write((byte)'"');
        return Fit.Changed;
    }

    // One of the allowed words, or the only one that differs in case alone.
    private static Fit WriteChoice(ReadOnlySpan<byte> value, ReadOnlySpan<byte> schema, Slice list, ByteWriter output)
    {
        var content = value[1..^1];
        if (SchemaNode.Holds(schema, list, content) || content.IndexOf((byte)'\\') >= 0)
        {
            output.Write(value);
            return SchemaNode.Holds(schema, list, content) ? Fit.Same : Fit.No;
        }

        var found = default(Slice);
        var count = 0;
        var cursor = new JsonCursor(schema, list.Start, list.End);
        if (cursor.Peek() != JsonKind.Array)
        {
            return Fit.No;
        }

        cursor.EnterArray();
        while (cursor.NextElement())
        {
            var word = cursor.ReadStringOrSkip();
            if (!word.IsAbsent && Ascii.EqualsIgnoreCase(schema.Slice(word.Start, word.Length), content))
            {
                found = word;
                count++;
            }
        }

        output.WriteEscaped(schema.Slice(found.Start, found.Length));
        return count == 1 ? Fit.Changed : Fit.No;
    }

    private static bool IsWhole(ReadOnlySpan<byte> number) => number.IndexOfAny("eE."u8) < 0;

    // 3.0 is an integer to JSON Schema.
    private static bool IsIntegral(ReadOnlySpan<byte> number)
    {
        if (IsWhole(number))
        {
            return true;
        }

        var point = number.IndexOf((byte)'.');
        return point > 0 && number[(point + 1)..].IndexOfAnyExcept((byte)'0') < 0;
    }
}
