using Dragoman.Dialects.AnthropicMessages;
using Dragoman.Dialects.AnthropicMessages.Passthrough;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Conversation;

/// <summary>
/// Takes out of a call's arguments what some models write for "nothing": null and empty text in parameters that may be left out.
/// The CLI's own check refuses them (H-221). What the schema requires, allows or does not know stays.
/// </summary>
internal static class ArgumentCleaner
{
    /// <summary>Copies the arguments without them; both sides are the escaped content of a whole JSON object.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="schema">The tool's raw schema.</param>
    /// <param name="output">Where to write.</param>
    public static void Clean(ReadOnlySpan<byte> arguments, ReadOnlySpan<byte> schema, ByteWriter output)
    {
        using var plain = new ByteWriter(arguments.Length);
        JsonStrings.Unescape(arguments, plain);
        using var cleaned = new ByteWriter(plain.Length);
        var source = plain.Written;
        var copy = new SpliceCopy(source, cleaned);
        var cursor = new JsonCursor(source);
        var properties = RawObject.Value(schema, "properties"u8);
        var required = RawObject.Value(schema, "required"u8);
        cursor.EnterObject();
        var list = new SpliceList(cursor.Position);
        while (cursor.NextMember(out Slice name))
        {
            list.Begin(name.Start - 1, ref copy);
            var value = cursor.ReadValue();
            var isOut = !cursor.Failed && SaysNothing(
                source.Slice(value.Start, value.Length), source.Slice(name.Start, name.Length), properties, required);
            list.End(cursor.Position, isOut, ref copy);
        }

        copy.Finish();
        JsonStrings.Escape(cleaned.Written, output);
    }

    private static bool SaysNothing(ReadOnlySpan<byte> value, ReadOnlySpan<byte> name, ReadOnlySpan<byte> properties, ReadOnlySpan<byte> required)
    {
        var isNull = value.SequenceEqual("null"u8);
        if ((!isNull && !value.SequenceEqual("\"\""u8)) || IsListed(name, required))
        {
            return false;
        }

        var schema = properties.IsEmpty ? default : RawObject.Value(properties, name);
        return !schema.IsEmpty && (isNull
            ? schema.IndexOf("null"u8) < 0
            : RawObject.Text(schema, "type"u8).SequenceEqual("string"u8) && schema.IndexOf("\"\""u8) < 0);
    }

    private static bool IsListed(ReadOnlySpan<byte> name, ReadOnlySpan<byte> required)
    {
        var cursor = new JsonCursor(required);
        if (cursor.Peek() != JsonKind.Array)
        {
            return false;
        }

        cursor.EnterArray();
        while (cursor.NextElement())
        {
            var entry = cursor.ReadStringOrSkip();
            if (required.Slice(entry.Start, entry.Length).SequenceEqual(name))
            {
                return true;
            }
        }

        return false;
    }
}
