using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Conversation;

/// <summary>A source of a text as the Messages API cites it.</summary>
internal static class WebCitation
{
    /// <summary>Writes it; all contents are escaped. Without a title it has null.</summary>
    public static void Write(ReadOnlySpan<byte> url, ReadOnlySpan<byte> title, ReadOnlySpan<byte> cited, ByteWriter output)
    {
        output.Write("{\"type\":\"web_search_result_location\",\"cited_text\":"u8);
        output.WriteEscaped(cited);
        output.Write(",\"url\":"u8);
        output.WriteEscaped(url);
        output.Write(",\"title\":"u8);
        if (title.IsEmpty)
        {
            output.Write("null"u8);
        }
        else
        {
            output.WriteEscaped(title);
        }

        // Only Anthropic has such an index: empty, it tells a citation of ours when it comes back.
        output.Write(",\"encrypted_index\":\"\"}"u8);
    }
}
