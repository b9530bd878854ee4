using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Schemas;

/// <summary>What Gemini's <c>parametersJsonSchema</c> takes of JSON Schema, and how the rest is told in those words (H-116).</summary>
internal static class GeminiKeywords
{
    /// <summary>True where the keyword, under whatever name, can be sent; <paramref name="lost"/> becomes true where a constraint is not.</summary>
    public static bool Keeps(ReadOnlySpan<byte> name, ReadOnlySpan<byte> raw, in SchemaShape shape, ref bool lost)
    {
        // Beside a reference nothing else may stand.
        if (shape.HasReference && (name.IsEmpty || name[0] != '$'))
        {
            return false;
        }

        if (name.SequenceEqual("format"u8) && !IsKnownFormat(raw))
        {
            lost = true;
            return false;
        }

        if (IsKnown(name))
        {
            return true;
        }

        if (name.SequenceEqual("const"u8) || name.SequenceEqual("definitions"u8))
        {
            return true;
        }

        if (raw[0] is not ((byte)'t' or (byte)'f') && !shape.HasBounds
            && (name.SequenceEqual("exclusiveMinimum"u8) || name.SequenceEqual("exclusiveMaximum"u8)))
        {
            lost = true;
            return true;
        }

        if (name.SequenceEqual("allOf"u8) && raw[0] == '[' && !shape.HasAnyOf)
        {
            lost = true;
            return true;
        }

        lost |= !SchemaKeywords.IsAnnotation(name);
        return false;
    }

    /// <summary>The name under which it is sent.</summary>
    public static ReadOnlySpan<byte> Renamed(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("const"u8) ? "enum"u8
        : name.SequenceEqual("definitions"u8) ? "$defs"u8
        : name.SequenceEqual("exclusiveMinimum"u8) ? "minimum"u8
        : name.SequenceEqual("exclusiveMaximum"u8) ? "maximum"u8
        : name.SequenceEqual("allOf"u8) ? "anyOf"u8
        : name;

    /// <summary>Writes values that change with their name; false where the value stays as it is.</summary>
    public static bool TryWrite(ReadOnlySpan<byte> name, ReadOnlySpan<byte> raw, ByteWriter output)
    {
        if (name.SequenceEqual("const"u8))
        {
            output.Write((byte)'[');
            output.Write(raw);
            output.Write((byte)']');
            return true;
        }

        if (name.SequenceEqual("$ref"u8) && raw.StartsWith("\"#/definitions/"u8))
        {
            output.Write("\"#/$defs/"u8);
            output.Write(raw["\"#/definitions/"u8.Length..]);
            return true;
        }

        return false;
    }

    private static bool IsKnownFormat(ReadOnlySpan<byte> raw) =>
        raw.SequenceEqual("\"date-time\""u8) || raw.SequenceEqual("\"date\""u8) || raw.SequenceEqual("\"time\""u8)
        || raw.SequenceEqual("\"int32\""u8) || raw.SequenceEqual("\"int64\""u8) || raw.SequenceEqual("\"float\""u8) || raw.SequenceEqual("\"double\""u8);

    private static bool IsKnown(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("type"u8) || name.SequenceEqual("properties"u8) || name.SequenceEqual("required"u8)
        || name.SequenceEqual("description"u8) || name.SequenceEqual("enum"u8) || name.SequenceEqual("items"u8)
        || name.SequenceEqual("additionalProperties"u8) || name.SequenceEqual("anyOf"u8) || name.SequenceEqual("oneOf"u8)
        || name.SequenceEqual("prefixItems"u8) || name.SequenceEqual("minItems"u8) || name.SequenceEqual("maxItems"u8)
        || name.SequenceEqual("minimum"u8) || name.SequenceEqual("maximum"u8) || name.SequenceEqual("format"u8)
        || name.SequenceEqual("title"u8) || name.SequenceEqual("$ref"u8) || name.SequenceEqual("$defs"u8)
        || name.SequenceEqual("$anchor"u8) || name.SequenceEqual("propertyOrdering"u8);
}
