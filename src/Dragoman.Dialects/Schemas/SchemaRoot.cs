using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Schemas;

/// <summary>
/// The root of a tool's schema must be a plain object: providers refuse a combination there (H-121). The alternatives are merged
/// into one object whose properties are those of all of them.
/// </summary>
internal static class SchemaRoot
{
    /// <summary>The schema of a tool that takes nothing.</summary>
    public static ReadOnlySpan<byte> Empty => "{\"type\":\"object\",\"properties\":{}}"u8;

    /// <summary>True when the root combines schemas, or says what it is not.</summary>
    public static bool NeedsMerge(ReadOnlySpan<byte> schema)
    {
        var cursor = new JsonCursor(schema);
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            if (IsCombination(name))
            {
                return true;
            }

            cursor.ReadValue();
        }

        return false;
    }

    /// <summary>Writes one object schema: the root's own members, all properties, and what allOf requires.</summary>
    public static void Merge(ReadOnlySpan<byte> schema, ByteWriter output)
    {
        using var properties = new ByteWriter();
        using var required = new ByteWriter();
        var names = new HashSet<string>(StringComparer.Ordinal);
        output.Write("{\"type\":\"object\""u8);
        Members(schema, output);
        Gather(schema, properties, required, names, all: true, depth: 0);
        output.Write(",\"properties\":{"u8);
        output.Write(properties.Written);
        output.Write((byte)'}');
        if (required.Length > 0)
        {
            output.Write(",\"required\":["u8);
            output.Write(required.Written);
            output.Write((byte)']');
        }

        output.Write((byte)'}');
    }

    private static bool IsCombination(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("anyOf"u8) || name.SequenceEqual("oneOf"u8) || name.SequenceEqual("allOf"u8)
        || name.SequenceEqual("enum"u8) || name.SequenceEqual("not"u8) || name.SequenceEqual("const"u8)
        || name.SequenceEqual("if"u8) || name.SequenceEqual("then"u8) || name.SequenceEqual("else"u8);

    private static void Members(ReadOnlySpan<byte> schema, ByteWriter output)
    {
        var cursor = new JsonCursor(schema);
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            var value = cursor.ReadValue();
            if (cursor.Failed)
            {
                break;
            }

            if (IsCombination(name) || name.SequenceEqual("type"u8) || name.SequenceEqual("properties"u8)
                || name.SequenceEqual("required"u8) || name.SequenceEqual("additionalProperties"u8))
            {
                continue;
            }

            output.Write((byte)',');
            output.WriteEscaped(name);
            output.Write((byte)':');
            output.Write(schema.Slice(value.Start, value.Length));
        }
    }

    // Only what every alternative demands stays required: the root's own list and those of allOf.
    private static void Gather(
        ReadOnlySpan<byte> schema, ByteWriter properties, ByteWriter required, HashSet<string> names, bool all, int depth)
    {
        var cursor = new JsonCursor(schema);
        if (depth > 8 || cursor.Peek() != JsonKind.Object)
        {
            return;
        }

        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            var value = cursor.ReadValue();
            if (cursor.Failed)
            {
                break;
            }

            var raw = schema.Slice(value.Start, value.Length);
            if (name.SequenceEqual("properties"u8) && raw[0] == '{')
            {
                Properties(raw, properties, names);
            }
            else if (name.SequenceEqual("required"u8) && raw[0] == '[' && all)
            {
                Append(raw[1..^1].Trim(" \t\r\n"u8), required);
            }
            else if (raw[0] == '[' && (name.SequenceEqual("anyOf"u8) || name.SequenceEqual("oneOf"u8) || name.SequenceEqual("allOf"u8)))
            {
                var isAll = all && name.SequenceEqual("allOf"u8);
                var elements = new JsonCursor(raw);
                elements.EnterArray();
                while (elements.NextElement())
                {
                    var element = elements.ReadValue();
                    if (elements.Failed)
                    {
                        break;
                    }

                    Gather(raw.Slice(element.Start, element.Length), properties, required, names, isAll, depth + 1);
                }
            }
        }
    }

    private static void Properties(ReadOnlySpan<byte> map, ByteWriter properties, HashSet<string> names)
    {
        var cursor = new JsonCursor(map);
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            var value = cursor.ReadValue();
            if (cursor.Failed)
            {
                break;
            }

            if (!names.Add(JsonStrings.Decode(name)))
            {
                continue;
            }

            if (properties.Length > 0)
            {
                properties.Write((byte)',');
            }

            properties.WriteEscaped(name);
            properties.Write((byte)':');
            properties.Write(map.Slice(value.Start, value.Length));
        }
    }

    private static void Append(ReadOnlySpan<byte> list, ByteWriter required)
    {
        if (list.IsEmpty)
        {
            return;
        }

        if (required.Length > 0)
        {
            required.Write((byte)',');
        }

        required.Write(list);
    }
}
