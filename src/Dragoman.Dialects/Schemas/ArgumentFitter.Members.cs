using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Schemas;

// Objects: members that fit, that may go, that stand under another name.
internal static partial class ArgumentFitter
{
    private const int MaxMembers = 64;

    private static Fit WriteObject(ReadOnlySpan<byte> value, ReadOnlySpan<byte> schema, in SchemaNode node, ByteWriter output, int depth)
    {
        Span<Slice> seen = stackalloc Slice[MaxMembers];
        var count = 0;
        var fit = Fit.Same;
        var mark = output.Length;
        var any = false;
        var cursor = new JsonCursor(value);
        output.Write((byte)'{');
        cursor.EnterObject();
        while (cursor.NextMember(out Slice name))
        {
            var slice = cursor.ReadValue();
            var member = value.Slice(name.Start, name.Length);
            var raw = value.Slice(slice.Start, slice.Length);
            if (cursor.Failed || count == MaxMembers || IsAmong(value, seen[..count], member))
            {
                // Which of two members of one name counts is for nobody here to say.
                return Fit.No;
            }

            seen[count++] = name;
            var target = Target(value, schema, node, member);
            if (target.IsEmpty)
            {
                return Fit.No;
            }

            fit = target.SequenceEqual(member) ? fit : Fit.Changed;
            var property = node.Property(schema, target);
            var start = output.Length;
            if (any)
            {
                output.Write((byte)',');
            }

            output.WriteEscaped(target);
            output.Write((byte)':');
            switch (property.IsEmpty ? Keep(raw, default, SchemaTypes.Any, output) : Write(raw, property, output, depth + 1))
            {
                case Fit.No when raw.SequenceEqual("null"u8) && !SchemaNode.Holds(schema, node.Required, target):
                    // A null where none is allowed says what absence says (H-221).
                    output.Truncate(start);
                    fit = Fit.Changed;
                    continue;
                case Fit.No:
                    return Fit.No;
                case Fit.Changed:
                    fit = Fit.Changed;
                    break;
            }

            any = true;
        }

        return HasRequired(value, schema, node, seen[..count]) ? Restore(fit, value, mark, output) : Fit.No;
    }

    // The name that a member is meant to have; nothing where that cannot be known.
    private static ReadOnlySpan<byte> Target(ReadOnlySpan<byte> value, ReadOnlySpan<byte> schema, in SchemaNode node, ReadOnlySpan<byte> member)
    {
        if (!node.IsClosed || !node.Property(schema, member).IsEmpty)
        {
            return member;
        }

        // It would be refused. One required member is missing that it is known to stand for, and it alone.
        ReadOnlySpan<byte> found = default;
        var cursor = new JsonCursor(schema, node.Required.Start, node.Required.End);
        if (node.Required.IsAbsent || cursor.Peek() != JsonKind.Array)
        {
            return default;
        }

        cursor.EnterArray();
        while (cursor.NextElement())
        {
            var slice = cursor.ReadStringOrSkip();
            var required = schema.Slice(slice.Start, slice.Length);
            if (!required.IsEmpty && MemberAliases.StandsFor(member, required) && !HasMember(value, required))
            {
                if (!found.IsEmpty || CountAliases(value, schema, node, required) != 1)
                {
                    return default;
                }

                found = required;
            }
        }

        return found;
    }

    private static int CountAliases(ReadOnlySpan<byte> value, ReadOnlySpan<byte> schema, in SchemaNode node, ReadOnlySpan<byte> required)
    {
        var count = 0;
        var cursor = new JsonCursor(value);
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            cursor.ReadValue();
            count += node.Property(schema, name).IsEmpty && MemberAliases.StandsFor(name, required) ? 1 : 0;
        }

        return count;
    }

    private static bool HasMember(ReadOnlySpan<byte> value, ReadOnlySpan<byte> member)
    {
        var cursor = new JsonCursor(value);
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual(member))
            {
                return true;
            }

            cursor.ReadValue();
        }

        return false;
    }

    private static bool HasRequired(ReadOnlySpan<byte> value, ReadOnlySpan<byte> schema, in SchemaNode node, ReadOnlySpan<Slice> seen)
    {
        var cursor = new JsonCursor(schema, node.Required.Start, node.Required.End);
        if (node.Required.IsAbsent || cursor.Peek() != JsonKind.Array)
        {
            return true;
        }

        cursor.EnterArray();
        while (cursor.NextElement())
        {
            var slice = cursor.ReadStringOrSkip();
            var required = schema.Slice(slice.Start, slice.Length);
            var isThere = required.IsEmpty;
            foreach (var name in seen)
            {
                isThere = isThere || Target(value, schema, node, value.Slice(name.Start, name.Length)).SequenceEqual(required);
            }

            if (!isThere)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsAmong(ReadOnlySpan<byte> value, ReadOnlySpan<Slice> names, ReadOnlySpan<byte> member)
    {
        foreach (var name in names)
        {
            if (value.Slice(name.Start, name.Length).SequenceEqual(member))
            {
                return true;
            }
        }

        return false;
    }
}
