using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.OpenAiChat;

/// <summary>
/// Token counts from wherever hosts put them. Theirs include what was cached, ours do not (H-236); some count thinking beside the
/// answer, ours is part of it (H-238).
/// </summary>
internal static class UsageReader
{
    /// <summary>Reads a usage object.</summary>
    public static Usage Read(ReadOnlySpan<byte> data, Slice usage)
    {
        var counts = default(Counts);
        Read(data, usage, ref counts, Place.Top);

        // More cached than sent is a host's slip (H-237).
        var read = Math.Clamp(counts.Cached, 0, Math.Max(counts.Prompt, 0));
        var written = Math.Clamp(counts.CacheWritten, 0, Math.Max(counts.Prompt - read, 0));
        var output = counts.Completion;
        if (counts.Reasoning > 0 && (counts.Reasoning > output || counts.Total == counts.Prompt + output + counts.Reasoning))
        {
            output += counts.Reasoning;
        }

        return new Usage
        {
            IsReported = true,
            InputTokens = Math.Max(0, counts.Prompt - read - written),
            CacheReadTokens = read,
            CacheWriteTokens = written,
            OutputTokens = Math.Max(0, output),
            ThinkingTokens = Math.Max(0, counts.Reasoning),
            WebSearches = Math.Max(0, counts.Searches),
        };
    }

    private static void Read(ReadOnlySpan<byte> data, Slice value, ref Counts counts, Place place)
    {
        var cursor = new JsonCursor(data, value.Start, value.End);
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            switch (cursor.Peek())
            {
                case JsonKind.Number:
                    counts.See(name, cursor.ReadInteger() ?? 0, place);
                    break;
                case JsonKind.Object when place == Place.Top:
                    var inner = cursor.ReadValue();
                    var isPrompt = name.SequenceEqual("prompt_tokens_details"u8) || name.SequenceEqual("input_tokens_details"u8);
                    var isCompletion = name.SequenceEqual("completion_tokens_details"u8) || name.SequenceEqual("output_tokens_details"u8);
                    var isSearch = name.SequenceEqual("server_tool_use"u8) || name.SequenceEqual("server_tool_use_details"u8);
                    if (isPrompt || isCompletion || isSearch)
                    {
                        Read(data, inner, ref counts, isPrompt ? Place.Prompt : isCompletion ? Place.Completion : Place.Tools);
                    }

                    break;
                default:
                    cursor.ReadValue();
                    break;
            }
        }
    }

    private enum Place
    {
        Top,
        Prompt,
        Completion,
        Tools,
    }

    private struct Counts
    {
        public long Prompt;
        public long Completion;
        public long Total;
        public long Cached;
        public long CacheWritten;
        public long Reasoning;
        public long Searches;

        public void See(ReadOnlySpan<byte> name, long value, Place place)
        {
            switch (place)
            {
                case Place.Prompt when name.SequenceEqual("cached_tokens"u8):
                    Cached = Math.Max(Cached, value);
                    break;
                case Place.Prompt when name.SequenceEqual("cache_write_tokens"u8) || name.SequenceEqual("cache_creation_tokens"u8):
                    CacheWritten = value;
                    break;
                case Place.Completion when name.SequenceEqual("reasoning_tokens"u8):
                    Reasoning = Math.Max(Reasoning, value);
                    break;
                case Place.Tools when name.SequenceEqual("web_search_requests"u8):
                    Searches = value;
                    break;
                case Place.Top:
                    SeeTop(name, value);
                    break;
                default:
                    break;
            }
        }

        private void SeeTop(ReadOnlySpan<byte> name, long value)
        {
            if (name.SequenceEqual("prompt_tokens"u8) || name.SequenceEqual("input_tokens"u8))
            {
                Prompt = value;
            }
            else if (name.SequenceEqual("completion_tokens"u8) || name.SequenceEqual("output_tokens"u8))
            {
                Completion = value;
            }
            else if (name.SequenceEqual("total_tokens"u8))
            {
                Total = value;
            }
            else if (name.SequenceEqual("cached_tokens"u8) || name.SequenceEqual("num_cached_tokens"u8)
                || name.SequenceEqual("prompt_cache_hit_tokens"u8))
            {
                Cached = Math.Max(Cached, value);
            }
            else if (name.SequenceEqual("reasoning_tokens"u8))
            {
                Reasoning = Math.Max(Reasoning, value);
            }
        }
    }
}
