using System.Text;
using System.Text.Json;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Gemini;

/// <summary>
/// An answer that Google searched for, told in the Messages API's form: the searches, what they found, then the text with its
/// citations (H-179 to H-183). What was found comes behind the text, so the text is held back until the end; the client shows such
/// side requests only when they are complete.
/// </summary>
internal sealed class Grounding(Translation translation) : IDisposable
{
    private const int MaxCited = 150;

    private readonly ByteWriter _text = new(1024);
    private readonly ByteWriter _scratch = new(1024);
    private byte[]? _metadata;
    private bool _isTold;

    /// <summary>How many searches were run.</summary>
    public long Searches { get; private set; }

    /// <summary>Keeps a piece of text (escaped content) until the end.</summary>
    public void Hold(ReadOnlySpan<byte> text) => JsonStrings.Unescape(text, _text);

    /// <summary>Keeps what was found; the last word that names anything counts.</summary>
    public void Note(ReadOnlySpan<byte> metadata)
    {
        if (metadata.IndexOf("\"groundingChunks\""u8) >= 0 || metadata.IndexOf("\"webSearchQueries\""u8) >= 0 || _metadata is null)
        {
            _metadata = metadata.ToArray();
            Searches = Found.Parse(_metadata).Queries.Count;
        }
    }

    /// <summary>Tells everything. Once.</summary>
    public void Tell(BlockSequencer sequencer)
    {
        if (_isTold)
        {
            return;
        }

        _isTold = true;
        var found = _metadata is null ? Found.Nothing : Found.Parse(_metadata);
        TellSearches(sequencer, found);
        TellText(sequencer, found);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _text.Dispose();
        _scratch.Dispose();
    }

    private void TellSearches(BlockSequencer sequencer, Found found)
    {
        Span<byte> id = stackalloc byte[33];
        for (var i = 0; i < found.Queries.Count; i++)
        {
            "srvtoolu_"u8.CopyTo(id);
            translation.Ids.Fill(id[9..]);
            var input = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["query"] = found.Queries[i] });
            _scratch.Reset();
            NestedJson.Write(input, _scratch);
            sequencer.ServerTool(id, "web_search"u8, _scratch.Written);

            // Google does not say which search found what: the first one tells all.
            _scratch.Reset();
            _scratch.Write("{\"type\":\"web_search_tool_result\",\"tool_use_id\":"u8);
            _scratch.WriteEscaped(id);
            _scratch.Write(",\"content\":["u8);
            for (var hit = 0; hit < found.Hits.Count && i == 0; hit++)
            {
                _scratch.Write(hit > 0 ? ",{\"type\":\"web_search_result\",\"url\":"u8 : "{\"type\":\"web_search_result\",\"url\":"u8);
                _scratch.WriteString(found.Hits[hit].Url);
                _scratch.Write(",\"title\":"u8);
                _scratch.WriteString(found.Hits[hit].Title);
                _scratch.Write(",\"encrypted_content\":\"\",\"page_age\":null}"u8);
            }

            _scratch.Write("]}"u8);
            sequencer.ServerToolResult(_scratch.Written);
        }
    }

    private void TellText(BlockSequencer sequencer, Found found)
    {
        var at = 0;
        foreach (var support in found.Supports)
        {
            // Offsets are of bytes; where two overlap, the second has what is left.
            var start = Boundary(Math.Max(support.Start, at));
            var end = Boundary(support.End);
            if (end <= start)
            {
                continue;
            }

            if (start > at)
            {
                Say(sequencer, at, start);
                sequencer.Separate();
            }

            Say(sequencer, start, end);
            foreach (var hit in support.Hits)
            {
                if (hit >= 0 && hit < found.Hits.Count)
                {
                    Cite(sequencer, found.Hits[hit], start, end);
                }
            }

            sequencer.Separate();
            at = end;
        }

        Say(sequencer, at, _text.Length);
    }

    private void Say(BlockSequencer sequencer, int start, int end)
    {
        if (end > start)
        {
            _scratch.Reset();
            JsonStrings.Escape(_text.Written[start..end], _scratch);
            sequencer.Text(_scratch.Written);
        }
    }

    private void Cite(BlockSequencer sequencer, Hit hit, int start, int end)
    {
        var cited = Encoding.UTF8.GetString(_text.Written[start..end]);
        if (cited.Length > MaxCited)
        {
            cited = cited[..(char.IsHighSurrogate(cited[MaxCited - 1]) ? MaxCited - 1 : MaxCited)];
        }

        _scratch.Reset();
        _scratch.Write("{\"type\":\"web_search_result_location\",\"url\":"u8);
        _scratch.WriteString(hit.Url);
        _scratch.Write(",\"title\":"u8);
        _scratch.WriteString(hit.Title);
        _scratch.Write(",\"encrypted_index\":\"\",\"cited_text\":"u8);
        _scratch.WriteString(cited);
        _scratch.Write((byte)'}');
        sequencer.Citation(_scratch.Written);
    }

    // Never inside a character.
    private int Boundary(int at)
    {
        at = Math.Clamp(at, 0, _text.Length);
        while (at < _text.Length && (_text.Written[at] & 0xC0) == 0x80)
        {
            at++;
        }

        return at;
    }

    private sealed record Hit(string Url, string Title);

    private sealed record Support(int Start, int End, IReadOnlyList<int> Hits);

    private sealed record Found(IReadOnlyList<string> Queries, IReadOnlyList<Hit> Hits, IReadOnlyList<Support> Supports)
    {
        public static Found Nothing { get; } = new([], [], []);

        public static Found Parse(byte[] metadata)
        {
            try
            {
                using var document = JsonDocument.Parse(metadata);
                var root = document.RootElement;
                var hits = Items(root, "groundingChunks").Select(OfChunk).ToList();
                var queries = Items(root, "webSearchQueries").Where(query => query.ValueKind == JsonValueKind.String).Select(query => query.GetString()!).ToList();
                if (queries.Count == 0 && hits.Count > 0)
                {
                    queries.Add(string.Empty);
                }

                var supports = Items(root, "groundingSupports").Select(OfSupport).OrderBy(support => support.End).ThenBy(support => support.Start).ToList();
                return new Found(queries, hits, supports);
            }
            catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
            {
                return Nothing;
            }
        }

        private static Hit OfChunk(JsonElement chunk)
        {
            var web = Member(chunk, "web");
            var place = web.ValueKind == JsonValueKind.Object ? web : Member(chunk, "retrievedContext");
            return new Hit(Text(place, "uri"), Text(place, "title"));
        }

        private static Support OfSupport(JsonElement support)
        {
            var segment = Member(support, "segment");
            var hits = Items(support, "groundingChunkIndices").Select(index => index.TryGetInt32(out var value) ? value : -1).ToList();
            return new Support(Number(segment, "startIndex"), Number(segment, "endIndex"), hits);
        }

        private static JsonElement Member(JsonElement element, string name) =>
            element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

        private static IEnumerable<JsonElement> Items(JsonElement element, string name) =>
            Member(element, name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

        private static string Text(JsonElement element, string name) =>
            Member(element, name) is { ValueKind: JsonValueKind.String } value ? value.GetString()! : string.Empty;

        private static int Number(JsonElement element, string name) =>
            Member(element, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number) ? number : 0;
    }
}
