using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Schemas;

/// <summary>
/// What one schema says of a value, as far as arguments are judged by it. What it says beyond that makes it
/// <see cref="IsOpaque"/>: then nothing is changed under it.
/// </summary>
internal struct SchemaNode
{
    /// <summary>The types that it allows.</summary>
    public SchemaTypes Types;

    /// <summary>The object of its properties.</summary>
    public Slice Properties;

    /// <summary>The list of required names.</summary>
    public Slice Required;

    /// <summary>The schema of an array's elements.</summary>
    public Slice Items;

    /// <summary>The list of allowed values.</summary>
    public Slice Enum;

    /// <summary>The alternatives.</summary>
    public Slice AnyOf;

    /// <summary>No members but its properties.</summary>
    public bool IsClosed;

    /// <summary>It refers to others, combines them, or is none that is understood.</summary>
    public bool IsOpaque;

    /// <summary>Reads a schema.</summary>
    public static SchemaNode Of(ReadOnlySpan<byte> schema)
    {
        var node = default(SchemaNode);
        var cursor = new JsonCursor(schema);
        if (schema.IsEmpty || cursor.Peek() != JsonKind.Object)
        {
            node.IsOpaque = true;
            return node;
        }

        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            var value = cursor.ReadValue();
            if (cursor.Failed)
            {
                node.IsOpaque = true;
                break;
            }

            node.See(name, schema.Slice(value.Start, value.Length), value);
        }

        // Alternatives beside members of its own would have to hold together: nobody's case, and not understood.
        node.IsOpaque |= !node.AnyOf.IsAbsent && (!node.Properties.IsAbsent || !node.Items.IsAbsent || !node.Enum.IsAbsent);
        return node;
    }

    /// <summary>The schema of a property, or nothing.</summary>
    public readonly ReadOnlySpan<byte> Property(ReadOnlySpan<byte> schema, ReadOnlySpan<byte> property)
    {
        if (Properties.IsAbsent)
        {
            return default;
        }

        var cursor = new JsonCursor(schema, Properties.Start, Properties.End);
        if (cursor.Peek() != JsonKind.Object)
        {
            return default;
        }

        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            var value = cursor.ReadValue();
            if (name.SequenceEqual(property))
            {
                return schema.Slice(value.Start, value.Length);
            }
        }

        return default;
    }

    /// <summary>True where a list of strings in the schema holds a name.</summary>
    public static bool Holds(ReadOnlySpan<byte> schema, Slice list, ReadOnlySpan<byte> name)
    {
        if (list.IsAbsent)
        {
            return false;
        }

        var cursor = new JsonCursor(schema, list.Start, list.End);
        if (cursor.Peek() != JsonKind.Array)
        {
            return false;
        }

        cursor.EnterArray();
        while (cursor.NextElement())
        {
            var value = cursor.ReadStringOrSkip();
            if (schema.Slice(value.Start, value.Length).SequenceEqual(name) && !value.IsAbsent)
            {
                return true;
            }
        }

        return false;
    }

    private void See(ReadOnlySpan<byte> name, ReadOnlySpan<byte> raw, Slice value)
    {
        if (name.SequenceEqual("type"u8))
        {
            Types = TypesIn(raw);
            IsOpaque |= Types == SchemaTypes.Any;
        }
        else if (name.SequenceEqual("properties"u8))
        {
            Properties = value;
        }
        else if (name.SequenceEqual("required"u8))
        {
            Required = value;
        }
        else if (name.SequenceEqual("items"u8))
        {
            Items = value;
        }
        else if (name.SequenceEqual("enum"u8))
        {
            Enum = value;
        }
        else if (name.SequenceEqual("anyOf"u8) || name.SequenceEqual("oneOf"u8))
        {
            IsOpaque |= !AnyOf.IsAbsent;
            AnyOf = value;
        }
        else if (name.SequenceEqual("additionalProperties"u8))
        {
            IsClosed = raw.SequenceEqual("false"u8);
        }
        else
        {
            IsOpaque |= name.SequenceEqual("$ref"u8) || name.SequenceEqual("$dynamicRef"u8) || name.SequenceEqual("allOf"u8)
                || name.SequenceEqual("not"u8) || name.SequenceEqual("if"u8) || name.SequenceEqual("const"u8)
                || name.SequenceEqual("patternProperties"u8) || name.SequenceEqual("prefixItems"u8) || name.SequenceEqual("unevaluatedProperties"u8);
        }
    }

    private static SchemaTypes TypesIn(ReadOnlySpan<byte> raw)
    {
        var types = SchemaTypes.Any;
        var cursor = new JsonCursor(raw);
        if (cursor.Peek() == JsonKind.String)
        {
            var only = cursor.ReadString();
            return Named(raw.Slice(only.Start, only.Length));
        }

        if (cursor.Peek() != JsonKind.Array)
        {
            return types;
        }

        cursor.EnterArray();
        while (cursor.NextElement())
        {
            var one = cursor.ReadStringOrSkip();
            types |= Named(raw.Slice(one.Start, one.Length));
        }

        return types;
    }

    private static SchemaTypes Named(ReadOnlySpan<byte> name) => name switch
    {
        _ when name.SequenceEqual("string"u8) => SchemaTypes.String,
        _ when name.SequenceEqual("number"u8) => SchemaTypes.Number,
        _ when name.SequenceEqual("integer"u8) => SchemaTypes.Integer,
        _ when name.SequenceEqual("boolean"u8) => SchemaTypes.Boolean,
        _ when name.SequenceEqual("object"u8) => SchemaTypes.Object,
        _ when name.SequenceEqual("array"u8) => SchemaTypes.Array,
        _ when name.SequenceEqual("null"u8) => SchemaTypes.Null,
        _ => SchemaTypes.Any,
    };
}
