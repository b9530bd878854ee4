using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.OpenAiChat.Client;

/// <summary>
/// A <c>custom</c> tool takes free text instead of an object. Towards every other dialect it is a tool with one string, and its
/// schema is how it is known again when the answer is written (H-320).
/// </summary>
internal static class CustomTool
{
    /// <summary>A function without parameters.</summary>
    public static ReadOnlySpan<byte> EmptySchema => "{\"type\":\"object\",\"properties\":{}}"u8;

    /// <summary>The schema that stands for free text.</summary>
    public static ReadOnlySpan<byte> Schema =>
        "{\"type\":\"object\",\"properties\":{\"input\":{\"type\":\"string\",\"description\":\"The whole input of the tool, as plain text\"}},\"required\":[\"input\"]}"u8;

    /// <summary>True where the client offered a custom tool of that name.</summary>
    public static bool IsOffered(ConversationRequest request, ReadOnlySpan<byte> name)
    {
        foreach (var tool in request.Tools)
        {
            if (request[tool.Name].SequenceEqual(name))
            {
                return request[tool.InputSchema].SequenceEqual(Schema);
            }
        }

        return false;
    }

    /// <summary>Writes the free text (escaped content) out of a call's gathered arguments, escaped once more as they travel.</summary>
    public static void WriteInput(ReadOnlySpan<byte> arguments, ByteWriter output)
    {
        using var plain = new ByteWriter(arguments.Length);
        JsonStrings.Unescape(arguments, plain);
        var cursor = new JsonCursor(plain.Written);
        if (cursor.Peek() == JsonKind.Object)
        {
            cursor.EnterObject();
            while (cursor.NextMember(out ReadOnlySpan<byte> name))
            {
                var isInput = name.SequenceEqual("input"u8) && cursor.Peek() == JsonKind.String;
                var value = isInput ? cursor.ReadString() : cursor.ReadValue();
                if (isInput && !cursor.Failed)
                {
                    output.Write(plain.Written.Slice(value.Start, value.Length));
                    return;
                }
            }
        }

        // Not what the schema asked for: the client gets what the model wrote.
        output.Write(arguments);
    }
}
