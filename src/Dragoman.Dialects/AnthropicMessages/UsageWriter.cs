using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.AnthropicMessages;

/// <summary>Writes token counts as the Messages API reports them.</summary>
internal static class UsageWriter
{
    /// <summary>The complete object of a message, every key present (H-208, H-245).</summary>
    public static void WriteFull(in Usage usage, ByteWriter output)
    {
        output.Write("{\"input_tokens\":"u8);
        output.WriteNumber(usage.InputTokens);
        output.Write(",\"cache_creation_input_tokens\":"u8);
        output.WriteNumber(usage.CacheWriteTokens);
        output.Write(",\"cache_read_input_tokens\":"u8);
        output.WriteNumber(usage.CacheReadTokens);
        output.Write(",\"cache_creation\":{\"ephemeral_5m_input_tokens\":"u8);
        output.WriteNumber(Math.Max(0, usage.CacheWriteTokens - usage.CacheWrite1hTokens));
        output.Write(",\"ephemeral_1h_input_tokens\":"u8);
        output.WriteNumber(usage.CacheWrite1hTokens);
        output.Write("},\"output_tokens\":"u8);
        output.WriteNumber(usage.OutputTokens);
        WriteDetails(usage, output);
        WriteServerTools(usage, output);
        output.Write(",\"service_tier\":null,\"inference_geo\":null}"u8);
    }

    /// <summary>The cumulative counts of the stream's end (H-235, H-240).</summary>
    public static void WriteFinal(in Usage usage, ByteWriter output)
    {
        output.Write("{\"input_tokens\":"u8);
        output.WriteNumber(usage.InputTokens);
        output.Write(",\"cache_creation_input_tokens\":"u8);
        output.WriteNumber(usage.CacheWriteTokens);
        output.Write(",\"cache_read_input_tokens\":"u8);
        output.WriteNumber(usage.CacheReadTokens);
        output.Write(",\"output_tokens\":"u8);
        output.WriteNumber(usage.OutputTokens);
        WriteDetails(usage, output);
        WriteServerTools(usage, output);
        output.Write((byte)'}');
    }

    private static void WriteDetails(in Usage usage, ByteWriter output)
    {
        if (usage.ThinkingTokens > 0)
        {
            output.Write(",\"output_tokens_details\":{\"thinking_tokens\":"u8);
            output.WriteNumber(usage.ThinkingTokens);
            output.Write((byte)'}');
        }
    }

    private static void WriteServerTools(in Usage usage, ByteWriter output)
    {
        if (usage.WebSearches == 0 && usage.WebFetches == 0)
        {
            output.Write(",\"server_tool_use\":null"u8);
            return;
        }

        output.Write(",\"server_tool_use\":{\"web_search_requests\":"u8);
        output.WriteNumber(usage.WebSearches);
        output.Write(",\"web_fetch_requests\":"u8);
        output.WriteNumber(usage.WebFetches);
        output.Write((byte)'}');
    }
}
