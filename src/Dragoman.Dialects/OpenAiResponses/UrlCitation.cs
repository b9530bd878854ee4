using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.OpenAiResponses;

/// <summary>Where the parts of a citation or of a search's source stand, string content each.</summary>
internal struct UrlCitation
{
    /// <summary>The page's address.</summary>
    public Slice Url;

    /// <summary>The page's title.</summary>
    public Slice Title;

    /// <summary>True where it names a page.</summary>
    public readonly bool IsUrl => !Url.IsEmpty;

    /// <summary>Reads the object at that place.</summary>
    public static UrlCitation Read(ReadOnlySpan<byte> data, Slice raw)
    {
        var parts = default(UrlCitation);
        var cursor = new JsonCursor(data, raw.Start, raw.End);
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("url"u8))
            {
                parts.Url = cursor.ReadStringOrSkip();
            }
            else if (name.SequenceEqual("title"u8))
            {
                parts.Title = cursor.ReadStringOrSkip();
            }
            else
            {
                cursor.ReadValue();
            }
        }

        return cursor.Failed ? default : parts;
    }

    /// <summary>Writes it as a citation of the Messages API.</summary>
    public readonly void Write(ReadOnlySpan<byte> data, ByteWriter output) =>
        WebCitation.Write(data.Slice(Url.Start, Url.Length), TitleOf(data), cited: default, output);

    /// <summary>Writes it as one of a search's results, behind a comma where others stand in front of it.</summary>
    public readonly void WritePage(ReadOnlySpan<byte> data, ByteWriter output)
    {
        if (!IsUrl)
        {
            return;
        }

        var start = output.Length;
        if (start > 0)
        {
            output.Write((byte)',');
        }

        var from = output.Length;
        output.Write("{\"type\":\"web_search_result\",\"url\":"u8);
        output.WriteEscaped(data.Slice(Url.Start, Url.Length));
        output.Write(",\"title\":"u8);
        output.WriteEscaped(TitleOf(data));
        output.Write(",\"encrypted_content\":\"\",\"page_age\":null}"u8);
        if (start > 0 && output.Written[..start].IndexOf(output.Written[from..]) >= 0)
        {
            output.Truncate(start);
        }
    }

    // Sources come without a title: an address says where a page is.
    private readonly ReadOnlySpan<byte> TitleOf(ReadOnlySpan<byte> data) =>
        Title.IsEmpty ? data.Slice(Url.Start, Url.Length) : data.Slice(Title.Start, Title.Length);
}
