using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Conversation;

/// <summary>
/// The result of a tool that another provider ran, as words in the assistant's own message: a foreign model must neither lose
/// what was found nor see a call that it cannot make (H-074).
/// </summary>
internal static class ServerToolText
{
    /// <summary>Appends the words, as escaped content.</summary>
    /// <param name="raw">The result block.</param>
    /// <param name="output">Where to write.</param>
    public static void Append(ReadOnlySpan<byte> raw, ByteWriter output)
    {
        output.Write("\\n[Result of the provider's tool:"u8);
        var cursor = new JsonCursor(raw);
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            var isContent = name.SequenceEqual("content"u8);
            var value = cursor.ReadValue();
            if (cursor.Failed)
            {
                break;
            }

            if (isContent)
            {
                AppendContent(raw.Slice(value.Start, value.Length), output);
            }
        }

        output.Write("]\\n"u8);
    }

    private static void AppendContent(ReadOnlySpan<byte> content, ByteWriter output)
    {
        if (content[0] != '[')
        {
            output.Write((byte)' ');
            NestedJson.Write(content, output);
            return;
        }

        var cursor = new JsonCursor(content);
        cursor.EnterArray();
        while (cursor.NextElement())
        {
            var element = cursor.ReadValue();
            if (cursor.Failed)
            {
                return;
            }

            AppendEntry(content.Slice(element.Start, element.Length), output);
        }
    }

    // A search hit by title and address; its encrypted content is for its own provider only.
    private static void AppendEntry(ReadOnlySpan<byte> entry, ByteWriter output)
    {
        var cursor = new JsonCursor(entry);
        if (cursor.Peek() != JsonKind.Object)
        {
            return;
        }

        Slice title = default;
        Slice url = default;
        Slice text = default;
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("title"u8))
            {
                title = cursor.ReadStringOrSkip();
            }
            else if (name.SequenceEqual("url"u8))
            {
                url = cursor.ReadStringOrSkip();
            }
            else if (name.SequenceEqual("text"u8))
            {
                text = cursor.ReadStringOrSkip();
            }
            else
            {
                cursor.ReadValue();
            }
        }

        foreach (var part in (ReadOnlySpan<Slice>)[title, url, text])
        {
            if (!part.IsEmpty)
            {
                output.Write(part == title ? "\\n- "u8 : " "u8);
                output.Write(entry.Slice(part.Start, part.Length));
            }
        }
    }
}
