using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.AnthropicMessages.Passthrough;

/// <summary>Takes the edits that clear thinking out of <c>context_management</c>: without thinking they are refused (H-095).</summary>
internal static class ClearThinking
{
    /// <summary>Copies the object without these edits; false (and nothing copied) when no edit would stay.</summary>
    public static bool Keep(ReadOnlySpan<byte> body, Slice management, ref SpliceCopy copy)
    {
        var mark = copy.Mark();
        var anyKept = false;
        var cursor = new JsonCursor(body, management.Start, management.End);
        if (cursor.Peek() != JsonKind.Object)
        {
            return true;
        }

        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("edits"u8) && cursor.Peek() == JsonKind.Array)
            {
                anyKept = CopyEdits(body, ref cursor, ref copy);
            }
            else
            {
                cursor.ReadValue();
            }
        }

        if (!anyKept)
        {
            copy.Back(mark);
        }

        return anyKept;
    }

    private static bool CopyEdits(ReadOnlySpan<byte> body, ref JsonCursor cursor, ref SpliceCopy copy)
    {
        cursor.EnterArray();
        var list = new SpliceList(cursor.Position);
        while (cursor.NextElement())
        {
            cursor.Peek();
            list.Begin(cursor.Position, ref copy);
            var edit = cursor.ReadValue();
            var type = RawObject.Text(body.Slice(edit.Start, edit.Length), "type"u8);
            list.End(cursor.Position, type.StartsWith("clear_thinking"u8), ref copy);
        }

        return !list.IsEmpty;
    }
}
