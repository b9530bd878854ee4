using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.AnthropicMessages;

/// <summary>Reads a <c>usage</c> object. Counts that are given replace those that were known: they are cumulative (H-240).</summary>
internal static class UsageReader
{
    /// <summary>Reads <paramref name="raw"/> over <paramref name="usage"/>; what is absent or null stays.</summary>
    public static void Read(ReadOnlySpan<byte> raw, ref Usage usage)
    {
        var cursor = new JsonCursor(raw);
        if (cursor.Peek() != JsonKind.Object)
        {
            return;
        }

        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("input_tokens"u8))
            {
                usage.InputTokens = Count(ref cursor, ref usage) ?? usage.InputTokens;
            }
            else if (name.SequenceEqual("output_tokens"u8))
            {
                usage.OutputTokens = Count(ref cursor, ref usage) ?? usage.OutputTokens;
            }
            else if (name.SequenceEqual("cache_read_input_tokens"u8))
            {
                usage.CacheReadTokens = Count(ref cursor, ref usage) ?? usage.CacheReadTokens;
            }
            else if (name.SequenceEqual("cache_creation_input_tokens"u8))
            {
                usage.CacheWriteTokens = Count(ref cursor, ref usage) ?? usage.CacheWriteTokens;
            }
            else
            {
                ReadDetails(name, ref cursor, raw, ref usage);
            }
        }
    }

    private static void ReadDetails(ReadOnlySpan<byte> name, ref JsonCursor cursor, ReadOnlySpan<byte> raw, ref Usage usage)
    {
        var value = cursor.ReadValue();
        if (cursor.Failed || raw[value.Start] != '{')
        {
            return;
        }

        var details = raw[value.Start..value.End];
        if (name.SequenceEqual("cache_creation"u8))
        {
            usage.CacheWrite1hTokens = Member(details, "ephemeral_1h_input_tokens"u8) ?? usage.CacheWrite1hTokens;
        }
        else if (name.SequenceEqual("output_tokens_details"u8))
        {
            usage.ThinkingTokens = Member(details, "thinking_tokens"u8) ?? usage.ThinkingTokens;
        }
        else if (name.SequenceEqual("server_tool_use"u8))
        {
            usage.WebSearches = Member(details, "web_search_requests"u8) ?? usage.WebSearches;
            usage.WebFetches = Member(details, "web_fetch_requests"u8) ?? usage.WebFetches;
        }
    }

    private static long? Member(ReadOnlySpan<byte> details, ReadOnlySpan<byte> name)
    {
        var cursor = new JsonCursor(RawObject.Value(details, name));
        return cursor.Peek() == JsonKind.Number ? Clamp(cursor.ReadInteger()) : null;
    }

    private static long? Count(ref JsonCursor cursor, ref Usage usage)
    {
        var count = Clamp(cursor.ReadInteger());
        usage.IsReported |= count is not null;
        return count;
    }

    // A negative count is nonsense that must not reach the ledger.
    private static long? Clamp(long? count) => count < 0 ? 0 : count;
}
