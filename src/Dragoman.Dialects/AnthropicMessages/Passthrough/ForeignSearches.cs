using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.AnthropicMessages.Passthrough;

/// <summary>
/// Searches that somebody else than Anthropic ran: their results have an empty <c>encrypted_content</c>, which Anthropic refuses when
/// they come back. What was searched and found is told to it in words (H-181, N20).
/// </summary>
internal static class ForeignSearches
{
    /// <summary>True when a raw block is a result of such a search.</summary>
    public static bool IsResult(ReadOnlySpan<byte> block) =>
        block.IndexOf("\"encrypted_content\":\"\""u8) >= 0 && RawObject.Text(block, "type"u8).StartsWith("web_search_tool_result"u8);

    /// <summary>True when a raw block is the call of such a search, whose result stands behind it.</summary>
    /// <param name="body">Where everything stands.</param>
    /// <param name="block">The block.</param>
    /// <param name="behind">A cursor in the same array, behind the block; a copy of its owner's.</param>
    public static bool IsCall(ReadOnlySpan<byte> body, ReadOnlySpan<byte> block, JsonCursor behind)
    {
        if (!RawObject.Text(block, "type"u8).SequenceEqual("server_tool_use"u8))
        {
            return false;
        }

        var id = RawObject.Text(block, "id"u8);
        while (behind.NextElement())
        {
            var other = behind.ReadValue();
            var raw = body.Slice(other.Start, other.Length);
            if (IsResult(raw) && RawObject.Text(raw, "tool_use_id"u8).SequenceEqual(id))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Writes a text instead of a call.</summary>
    public static void TellCall(ReadOnlySpan<byte> body, Slice block, ref SpliceCopy copy)
    {
        var query = RawObject.Text(RawObject.Value(body.Slice(block.Start, block.Length), "input"u8), "query"u8);
        copy.Replace(block, "{\"type\":\"text\",\"text\":\"[searched the web for: "u8, query, "]\"}"u8);
    }

    /// <summary>Writes a text instead of a result: titles and addresses, as they were found.</summary>
    public static void TellResult(ReadOnlySpan<byte> body, Slice block, ref SpliceCopy copy)
    {
        var raw = body.Slice(block.Start, block.Length);
        using var text = new ByteWriter(block.Length);
        text.Write("[found on the web:"u8);
        var hits = RawObject.Value(raw, "content"u8);
        var cursor = new JsonCursor(hits);
        if (cursor.Peek() == JsonKind.Array)
        {
            cursor.EnterArray();
            while (cursor.NextElement())
            {
                var hit = cursor.ReadValue();
                var page = hits.Slice(hit.Start, hit.Length);
                text.Write("\\n- "u8);
                text.Write(RawObject.Text(page, "title"u8));
                text.Write(" "u8);
                text.Write(RawObject.Text(page, "url"u8));
            }
        }

        copy.Replace(block, "{\"type\":\"text\",\"text\":\""u8, text.Written, "]\"}"u8);
    }
}
