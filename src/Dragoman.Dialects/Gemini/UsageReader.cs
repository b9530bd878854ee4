using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Gemini;

/// <summary>
/// Counts of an answer, over all its chunks: each is cumulative, some come only with the last chunk, so the last one of each field
/// counts (H-239, H-384). Gemini's prompt includes what was cached, and its candidates exclude the thoughts (H-236, H-238).
/// </summary>
internal struct UsageReader
{
    private long _prompt;
    private long _cached;
    private long _candidates;
    private long _thoughts;
    private long _toolPrompt;

    /// <summary>Searches that the provider ran.</summary>
    public long Searches { get; set; }

    /// <summary>The counts so far.</summary>
    public readonly Usage Usage
    {
        get
        {
            // More cached than sent is a slip (H-237).
            var prompt = _prompt + _toolPrompt;
            var cached = Math.Clamp(_cached, 0, prompt);
            return new Usage
            {
                IsReported = true,
                InputTokens = prompt - cached,
                CacheReadTokens = cached,
                OutputTokens = _candidates + _thoughts,
                ThinkingTokens = _thoughts,
                WebSearches = Searches,
            };
        }
    }

    /// <summary>Reads a <c>usageMetadata</c> object.</summary>
    public void Read(ReadOnlySpan<byte> data, Slice usage)
    {
        var cursor = new JsonCursor(data, usage.Start, usage.End);
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            if (cursor.Peek() != JsonKind.Number)
            {
                cursor.ReadValue();
                continue;
            }

            var value = Math.Clamp(cursor.ReadInteger() ?? 0, 0, int.MaxValue);
            if (name.SequenceEqual("promptTokenCount"u8))
            {
                _prompt = value;
            }
            else if (name.SequenceEqual("cachedContentTokenCount"u8))
            {
                _cached = value;
            }
            else if (name.SequenceEqual("candidatesTokenCount"u8))
            {
                _candidates = value;
            }
            else if (name.SequenceEqual("thoughtsTokenCount"u8))
            {
                _thoughts = value;
            }
            else if (name.SequenceEqual("toolUsePromptTokenCount"u8))
            {
                _toolPrompt = value;
            }
        }
    }
}
