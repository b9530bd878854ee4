using System.Text;

namespace Dragoman.Upstreams.Search;

/// <summary>The text of a page's bytes.</summary>
internal static class PageText
{
    /// <summary>What a media type is; null for one that no model can be given.</summary>
    public static PageKind? KindOf(string? mediaType, bool takesPdf) => mediaType?.ToLowerInvariant() switch
    {
        "application/pdf" => takesPdf ? PageKind.Pdf : null,
        "text/html" or "application/xhtml+xml" => PageKind.Markup,
        "application/json" or "application/xml" or "application/javascript" or "application/yaml" or "application/x-yaml" => PageKind.Plain,
        { } other when other.StartsWith("text/", StringComparison.Ordinal) => PageKind.Plain,
        { } other when other.EndsWith("+json", StringComparison.Ordinal) || other.EndsWith("+xml", StringComparison.Ordinal) => PageKind.Plain,
        _ => null,
    };

    /// <summary>Title (empty for plain text) and text.</summary>
    public static (string Title, string Text) Read(ReadOnlySpan<byte> bytes, PageKind kind, string? charset)
    {
        var text = EncodingOf(charset).GetString(bytes);
        if (kind == PageKind.Markup)
        {
            return HtmlText.Read(text);
        }

        // Control characters other than line ends and tabs are noise that some hosts refuse (H-045).
        var clean = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (!char.IsControl(c) || c is '\n' or '\t')
            {
                clean.Append(c);
            }
        }

        return (string.Empty, clean.ToString().Trim());
    }

    private static Encoding EncodingOf(string? charset)
    {
        try
        {
            return charset is null ? Encoding.UTF8
                : CodePagesEncodingProvider.Instance.GetEncoding(charset.Trim('"')) ?? Encoding.GetEncoding(charset.Trim('"'));
        }
        catch (ArgumentException)
        {
            return Encoding.UTF8;
        }
    }
}
