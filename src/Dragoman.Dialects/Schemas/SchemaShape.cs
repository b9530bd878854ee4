using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Schemas;

/// <summary>What one look at a schema's own members shows.</summary>
internal struct SchemaShape
{
    /// <summary>It names a type.</summary>
    public bool HasType;

    /// <summary>Its type is, or includes, object.</summary>
    public bool IsObject;

    /// <summary>Its type is array.</summary>
    public bool IsArray;

    /// <summary>It has properties that are an object.</summary>
    public bool HasProperties;

    /// <summary>It says what an array holds.</summary>
    public bool HasItems;

    /// <summary>It has anyOf.</summary>
    public bool HasAnyOf;

    /// <summary>It refers to, or combines, other schemas.</summary>
    public bool HasCombination;

    /// <summary>It refers to another schema.</summary>
    public bool HasReference;

    /// <summary>It has bounds that include their number.</summary>
    public bool HasBounds;

    /// <summary>Where its properties stand.</summary>
    public Slice Properties;

    /// <summary>Looks at the members of a schema that is an object.</summary>
    public static SchemaShape Of(ReadOnlySpan<byte> schema)
    {
        var shape = default(SchemaShape);
        var cursor = new JsonCursor(schema);
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            var slice = cursor.ReadValue();
            if (cursor.Failed)
            {
                break;
            }

            shape.See(name, schema.Slice(slice.Start, slice.Length), slice);
        }

        return shape;
    }

    /// <summary>True when the schema has a property of that name.</summary>
    public static bool HasProperty(ReadOnlySpan<byte> schema, in SchemaShape shape, ReadOnlySpan<byte> property)
    {
        if (!shape.HasProperties)
        {
            return false;
        }

        var cursor = new JsonCursor(schema, shape.Properties.Start, shape.Properties.End);
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual(property))
            {
                return true;
            }

            cursor.ReadValue();
        }

        return false;
    }

    private void See(ReadOnlySpan<byte> name, ReadOnlySpan<byte> raw, Slice slice)
    {
        if (name.SequenceEqual("type"u8))
        {
            HasType = true;
            IsObject = raw.IndexOf("\"object\""u8) >= 0;
            IsArray = raw.SequenceEqual("\"array\""u8);
        }
        else if (name.SequenceEqual("properties"u8))
        {
            HasProperties = raw[0] == '{';
            Properties = slice;
        }
        else if (name.SequenceEqual("items"u8) || name.SequenceEqual("prefixItems"u8))
        {
            HasItems = true;
        }
        else if (name.SequenceEqual("anyOf"u8))
        {
            HasAnyOf = HasCombination = true;
        }
        else if (name.SequenceEqual("minimum"u8) || name.SequenceEqual("maximum"u8))
        {
            HasBounds = true;
        }
        else if (name.SequenceEqual("$ref"u8))
        {
            HasReference = HasCombination = true;
        }
        else if (name.SequenceEqual("oneOf"u8) || name.SequenceEqual("allOf"u8)
            || name.SequenceEqual("additionalProperties"u8) || name.SequenceEqual("patternProperties"u8))
        {
            HasCombination = true;
        }
    }
}
