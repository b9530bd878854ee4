using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.OpenAiChat.Client;

/// <summary>Token counts in OpenAI's sense: the prompt includes what was read from and written to a cache (H-236).</summary>
internal static class UsageJson
{
    public static void Write(in Usage usage, ByteWriter output)
    {
        output.Write("{\"prompt_tokens\":"u8);
        output.WriteNumber(usage.TotalInputTokens);
        output.Write(",\"completion_tokens\":"u8);
        output.WriteNumber(usage.OutputTokens);
        output.Write(",\"total_tokens\":"u8);
        output.WriteNumber(usage.TotalInputTokens + usage.OutputTokens);
        output.Write(",\"prompt_tokens_details\":{\"cached_tokens\":"u8);
        output.WriteNumber(usage.CacheReadTokens);
        output.Write(",\"cache_write_tokens\":"u8);
        output.WriteNumber(usage.CacheWriteTokens);
        output.Write("},\"completion_tokens_details\":{\"reasoning_tokens\":"u8);
        output.WriteNumber(usage.ThinkingTokens);
        output.Write("}}"u8);
    }
}
