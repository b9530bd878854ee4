using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.OpenAiResponses;

/// <summary>A search that the host ran, between its item and the blocks of the Messages API (H-074, H-181).</summary>
internal static class SearchItem
{
    private static ReadOnlySpan<byte> Prefix => "srvtoolu_ws_"u8;

    /// <summary>True for the id of a search that a Responses host ran.</summary>
    public static bool IsOwn(ReadOnlySpan<byte> id) => id.StartsWith(Prefix);

    /// <summary>Writes the id under which the client knows a search.</summary>
    /// <param name="item">The item's id.</param>
    /// <param name="output">Where to write, escaped content.</param>
    public static void WriteId(ReadOnlySpan<byte> item, ByteWriter output)
    {
        output.Write(Prefix);
        item = item.StartsWith("ws_"u8) ? item[3..] : item;
        foreach (var c in item)
        {
            output.Write(char.IsAsciiLetterOrDigit((char)c) || c == '_' ? c : (byte)'_');
        }
    }

    /// <summary>Writes the item of a search that stands in the conversation, as the host gave it.</summary>
    /// <param name="id">The block's id.</param>
    /// <param name="input">Its input, raw.</param>
    /// <param name="output">Where to write.</param>
    public static void WriteCall(ReadOnlySpan<byte> id, ReadOnlySpan<byte> input, ByteWriter output)
    {
        output.Write("{\"type\":\"web_search_call\",\"id\":\"ws_"u8);
        output.Write(id[Prefix.Length..]);
        output.Write("\",\"status\":\"completed\",\"action\":{\"type\":\"search\",\"query\":"u8);
        output.WriteEscaped(Query(input));
        output.Write("}}"u8);
    }

    private static ReadOnlySpan<byte> Query(ReadOnlySpan<byte> input)
    {
        var cursor = new JsonCursor(input);
        if (cursor.Peek() != JsonKind.Object)
        {
            return default;
        }

        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("query"u8))
            {
                var query = cursor.ReadStringOrSkip();
                return input.Slice(query.Start, query.Length);
            }

            cursor.ReadValue();
        }

        return default;
    }
}
