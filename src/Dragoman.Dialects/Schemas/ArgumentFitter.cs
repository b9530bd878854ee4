using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Schemas;

/// <summary>
/// Makes a value fit a schema by writing it otherwise, where there is exactly one value that it can mean: <c>"3"</c> for an integer,
/// <c>"true"</c> for a boolean, a list as a text that holds it, a null for a member that may be absent, a member under a name that is
/// known to stand for the one that is missing. Everything else is left to the client, which asks the model again.
/// </summary>
internal static partial class ArgumentFitter
{
    private const int MaxDepth = 32;

    /// <summary>Writes the value as the schema wants it. What is written is meaningless where it does not fit.</summary>
    /// <param name="value">Valid JSON, one value.</param>
    /// <param name="schema">The schema.</param>
    /// <param name="output">Where to write.</param>
    public static Fit Write(ReadOnlySpan<byte> value, ReadOnlySpan<byte> schema, ByteWriter output) => Write(value, schema, output, 0);

    private static Fit Write(ReadOnlySpan<byte> value, ReadOnlySpan<byte> schema, ByteWriter output, int depth)
    {
        if (depth > MaxDepth)
        {
            return Fit.No;
        }

        var node = SchemaNode.Of(schema);
        if (node.IsOpaque)
        {
            output.Write(value);
            return Fit.Same;
        }

        if (!node.AnyOf.IsAbsent)
        {
            return WriteAny(value, schema, node.AnyOf, output, depth);
        }

        return new JsonCursor(value).Peek() switch
        {
            JsonKind.String => WriteString(value, schema, node, output, depth),
            JsonKind.Number => WriteNumber(value, schema, node, output),
            JsonKind.True or JsonKind.False => Keep(value, node, SchemaTypes.Boolean, output),
            JsonKind.Null => Keep(value, node, SchemaTypes.Null, output),
            JsonKind.Object when Allows(node, SchemaTypes.Object) => WriteObject(value, schema, node, output, depth),
            JsonKind.Array when Allows(node, SchemaTypes.Array) => WriteArray(value, schema, node, output, depth),
            _ => Fit.No,
        };
    }

    private static bool Allows(in SchemaNode node, SchemaTypes type) => node.Types == SchemaTypes.Any || (node.Types & type) != SchemaTypes.Any;

    private static Fit Keep(ReadOnlySpan<byte> value, in SchemaNode node, SchemaTypes type, ByteWriter output)
    {
        output.Write(value);
        return Allows(node, type) ? Fit.Same : Fit.No;
    }

    // One alternative takes it as it is; else exactly one of them takes it otherwise.
    private static Fit WriteAny(ReadOnlySpan<byte> value, ReadOnlySpan<byte> schema, Slice list, ByteWriter output, int depth)
    {
        var mark = output.Length;
        var changed = 0;
        var found = -1;
        for (var pass = 0; pass < 2; pass++)
        {
            var cursor = new JsonCursor(schema, list.Start, list.End);
            if (cursor.Peek() != JsonKind.Array)
            {
                return Fit.No;
            }

            cursor.EnterArray();
            for (var i = 0; cursor.NextElement(); i++)
            {
                var branch = cursor.ReadValue();
                if (pass == 1 && i != found)
                {
                    continue;
                }

                output.Truncate(mark);
                var fit = Write(value, schema.Slice(branch.Start, branch.Length), output, depth + 1);
                if (fit == Fit.Same || pass == 1)
                {
                    return fit;
                }

                changed += fit == Fit.Changed ? 1 : 0;
                found = fit == Fit.Changed ? i : found;
            }

            if (changed != 1)
            {
                return Fit.No;
            }
        }

        return Fit.No;
    }

    private static Fit WriteArray(ReadOnlySpan<byte> value, ReadOnlySpan<byte> schema, in SchemaNode node, ByteWriter output, int depth)
    {
        if (node.Items.IsAbsent)
        {
            output.Write(value);
            return Fit.Same;
        }

        var items = schema.Slice(node.Items.Start, node.Items.Length);
        var fit = Fit.Same;
        var mark = output.Length;
        output.Write((byte)'[');
        var cursor = new JsonCursor(value);
        cursor.EnterArray();
        for (var i = 0; cursor.NextElement(); i++)
        {
            var element = cursor.ReadValue();
            if (i > 0)
            {
                output.Write((byte)',');
            }

            switch (Write(value.Slice(element.Start, element.Length), items, output, depth + 1))
            {
                case Fit.No:
                    return Fit.No;
                case Fit.Changed:
                    fit = Fit.Changed;
                    break;
            }
        }

        return Restore(fit, value, mark, output);
    }

    // What fits as it is stays as it was written, white space and all.
    private static Fit Restore(Fit fit, ReadOnlySpan<byte> value, int mark, ByteWriter output)
    {
        if (fit == Fit.Same)
        {
            output.Truncate(mark);
            output.Write(value);
            return fit;
        }

        var close = value.TrimEnd(" \t\r\n"u8)[^1];
        output.Write(close);
        return fit;
    }
}
