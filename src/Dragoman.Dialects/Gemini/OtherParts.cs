using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Gemini;

/// <summary>Parts that no Messages block fits, as text (H-202): escaped content.</summary>
internal static class OtherParts
{
    /// <summary>Code that the provider ran.</summary>
    public static void AppendCode(ReadOnlySpan<byte> data, Slice code, ByteWriter output) => Fence(data, code, "code"u8, "\\n```python\\n"u8, output);

    /// <summary>What the code printed.</summary>
    public static void AppendResult(ReadOnlySpan<byte> data, Slice result, ByteWriter output) => Fence(data, result, "output"u8, "\\n```\\n"u8, output);

    /// <summary>An image or another file that the model made; its bytes are left out.</summary>
    public static void AppendMedia(ReadOnlySpan<byte> data, Slice blob, ByteWriter output)
    {
        var type = Find(data, blob, "mimeType"u8);
        output.Write("[media omitted: "u8);
        output.Write(type.IsEmpty ? "unknown type"u8 : data.Slice(type.Start, type.Length));
        output.Write((byte)']');
    }

    /// <summary>A string member of an object; absent where there is none.</summary>
    public static Slice Find(ReadOnlySpan<byte> data, Slice value, ReadOnlySpan<byte> member)
    {
        Slice found = default;
        var cursor = new JsonCursor(data, value.Start, value.End);
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual(member))
            {
                found = cursor.ReadStringOrSkip();
            }
            else
            {
                cursor.ReadValue();
            }
        }

        return found;
    }

    private static void Fence(ReadOnlySpan<byte> data, Slice value, ReadOnlySpan<byte> member, ReadOnlySpan<byte> open, ByteWriter output)
    {
        var text = Find(data, value, member);
        output.Write(open);
        output.Write(data.Slice(text.Start, text.Length));
        output.Write("\\n```\\n"u8);
    }
}
