namespace Dragoman.Dialects.Schemas;

/// <summary>What the keywords of JSON Schema (2020-12 and the drafts before it) hold.</summary>
internal static class SchemaKeywords
{
    /// <summary>The value maps names to schemas.</summary>
    public static bool HoldsSchemas(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("properties"u8) || name.SequenceEqual("$defs"u8) || name.SequenceEqual("definitions"u8)
        || name.SequenceEqual("patternProperties"u8) || name.SequenceEqual("dependentSchemas"u8);

    /// <summary>The value is a schema, or an array of schemas.</summary>
    public static bool HoldsSchema(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("items"u8) || name.SequenceEqual("anyOf"u8) || name.SequenceEqual("oneOf"u8)
        || name.SequenceEqual("allOf"u8) || name.SequenceEqual("not"u8) || name.SequenceEqual("additionalProperties"u8)
        || name.SequenceEqual("prefixItems"u8) || name.SequenceEqual("contains"u8) || name.SequenceEqual("if"u8)
        || name.SequenceEqual("then"u8) || name.SequenceEqual("else"u8) || name.SequenceEqual("propertyNames"u8)
        || name.SequenceEqual("unevaluatedProperties"u8) || name.SequenceEqual("unevaluatedItems"u8)
        || name.SequenceEqual("additionalItems"u8);

    /// <summary>The keyword constrains nothing.</summary>
    public static bool IsAnnotation(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("$schema"u8) || name.SequenceEqual("$id"u8) || name.SequenceEqual("$comment"u8)
        || name.SequenceEqual("$vocabulary"u8) || name.SequenceEqual("default"u8) || name.SequenceEqual("examples"u8)
        || name.SequenceEqual("deprecated"u8) || name.SequenceEqual("readOnly"u8) || name.SequenceEqual("writeOnly"u8)
        || name.SequenceEqual("contentEncoding"u8) || name.SequenceEqual("contentMediaType"u8);

    /// <summary>The keyword constrains the characters of a string.</summary>
    public static bool IsTextConstraint(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("pattern"u8) || name.SequenceEqual("format"u8)
        || name.SequenceEqual("minLength"u8) || name.SequenceEqual("maxLength"u8);
}
