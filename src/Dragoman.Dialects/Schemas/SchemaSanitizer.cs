using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Schemas;

/// <summary>
/// Rewrites a tool's input schema into one that a host takes. Order of members, number text and strings stay as they came
/// (H-128, H-130). Only schema positions are touched: a property that is called <c>pattern</c> is nobody's keyword.
/// </summary>
internal static class SchemaSanitizer
{
    // The longest maxItems that grammar engines unroll without failing.
    private const long MaxGrammarItems = 64;

    /// <summary>Writes the rewritten schema.</summary>
    /// <returns>True when a constraint that the client wrote is not in the result.</returns>
    public static bool Write(ReadOnlySpan<byte> schema, SchemaFilter filter, ByteWriter output)
    {
        var probe = new JsonCursor(schema);
        if (probe.Peek() != JsonKind.Object)
        {
            output.Write(SchemaRoot.Empty);
            return true;
        }

        if (SchemaRoot.NeedsMerge(schema))
        {
            // The alternatives of the root become one object; the tool's own checks see to the rest.
            using var merged = new ByteWriter(schema.Length);
            SchemaRoot.Merge(schema, merged);
            Root(merged.Written, filter, output);
            return true;
        }

        return Root(schema, filter, output);
    }

    private static bool Root(ReadOnlySpan<byte> schema, SchemaFilter filter, ByteWriter output) =>
        (filter & SchemaFilter.GeminiOpenApi) != SchemaFilter.None
            ? OpenApiSchema.Write(schema, output)
            : Schema(schema, filter, isRoot: true, output);

    private static bool Schema(ReadOnlySpan<byte> schema, SchemaFilter filter, bool isRoot, ByteWriter output)
    {
        var cursor = new JsonCursor(schema);
        if (cursor.Peek() != JsonKind.Object)
        {
            // true and false are schemas too.
            output.Write(schema);
            return false;
        }

        var shape = SchemaShape.Of(schema);
        var lost = false;
        var wrote = false;
        output.Write((byte)'{');
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            var value = cursor.ReadValue();
            if (cursor.Failed)
            {
                break;
            }

            var raw = schema.Slice(value.Start, value.Length);
            if (!Keeps(name, raw, filter, shape, ref lost))
            {
                continue;
            }

            var start = output.Length;
            if (wrote)
            {
                output.Write((byte)',');
            }

            output.WriteEscaped(Renamed(name, raw, filter));
            output.Write((byte)':');
            if ((filter & SchemaFilter.GeminiJson) != SchemaFilter.None && GeminiKeywords.TryWrite(name, raw, output))
            {
                wrote = true;
                continue;
            }

            if (!Value(name, raw, schema, filter, shape, isRoot, output, ref lost))
            {
                output.Truncate(start);
                continue;
            }

            wrote = true;
        }

        Complete(shape, isRoot, wrote, output);
        output.Write((byte)'}');
        return lost;
    }

    private static bool Value(
        ReadOnlySpan<byte> name,
        ReadOnlySpan<byte> raw,
        ReadOnlySpan<byte> schema,
        SchemaFilter filter,
        SchemaShape shape,
        bool isRoot,
        ByteWriter output,
        ref bool lost)
    {
        if (isRoot && name.SequenceEqual("type"u8))
        {
            output.Write("\"object\""u8);
            return true;
        }

        if (name.SequenceEqual("required"u8))
        {
            return Required(raw, schema, shape, output);
        }

        if (SchemaKeywords.HoldsSchemas(name))
        {
            lost |= Members(raw, filter, output);
            return true;
        }

        if (SchemaKeywords.HoldsSchema(name))
        {
            lost |= raw[0] == '[' ? Elements(raw, filter, output) : Schema(raw, filter, isRoot: false, output);
            return true;
        }

        output.Write(raw);
        return true;
    }

    private static bool Members(ReadOnlySpan<byte> map, SchemaFilter filter, ByteWriter output)
    {
        var cursor = new JsonCursor(map);
        if (cursor.Peek() != JsonKind.Object)
        {
            output.Write("{}"u8);
            return true;
        }

        var lost = false;
        var wrote = false;
        output.Write((byte)'{');
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            var value = cursor.ReadValue();
            if (cursor.Failed)
            {
                break;
            }

            if (wrote)
            {
                output.Write((byte)',');
            }

            wrote = true;
            output.WriteEscaped(name);
            output.Write((byte)':');
            lost |= Schema(map.Slice(value.Start, value.Length), filter, isRoot: false, output);
        }

        output.Write((byte)'}');
        return lost;
    }

    private static bool Elements(ReadOnlySpan<byte> array, SchemaFilter filter, ByteWriter output)
    {
        var cursor = new JsonCursor(array);
        var lost = false;
        var wrote = false;
        output.Write((byte)'[');
        cursor.EnterArray();
        while (cursor.NextElement())
        {
            var value = cursor.ReadValue();
            if (cursor.Failed)
            {
                break;
            }

            if (wrote)
            {
                output.Write((byte)',');
            }

            wrote = true;
            lost |= Schema(array.Slice(value.Start, value.Length), filter, isRoot: false, output);
        }

        output.Write((byte)']');
        return lost;
    }

    // Only names that exist; nothing at all when none is left (H-120). False when nothing was written.
    private static bool Required(ReadOnlySpan<byte> raw, ReadOnlySpan<byte> schema, SchemaShape shape, ByteWriter output)
    {
        if (raw[0] != '[')
        {
            return false;
        }

        var cursor = new JsonCursor(raw);
        var wrote = false;
        output.Write((byte)'[');
        cursor.EnterArray();
        while (cursor.NextElement())
        {
            var value = cursor.ReadValue();
            if (cursor.Failed)
            {
                break;
            }

            var element = raw.Slice(value.Start, value.Length);
            if (element[0] != '"' || !SchemaShape.HasProperty(schema, shape, element[1..^1]))
            {
                continue;
            }

            if (wrote)
            {
                output.Write((byte)',');
            }

            wrote = true;
            output.Write(element);
        }

        output.Write((byte)']');
        return wrote;
    }

    private static void Complete(SchemaShape shape, bool isRoot, bool wrote, ByteWriter output)
    {
        if (isRoot && !shape.HasType)
        {
            output.Write(wrote ? ",\"type\":\"object\""u8 : "\"type\":\"object\""u8);
            wrote = true;
        }

        if ((isRoot || shape.IsObject) && !shape.HasProperties && (isRoot || !shape.HasCombination))
        {
            output.Write(wrote ? ",\"properties\":{}"u8 : "\"properties\":{}"u8);
        }
        else if (shape.IsArray && !shape.HasItems)
        {
            output.Write(",\"items\":{}"u8);
        }
    }

    private static bool Keeps(ReadOnlySpan<byte> name, ReadOnlySpan<byte> raw, SchemaFilter filter, SchemaShape shape, ref bool lost)
    {
        if (name.SequenceEqual("properties"u8) && raw[0] != '{')
        {
            lost = true;
            return false;
        }

        if ((filter & SchemaFilter.GeminiJson) != SchemaFilter.None && !GeminiKeywords.Keeps(name, raw, shape, ref lost))
        {
            return false;
        }

        if ((filter & SchemaFilter.Annotations) != SchemaFilter.None && SchemaKeywords.IsAnnotation(name))
        {
            return false;
        }

        if ((filter & SchemaFilter.Grammar) != SchemaFilter.None && (SchemaKeywords.IsTextConstraint(name) || IsLongArray(name, raw)))
        {
            lost = true;
            return false;
        }

        return (filter & SchemaFilter.NoTypeBesideAnyOf) == SchemaFilter.None || !shape.HasAnyOf || !name.SequenceEqual("type"u8);
    }

    private static bool IsLongArray(ReadOnlySpan<byte> name, ReadOnlySpan<byte> raw) =>
        (name.SequenceEqual("maxItems"u8) || name.SequenceEqual("minItems"u8))
        && new JsonCursor(raw).ReadInteger() > MaxGrammarItems;

    private static ReadOnlySpan<byte> Renamed(ReadOnlySpan<byte> name, ReadOnlySpan<byte> raw, SchemaFilter filter) =>
        (filter & SchemaFilter.GeminiJson) != SchemaFilter.None ? GeminiKeywords.Renamed(name)
        : (filter & SchemaFilter.NoTypeBesideAnyOf) != SchemaFilter.None && raw[0] == '[' && name.SequenceEqual("items"u8) ? "prefixItems"u8 : name;
}
