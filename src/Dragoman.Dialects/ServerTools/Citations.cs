using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.ServerTools;

/// <summary>
/// The citations of a text, where they can be known: a text that names the address of a page that was found cites that page. A
/// foreign model marks nothing else.
/// </summary>
internal sealed class Citations
{
    private const int MaxCitedText = 150;

    private readonly List<(SearchHit Hit, byte[] Address)> _found = [];

    /// <summary>Takes the pages of a search.</summary>
    public void Add(IReadOnlyList<SearchHit> hits)
    {
        foreach (var hit in hits)
        {
            if (!_found.Exists(known => known.Hit.Url == hit.Url))
            {
                _found.Add((hit, System.Text.Encoding.UTF8.GetBytes(hit.Url.AbsoluteUri.TrimEnd('/'))));
            }
        }
    }

    /// <summary>Hands a delta object for each cited page to <paramref name="raise"/>.</summary>
    /// <param name="text">The text, escaped content.</param>
    /// <param name="raise">Takes the raw <c>citations_delta</c>.</param>
    public void Find(ReadOnlySpan<byte> text, Action<ByteWriter> raise)
    {
        if (_found.Count == 0 || text.IsEmpty)
        {
            return;
        }

        using var output = new ByteWriter(1024);
        foreach (var (hit, address) in _found)
        {
            if (Names(text, address))
            {
                output.Reset();
                Write(hit, output);
                raise(output);
            }
        }
    }

    // The whole address, not the beginning of a longer one.
    private static bool Names(ReadOnlySpan<byte> text, ReadOnlySpan<byte> address)
    {
        while (true)
        {
            var at = text.IndexOf(address);
            if (at < 0)
            {
                return false;
            }

            text = text[(at + address.Length)..];
            var rest = text.StartsWith("/"u8) ? text[1..] : text;
            if (rest.IsEmpty || !(char.IsAsciiLetterOrDigit((char)rest[0]) || rest[0] is (byte)'-' or (byte)'_' or (byte)'/' or (byte)'%' or (byte)'=' or (byte)'&'))
            {
                return true;
            }
        }
    }

    private static void Write(SearchHit hit, ByteWriter output)
    {
        output.Write("{\"type\":\"citations_delta\",\"citation\":{\"type\":\"web_search_result_location\",\"cited_text\":"u8);
        var cited = hit.Snippet.Length > MaxCitedText ? hit.Snippet[..Cut(hit.Snippet)] : hit.Snippet;
        output.WriteString(cited.Length > 0 ? cited : hit.Title);
        output.Write(",\"url\":"u8);
        output.WriteString(hit.Url.AbsoluteUri);
        output.Write(",\"title\":"u8);
        output.WriteString(hit.Title);
        output.Write(",\"encrypted_index\":\"\"}}"u8);
    }

    private static int Cut(string text) => char.IsHighSurrogate(text[MaxCitedText - 1]) ? MaxCitedText - 1 : MaxCitedText;
}
