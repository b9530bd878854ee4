namespace Dragoman.Core.Tokens;

/// <summary>The last turn of each session, least recently used out first. Not thread-safe.</summary>
internal sealed class SessionMemory(int capacity)
{
    private readonly Dictionary<string, LinkedListNode<(string Session, LastTurn Turn)>> _bySession = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Session, LastTurn Turn)> _byAge = new();

    public int Count => _bySession.Count;

    public LastTurn? Find(string session)
    {
        if (!_bySession.TryGetValue(session, out var node))
        {
            return null;
        }

        _byAge.Remove(node);
        _byAge.AddFirst(node);
        return node.Value.Turn;
    }

    public void Remember(string session, LastTurn turn)
    {
        if (_bySession.TryGetValue(session, out var known))
        {
            known.ValueRef.Turn = turn;
            _byAge.Remove(known);
            _byAge.AddFirst(known);
            return;
        }

        if (_bySession.Count >= capacity)
        {
            _bySession.Remove(_byAge.Last!.Value.Session);
            _byAge.RemoveLast();
        }

        _bySession[session] = _byAge.AddFirst((session, turn));
    }
}

/// <summary>What is known of a session's last turn.</summary>
/// <param name="Model">Upstream and model that served it.</param>
/// <param name="Messages">Messages it had.</param>
/// <param name="Measure">Its measure, by which the prefix of the next turn is recognised.</param>
/// <param name="Tokens">Its input tokens, as reported.</param>
internal readonly record struct LastTurn(string Model, int Messages, RequestMeasure Measure, long Tokens);
