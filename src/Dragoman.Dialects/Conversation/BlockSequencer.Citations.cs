using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Conversation;

// Sources of the text. A citation belongs to a text block that is open; one that comes before it waits (H-182).
public sealed partial class BlockSequencer
{
    private readonly ByteWriter _citations = new(256);
    private readonly List<int> _citationEnds = [];

    /// <summary>A source that the host names for its text, escaped contents (H-204).</summary>
    /// <param name="url">Where it is.</param>
    /// <param name="title">Its title; may be empty.</param>
    /// <param name="cited">What of it was used; may be empty.</param>
    public void Citation(ReadOnlySpan<byte> url, ReadOnlySpan<byte> title, ReadOnlySpan<byte> cited)
    {
        if (IsEnded || url.IsEmpty)
        {
            return;
        }

        WebCitation.Write(url, title, cited, _citations);
        _citationEnds.Add(_citations.Length);
        FlushCitations();
    }

    private void FlushCitations()
    {
        if (_citationEnds.Count == 0 || !_isOpen || _open != BlockKind.Text)
        {
            return;
        }

        var start = 0;
        foreach (var end in _citationEnds)
        {
            _sink.On(new StreamEvent
            {
                Kind = StreamEventKind.Delta,
                Index = _index,
                Block = _open,
                Delta = DeltaKind.Citation,
                Raw = _citations.Written[start..end],
            });
            start = end;
        }

        _citations.Reset();
        _citationEnds.Clear();
    }
}
