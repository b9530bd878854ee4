using System.Globalization;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Schemas;

/// <summary>
/// Writes a JSON Schema as the OpenAPI subset that Gemini's <c>parameters</c> takes: references in place (cut where they go round),
/// constants and alternatives as enums and <c>anyOf</c>, nullable types as a flag, enum values as strings, counts as strings
/// (H-116, H-117, H-119, H-120, H-132, H-394).
/// </summary>
internal static class OpenApiSchema
{
    // References that go round end in an object of anything.
    private const int MaxDepth = 24;
    private const int MaxReferences = 5;

    /// <summary>Writes the schema; true when a constraint that the client wrote is not in the result.</summary>
    public static bool Write(ReadOnlySpan<byte> root, ByteWriter output)
    {
        var lost = false;
        Schema(root, root, 0, 0, output, ref lost);
        return lost;
    }

    private static void Schema(ReadOnlySpan<byte> root, ReadOnlySpan<byte> schema, int depth, int references, ByteWriter output, ref bool lost)
    {
        if (schema.IsEmpty || schema[0] != '{' || depth > MaxDepth || references > MaxReferences)
        {
            lost = true;
            output.Write("{\"type\":\"OBJECT\"}"u8);
            return;
        }

        if (Find(schema, "$ref"u8) is { IsEmpty: false } reference)
        {
            Schema(root, Resolve(root, schema.Slice(reference.Start, reference.Length)), depth + 1, references + 1, output, ref lost);
            return;
        }

        var wrote = false;
        output.Write((byte)'{');
        var kind = Type(schema, output, ref wrote, ref lost);
        var cursor = new JsonCursor(schema);
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            var value = cursor.ReadValue();
            if (cursor.Failed)
            {
                break;
            }

            Keyword(root, schema, name, schema.Slice(value.Start, value.Length), depth, references, output, ref wrote, ref lost);
        }

        if (kind == (byte)'A' && Find(schema, "items"u8).IsEmpty)
        {
            Name("items"u8, output, ref wrote);
            output.Write("{\"type\":\"STRING\"}"u8);
        }

        output.Write((byte)'}');
    }

    private static void Keyword(
        ReadOnlySpan<byte> root, ReadOnlySpan<byte> schema, ReadOnlySpan<byte> name, ReadOnlySpan<byte> raw, int depth, int references,
        ByteWriter output, ref bool wrote, ref bool lost)
    {
        if (name.SequenceEqual("description"u8) || name.SequenceEqual("title"u8) || name.SequenceEqual("minimum"u8) || name.SequenceEqual("maximum"u8))
        {
            Name(name, output, ref wrote);
            output.Write(raw);
        }
        else if (name.SequenceEqual("minItems"u8) || name.SequenceEqual("maxItems"u8) || name.SequenceEqual("minLength"u8) || name.SequenceEqual("maxLength"u8))
        {
            // 64-bit counts travel as strings (H-394).
            Name(name, output, ref wrote);
            output.WriteEscaped(raw.Trim((byte)'"'));
        }
        else if (name.SequenceEqual("properties"u8) && raw[0] == '{')
        {
            Name(name, output, ref wrote);
            Properties(root, raw, depth, references, output, ref lost);
        }
        else if (name.SequenceEqual("items"u8) && raw[0] == '{')
        {
            Name(name, output, ref wrote);
            Schema(root, raw, depth + 1, references, output, ref lost);
        }
        else if (raw[0] == '[' && (name.SequenceEqual("anyOf"u8) || (name.SequenceEqual("oneOf"u8) && Find(schema, "anyOf"u8).IsEmpty)))
        {
            Name("anyOf"u8, output, ref wrote);
            Alternatives(root, raw, depth, references, output, ref lost);
        }
        else if (name.SequenceEqual("required"u8) && raw[0] == '[')
        {
            Required(schema, raw, output, ref wrote);
        }
        else if (name.SequenceEqual("enum"u8) && raw[0] == '[')
        {
            Enum(raw, output, ref wrote, ref lost);
        }
        else if (name.SequenceEqual("const"u8))
        {
            Name("enum"u8, output, ref wrote);
            output.Write((byte)'[');
            Text(raw, output);
            output.Write((byte)']');
        }
        else if (!name.SequenceEqual("type"u8) && !SchemaKeywords.IsAnnotation(name) && !name.SequenceEqual("$defs"u8) && !name.SequenceEqual("definitions"u8))
        {
            lost = true;
        }
    }

    // One type in capitals, and whether null is one, too. Returns its first letter.
    private static byte Type(ReadOnlySpan<byte> schema, ByteWriter output, ref bool wrote, ref bool lost)
    {
        var found = Find(schema, "type"u8);
        var raw = schema.Slice(found.Start, found.Length);
        ReadOnlySpan<byte> type = default;
        var isNullable = false;
        if (raw.IsEmpty)
        {
            type = Implied(schema);
        }
        else
        {
            var rest = raw.Trim("[] \t\r\n"u8);
            foreach (var range in rest.Split((byte)','))
            {
                var word = rest[range].Trim("\" \t\r\n"u8);
                isNullable |= word.SequenceEqual("null"u8);
                lost |= !type.IsEmpty && !word.SequenceEqual("null"u8);
                type = type.IsEmpty && !word.SequenceEqual("null"u8) ? word : type;
            }
        }

        // Enums are of strings only (H-132).
        if (!Find(schema, "enum"u8).IsEmpty || !Find(schema, "const"u8).IsEmpty)
        {
            type = "string"u8;
        }

        if (!type.IsEmpty)
        {
            Name("type"u8, output, ref wrote);
            output.Write((byte)'"');
            foreach (var letter in type)
            {
                output.Write((byte)char.ToUpper((char)letter, CultureInfo.InvariantCulture));
            }

            output.Write((byte)'"');
        }

        if (isNullable)
        {
            Name("nullable"u8, output, ref wrote);
            output.WriteBoolean(true);
        }

        return type.IsEmpty ? (byte)0 : (byte)char.ToUpper((char)type[0], CultureInfo.InvariantCulture);
    }

    private static ReadOnlySpan<byte> Implied(ReadOnlySpan<byte> schema) =>
        !Find(schema, "properties"u8).IsEmpty ? "object"u8
        : !Find(schema, "items"u8).IsEmpty ? "array"u8
        : Find(schema, "anyOf"u8).IsEmpty && Find(schema, "oneOf"u8).IsEmpty ? "string"u8
        : default;

    private static void Properties(ReadOnlySpan<byte> root, ReadOnlySpan<byte> map, int depth, int references, ByteWriter output, ref bool lost)
    {
        var wrote = false;
        output.Write((byte)'{');
        var cursor = new JsonCursor(map);
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            var value = cursor.ReadValue();
            if (cursor.Failed)
            {
                break;
            }

            Name(name, output, ref wrote);
            Schema(root, map.Slice(value.Start, value.Length), depth + 1, references, output, ref lost);
        }

        output.Write((byte)'}');
    }

    private static void Alternatives(ReadOnlySpan<byte> root, ReadOnlySpan<byte> list, int depth, int references, ByteWriter output, ref bool lost)
    {
        output.Write((byte)'[');
        var cursor = new JsonCursor(list);
        cursor.EnterArray();
        for (var i = 0; cursor.NextElement(); i++)
        {
            var value = cursor.ReadValue();
            if (cursor.Failed)
            {
                break;
            }

            output.Write(i > 0 ? ","u8 : default);
            Schema(root, list.Slice(value.Start, value.Length), depth + 1, references, output, ref lost);
        }

        output.Write((byte)']');
    }

    // Only names that exist (H-120).
    private static void Required(ReadOnlySpan<byte> schema, ReadOnlySpan<byte> list, ByteWriter output, ref bool wrote)
    {
        var shape = SchemaShape.Of(schema);
        var any = false;
        var cursor = new JsonCursor(list);
        cursor.EnterArray();
        while (cursor.NextElement())
        {
            var value = cursor.ReadValue();
            if (cursor.Failed)
            {
                break;
            }

            var element = list.Slice(value.Start, value.Length);
            if (element[0] != '"' || !SchemaShape.HasProperty(schema, shape, element[1..^1]))
            {
                continue;
            }

            if (!any)
            {
                Name("required"u8, output, ref wrote);
            }

            output.Write(any ? (byte)',' : (byte)'[');
            output.Write(element);
            any = true;
        }

        if (any)
        {
            output.Write((byte)']');
        }
    }

    private static void Enum(ReadOnlySpan<byte> list, ByteWriter output, ref bool wrote, ref bool lost)
    {
        var any = false;
        var cursor = new JsonCursor(list);
        cursor.EnterArray();
        while (cursor.NextElement())
        {
            var value = cursor.ReadValue();
            if (cursor.Failed)
            {
                break;
            }

            var element = list.Slice(value.Start, value.Length);
            if (element is [(byte)'"', (byte)'"'] || element.SequenceEqual("null"u8))
            {
                lost = true;
                continue;
            }

            if (!any)
            {
                Name("enum"u8, output, ref wrote);
            }

            output.Write(any ? (byte)',' : (byte)'[');
            Text(element, output);
            any = true;
        }

        if (any)
        {
            output.Write((byte)']');
        }
    }

    private static void Text(ReadOnlySpan<byte> value, ByteWriter output)
    {
        if (value[0] == '"')
        {
            output.Write(value);
            return;
        }

        output.Write((byte)'"');
        NestedJson.Write(value, output);
        output.Write((byte)'"');
    }

    private static void Name(ReadOnlySpan<byte> name, ByteWriter output, ref bool wrote)
    {
        if (wrote)
        {
            output.Write((byte)',');
        }

        wrote = true;
        output.WriteEscaped(name);
        output.Write((byte)':');
    }

    // A local reference, step by step from the root; empty where it leads nowhere.
    private static ReadOnlySpan<byte> Resolve(ReadOnlySpan<byte> root, ReadOnlySpan<byte> reference)
    {
        var path = reference.Trim((byte)'"');
        if (path.SequenceEqual("#"u8))
        {
            return root;
        }

        if (!path.StartsWith("#/"u8))
        {
            return default;
        }

        var at = root;
        foreach (var range in path[2..].Split((byte)'/'))
        {
            var next = at.Length > 0 && at[0] == '{' ? Find(at, path[2..][range]) : default;
            at = at.Slice(next.Start, next.Length);
        }

        return at;
    }

    private static Slice Find(ReadOnlySpan<byte> schema, ReadOnlySpan<byte> member)
    {
        var cursor = new JsonCursor(schema);
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            var isIt = name.SequenceEqual(member);
            var value = cursor.ReadValue();
            if (isIt)
            {
                return cursor.Failed ? default : value;
            }
        }

        return default;
    }
}
