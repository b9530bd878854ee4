using System.Buffers.Text;
using System.Globalization;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.ServerTools;

/// <summary>Writes results in the Messages API's form: <c>web_search_tool_result</c> and <c>web_fetch_tool_result</c> (H-181).</summary>
internal static class WebResultBlock
{
    /// <summary>Writes the whole block.</summary>
    public static void Write(WebCall call, WebOutcome outcome, ByteWriter output)
    {
        var isSearch = call.Tool.Kind == WebToolKind.Search;
        output.Write(isSearch ? "{\"type\":\"web_search_tool_result\""u8 : "{\"type\":\"web_fetch_tool_result\""u8);
        output.Write(",\"tool_use_id\":"u8);
        output.WriteString(call.Id);
        output.Write(",\"content\":"u8);
        if (outcome.ErrorCode is { } code)
        {
            output.Write(isSearch ? "{\"type\":\"web_search_tool_result_error\""u8 : "{\"type\":\"web_fetch_tool_result_error\""u8);
            output.Write(",\"error_code\":"u8);
            output.WriteString(code);
            output.Write((byte)'}');
        }
        else if (outcome.Page is { } page)
        {
            WritePage(page, output);
        }
        else
        {
            WriteHits(outcome.Hits, output);
        }

        output.Write((byte)'}');
    }

    private static void WriteHits(IReadOnlyList<SearchHit> hits, ByteWriter output)
    {
        output.Write((byte)'[');
        for (var i = 0; i < hits.Count; i++)
        {
            output.Write(i == 0 ? "{\"type\":\"web_search_result\",\"title\":"u8 : ",{\"type\":\"web_search_result\",\"title\":"u8);
            output.WriteString(hits[i].Title);
            output.Write(",\"url\":"u8);
            output.WriteString(hits[i].Url.AbsoluteUri);
            // Opaque to clients, and only Anthropic has the key to its own.
            output.Write(",\"encrypted_content\":\"\",\"page_age\":"u8);
            if (hits[i].Age.Length > 0)
            {
                output.WriteString(hits[i].Age);
            }
            else
            {
                output.Write("null"u8);
            }

            output.Write((byte)'}');
        }

        output.Write((byte)']');
    }

    /// <summary>Writes bytes as base64.</summary>
    public static void WriteBase64(ReadOnlySpan<byte> bytes, ByteWriter output)
    {
        Base64.EncodeToUtf8(bytes, output.GetSpan(Base64.GetMaxEncodedToUtf8Length(bytes.Length)), out _, out var written);
        output.Advance(written);
    }

    private static void WritePage(FetchedPage page, ByteWriter output)
    {
        output.Write("{\"type\":\"web_fetch_result\",\"url\":"u8);
        output.WriteString(page.Url.AbsoluteUri);
        output.Write(",\"content\":{\"type\":\"document\",\"source\":{\"type\":"u8);
        if (page.Pdf is { } pdf)
        {
            output.Write("\"base64\",\"media_type\":\"application/pdf\",\"data\":\""u8);
            WriteBase64(pdf, output);
            output.Write((byte)'"');
        }
        else
        {
            output.Write("\"text\",\"media_type\":\"text/plain\",\"data\":"u8);
            output.WriteString(page.Text);
        }

        output.Write("},\"title\":"u8);
        if (page.Title.Length > 0)
        {
            output.WriteString(page.Title);
        }
        else
        {
            output.Write("null"u8);
        }

        output.Write(",\"citations\":null},\"retrieved_at\":"u8);
        output.WriteString(page.RetrievedAt.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        output.Write((byte)'}');
    }
}
