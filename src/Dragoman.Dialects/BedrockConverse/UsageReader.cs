using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.BedrockConverse;

/// <summary>Token counts. As ours do, input tokens leave out what was read from or written to a cache (H-247).</summary>
internal static class UsageReader
{
    /// <summary>Reads a <c>usage</c> object.</summary>
    public static Usage Read(ReadOnlySpan<byte> data, Slice usage)
    {
        var counts = new Usage { IsReported = true };
        var cursor = new JsonCursor(data, usage.Start, usage.End);
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("inputTokens"u8))
            {
                counts.InputTokens = Count(ref cursor);
            }
            else if (name.SequenceEqual("outputTokens"u8))
            {
                counts.OutputTokens = Count(ref cursor);
            }
            else if (name.SequenceEqual("cacheReadInputTokens"u8))
            {
                counts.CacheReadTokens = Count(ref cursor);
            }
            else if (name.SequenceEqual("cacheWriteInputTokens"u8))
            {
                counts.CacheWriteTokens = Count(ref cursor);
            }
            else if (name.SequenceEqual("cacheDetails"u8) && cursor.Peek() == JsonKind.Array)
            {
                counts.CacheWrite1hTokens = OneHour(ref cursor, data);
            }
            else
            {
                cursor.ReadValue();
            }
        }

        counts.CacheWriteTokens = Math.Max(counts.CacheWriteTokens, counts.CacheWrite1hTokens);
        return counts;
    }

    private static long Count(ref JsonCursor cursor)
    {
        if (cursor.Peek() == JsonKind.Number)
        {
            return Math.Max(0, cursor.ReadInteger() ?? 0);
        }

        cursor.ReadValue();
        return 0;
    }

    // What was written, by its time to live.
    private static long OneHour(ref JsonCursor cursor, ReadOnlySpan<byte> data)
    {
        var sum = 0L;
        cursor.EnterArray();
        while (cursor.NextElement())
        {
            if (cursor.Peek() != JsonKind.Object)
            {
                cursor.ReadValue();
                continue;
            }

            var isLong = false;
            var tokens = 0L;
            cursor.EnterObject();
            while (cursor.NextMember(out ReadOnlySpan<byte> name))
            {
                if (name.SequenceEqual("ttl"u8))
                {
                    var ttl = cursor.ReadStringOrSkip();
                    isLong = data.Slice(ttl.Start, ttl.Length).SequenceEqual("1h"u8);
                }
                else if (name.SequenceEqual("inputTokens"u8))
                {
                    tokens = Count(ref cursor);
                }
                else
                {
                    cursor.ReadValue();
                }
            }

            sum += isLong ? tokens : 0;
        }

        return sum;
    }
}
