using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.AnthropicMessages.Passthrough;

/// <summary>
/// Puts a text behind the last block of the last user message, and changes no other byte: what stands in front of it stays in the
/// provider's cache, and so do the client's own cache marks.
/// </summary>
public static class UserNote
{
    /// <summary>Writes the body with the note in it. False, and nothing written, where that message holds no list of blocks.</summary>
    /// <param name="body">A body that <see cref="MessagesScan.TryScan"/> accepted.</param>
    /// <param name="text">The note, plain UTF-8.</param>
    /// <param name="output">Where to write.</param>
    public static bool TryAppend(ReadOnlySpan<byte> body, ReadOnlySpan<byte> text, ByteWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var at = EndOfLastUserList(body, out var isEmpty);
        if (at < 0)
        {
            return false;
        }

        output.Write(body[..at]);
        output.Write(isEmpty ? "{\"type\":\"text\",\"text\":\""u8 : ",{\"type\":\"text\",\"text\":\""u8);
        JsonStrings.Escape(text, output);
        output.Write("\"}"u8);
        output.Write(body[at..]);
        return true;
    }

    // The place of the bracket that ends the list; -1 for none.
    private static int EndOfLastUserList(ReadOnlySpan<byte> body, out bool isEmpty)
    {
        var (end, empty) = (-1, true);
        var cursor = new JsonCursor(body);
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            if (!name.SequenceEqual("messages"u8) || cursor.Peek() != JsonKind.Array)
            {
                cursor.ReadValue();
                continue;
            }

            cursor.EnterArray();
            while (cursor.NextElement())
            {
                ReadMessage(body, ref cursor, ref end, ref empty);
            }
        }

        isEmpty = empty;
        return cursor.Failed ? -1 : end;
    }

    private static void ReadMessage(ReadOnlySpan<byte> body, ref JsonCursor cursor, ref int end, ref bool isEmpty)
    {
        var (isUser, listEnd, listIsEmpty) = (false, -1, true);
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            var isContent = name.SequenceEqual("content"u8) && cursor.Peek() == JsonKind.Array;
            var isRole = name.SequenceEqual("role"u8);
            var value = cursor.ReadValue();
            if (isRole)
            {
                isUser = body[value.Start..value.End].SequenceEqual("\"user\""u8);
            }
            else if (isContent)
            {
                listEnd = value.End - 1;
                listIsEmpty = body[(value.Start + 1)..listEnd].Trim(" \t\r\n"u8).IsEmpty;
            }
        }

        if (isUser)
        {
            (end, isEmpty) = (listEnd, listIsEmpty);
        }
    }
}
