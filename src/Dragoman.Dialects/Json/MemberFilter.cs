namespace Dragoman.Dialects.Json;

/// <summary>Copies some members of an object, as they are.</summary>
internal static class MemberFilter
{
    /// <summary>Writes an object of the members that have one of these names, in the order in which they stand.</summary>
    public static void Write(ReadOnlySpan<byte> json, IReadOnlyList<byte[]> names, ByteWriter output)
    {
        var wrote = false;
        var cursor = new JsonCursor(json);
        cursor.EnterObject();
        output.Write((byte)'{');
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            var value = cursor.ReadValue();
            if (!cursor.Failed && IsOne(name, names))
            {
                output.Write(wrote ? ","u8 : default);
                output.WriteEscaped(name);
                output.Write((byte)':');
                output.Write(json.Slice(value.Start, value.Length));
                wrote = true;
            }
        }

        output.Write((byte)'}');
    }

    /// <summary>A whole number from 0 up that is a member of an object; null where it is not there.</summary>
    public static long? Number(ReadOnlySpan<byte> json, ReadOnlySpan<byte> member)
    {
        var cursor = new JsonCursor(json);
        if (cursor.Peek() != JsonKind.Object)
        {
            return null;
        }

        cursor.EnterObject();
        long? found = null;
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual(member) && cursor.Peek() == JsonKind.Number)
            {
                found = cursor.ReadInteger();
            }
            else
            {
                cursor.ReadValue();
            }
        }

        return !cursor.Failed && found >= 0 ? found : null;
    }

    private static bool IsOne(ReadOnlySpan<byte> name, IReadOnlyList<byte[]> names)
    {
        for (var i = 0; i < names.Count; i++)
        {
            if (name.SequenceEqual(names[i]))
            {
                return true;
            }
        }

        return false;
    }
}
