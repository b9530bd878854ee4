using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.OpenAiResponses;

// Searches that the host ran, and the citations that name their pages (A21, H-179 to H-183).
internal sealed partial class EventReader
{
    private readonly ByteWriter _citations = new(256);
    private readonly ByteWriter _pages = new(256);
    private readonly ByteWriter _openSearch = new(256);
    private int _told;
    private int _searches;

    private void CompleteSearch(ReadOnlySpan<byte> data, in ItemParts parts)
    {
        var action = SearchAction.Read(data, parts.Action);
        if (!action.IsSearch)
        {
            // Opening a page that was found, or looking for something in it, is a step of the same search.
            return;
        }

        CloseSearch();
        _searches++;
        SetNext(default, isMessage: false, default);
        _openSearch.Reset();
        SearchItem.WriteId(Of(data, parts.Id), _openSearch);
        _scratch.Reset();
        _scratch.Write("{\\\"query\\\":"u8);
        NestedJson.Write(action.Query.IsAbsent ? "\"\""u8 : Of(data, action.Query), _scratch);
        _scratch.Write((byte)'}');
        _sequencer.ServerTool(_openSearch.Written, "web_search"u8, _scratch.Written);
        if (Of(data, parts.Status).SequenceEqual("failed"u8))
        {
            TellResult("{\"type\":\"web_search_tool_result_error\",\"error_code\":\"unavailable\"}"u8);
            return;
        }

        _pages.Reset();
        action.WritePages(data, _pages);
        if (_pages.Length > 0)
        {
            TellPages();
        }
    }

    // A host that does not list what it found names it in its citations: the result waits for them.
    private void CloseSearch()
    {
        if (_openSearch.Length > 0)
        {
            TellPages();
        }
    }

    private void TellPages()
    {
        using var list = new ByteWriter(_pages.Length + 2);
        list.Write((byte)'[');
        list.Write(_pages.Written);
        list.Write((byte)']');
        TellResult(list.Written);
        _pages.Reset();
    }

    private void TellResult(ReadOnlySpan<byte> content)
    {
        _scratch.Reset();
        _scratch.Write("{\"type\":\"web_search_tool_result\",\"tool_use_id\":"u8);
        _scratch.WriteEscaped(_openSearch.Written);
        _scratch.Write(",\"content\":"u8);
        _scratch.Write(content);
        _scratch.Write((byte)'}');
        _openSearch.Reset();
        _sequencer.ServerToolResult(_scratch.Written);
    }

    private void CiteAll(ReadOnlySpan<byte> data, Slice list)
    {
        if (list.Length <= 2)
        {
            return;
        }

        var cursor = new JsonCursor(data, list.Start, list.End);
        cursor.EnterArray();
        while (cursor.NextElement())
        {
            var isObject = cursor.Peek() == JsonKind.Object;
            var annotation = cursor.ReadValue();
            if (isObject && !cursor.Failed)
            {
                Cite(data, annotation);
            }
        }
    }

    // A citation stands in the block of the text it belongs to, behind its start (H-182), and once.
    private void Cite(ReadOnlySpan<byte> data, Slice annotation)
    {
        if (annotation.IsAbsent || UrlCitation.Read(data, annotation) is not { IsUrl: true } citation)
        {
            return;
        }

        _scratch.Reset();
        citation.Write(data, _scratch);
        if (_citations.Written.IndexOf(_scratch.Written) >= 0)
        {
            return;
        }

        _citations.Write(_scratch.Written);
        _citations.Write((byte)'\n');
        if (_openSearch.Length > 0)
        {
            citation.WritePage(data, _pages);
        }

        if (_sequencer.IsInText)
        {
            FlushCitations();
        }
    }

    private void FlushCitations()
    {
        while (_told < _citations.Length)
        {
            var rest = _citations.Written[_told..];
            var end = rest.IndexOf((byte)'\n');
            _sequencer.Citation(rest[..end]);
            _told += end + 1;
        }
    }
}
