using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Schemas;

/// <summary>
/// Whether a schema may be sent as strict: every object closed and every property required, no keyword that strict mode refuses
/// (H-122, H-158). A schema that does not pass is sent without the flag.
/// </summary>
internal static class StrictSchema
{
    private const int MaxDepth = 32;

    /// <summary>True when strict mode takes the schema as it is.</summary>
    public static bool Accepts(ReadOnlySpan<byte> schema) => Accepts(schema, 0);

    private static bool Accepts(ReadOnlySpan<byte> schema, int depth)
    {
        var cursor = new JsonCursor(schema);
        if (depth > MaxDepth || cursor.Peek() != JsonKind.Object)
        {
            return false;
        }

        var shape = SchemaShape.Of(schema);
        var closed = false;
        var required = 0;
        var properties = 0;
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            var value = cursor.ReadValue();
            if (cursor.Failed)
            {
                break;
            }

            var raw = schema.Slice(value.Start, value.Length);
            if (name.SequenceEqual("additionalProperties"u8))
            {
                closed = raw.SequenceEqual("false"u8);
            }
            else if (name.SequenceEqual("required"u8))
            {
                required = Count(raw);
            }
            else if (name.SequenceEqual("properties"u8))
            {
                if (!AllAccept(raw, depth, ref properties))
                {
                    return false;
                }
            }
            else if (IsRefused(name) || (SchemaKeywords.HoldsSchema(name) && !NestedAccept(raw, depth)))
            {
                return false;
            }
            else if (SchemaKeywords.HoldsSchemas(name))
            {
                var ignored = 0;
                if (!AllAccept(raw, depth, ref ignored))
                {
                    return false;
                }
            }
        }

        return !(shape.IsObject || shape.HasProperties) || (closed && required == properties);
    }

    private static bool IsRefused(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("oneOf"u8) || name.SequenceEqual("allOf"u8) || name.SequenceEqual("not"u8)
        || name.SequenceEqual("if"u8) || name.SequenceEqual("then"u8) || name.SequenceEqual("else"u8)
        || name.SequenceEqual("patternProperties"u8) || name.SequenceEqual("propertyNames"u8)
        || name.SequenceEqual("contains"u8) || name.SequenceEqual("prefixItems"u8) || name.SequenceEqual("uniqueItems"u8)
        || name.SequenceEqual("dependentSchemas"u8) || name.SequenceEqual("default"u8);

    private static bool AllAccept(ReadOnlySpan<byte> map, int depth, ref int count)
    {
        var cursor = new JsonCursor(map);
        if (cursor.Peek() != JsonKind.Object)
        {
            return false;
        }

        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> _))
        {
            var value = cursor.ReadValue();
            if (cursor.Failed)
            {
                break;
            }

            count++;
            if (!Accepts(map.Slice(value.Start, value.Length), depth + 1))
            {
                return false;
            }
        }

        return !cursor.Failed;
    }

    private static bool NestedAccept(ReadOnlySpan<byte> raw, int depth)
    {
        if (raw[0] != '[')
        {
            return Accepts(raw, depth + 1);
        }

        var cursor = new JsonCursor(raw);
        cursor.EnterArray();
        while (cursor.NextElement())
        {
            var value = cursor.ReadValue();
            if (cursor.Failed)
            {
                break;
            }

            if (!Accepts(raw.Slice(value.Start, value.Length), depth + 1))
            {
                return false;
            }
        }

        return !cursor.Failed;
    }

    private static int Count(ReadOnlySpan<byte> array)
    {
        var cursor = new JsonCursor(array);
        if (cursor.Peek() != JsonKind.Array)
        {
            return -1;
        }

        var count = 0;
        cursor.EnterArray();
        while (cursor.NextElement())
        {
            cursor.ReadValue();
            count++;
        }

        return count;
    }
}
