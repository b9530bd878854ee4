using Dragoman.Core.Configuration;

namespace Dragoman.Core.Runaway;

/// <summary>
/// The runaway breaker (N05, K09): what sessions and their agents did lately, and what is to be done about the next turn. Bounded:
/// sessions least recently used are forgotten. Thread-safe.
/// </summary>
/// <param name="makeToken">Makes a token that nobody can guess, for ending a pause.</param>
/// <param name="capacity">The most sessions that are watched.</param>
public sealed class RunawayBook(Func<string> makeToken, int capacity = 4096)
{
    private const int AgentsForEachSession = 4;
    private const int TokensForEachSession = 8;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Key, string Session), LinkedListNode<Entry>> _sessions = [];
    private readonly LinkedList<Entry> _byUse = new();
    private readonly Dictionary<string, (string Key, string Session)> _tokens = new(StringComparer.Ordinal);
    private int _agents;

    /// <summary>Decides about a turn before it is sent.</summary>
    /// <param name="ask">The turn.</param>
    /// <param name="config">The thresholds in force.</param>
    /// <param name="nowMs">A clock that only goes forward, in milliseconds.</param>
    public RunawayVerdict Look(in RunawayAsk ask, RunawayConfig config, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(config);
        lock (_lock)
        {
            var entry = Get(ask.KeyId, ask.SessionId);
            var before = entry.Session.AgentCount;
            var verdict = entry.Session.Look(ask, config, nowMs);
            _agents += entry.Session.AgentCount - before;
            if (verdict is { Level: RunawayLevel.Pause, Token: null })
            {
                verdict = verdict with { Token = makeToken() };
                entry.Session.Name(verdict, ask.AgentId);
                AddToken(entry, verdict.Token);
            }

            while (_agents > capacity * AgentsForEachSession && _sessions.Count > 1)
            {
                DropOldest();
            }

            return verdict;
        }
    }

    /// <summary>Notes what a turn of the session cost, in nano-dollars.</summary>
    public void Spent(string keyId, string sessionId, long nanoUsd, long nowMs)
    {
        lock (_lock)
        {
            if (nanoUsd > 0 && _sessions.TryGetValue((keyId, sessionId), out var node))
            {
                node.Value.Session.Spent(nanoUsd, nowMs);
            }
        }
    }

    /// <summary>Lets every session of that id go on. False where none was paused.</summary>
    public bool Resume(string sessionId)
    {
        lock (_lock)
        {
            var resumed = false;
            foreach (var ((_, session), node) in _sessions)
            {
                resumed |= session == sessionId && Resume(node.Value);
            }

            return resumed;
        }
    }

    /// <summary>Lets the session go on whose pause has that token; null where there is none.</summary>
    public string? ResumeByToken(string token)
    {
        lock (_lock)
        {
            return _tokens.TryGetValue(token, out var key) && _sessions.TryGetValue(key, out var node) && Resume(node.Value) ? key.Session : null;
        }
    }

    /// <summary>The session whose pause has that token; null where there is none.</summary>
    public string? FindToken(string token)
    {
        lock (_lock)
        {
            return _tokens.TryGetValue(token, out var key) ? key.Session : null;
        }
    }

    /// <summary>Every pause: session, agent (empty for the main one and for the whole session), why.</summary>
    public IReadOnlyList<(string Session, string Agent, RunawayVerdict Why)> Pauses()
    {
        lock (_lock)
        {
            return [.. _byUse.SelectMany(entry => entry.Session.Pauses().Select(pause => (entry.Key.Session, pause.Agent, pause.Why)))];
        }
    }

    private bool Resume(Entry entry)
    {
        Forget(entry);
        return entry.Session.Resume();
    }

    private void AddToken(Entry entry, string token)
    {
        if (entry.Tokens.Count >= TokensForEachSession)
        {
            _tokens.Remove(entry.Tokens.Dequeue());
        }

        entry.Tokens.Enqueue(token);
        _tokens[token] = entry.Key;
    }

    private void Forget(Entry entry)
    {
        while (entry.Tokens.TryDequeue(out var token))
        {
            _tokens.Remove(token);
        }
    }

    private void DropOldest()
    {
        var oldest = _byUse.Last!.Value;
        Forget(oldest);
        _agents -= oldest.Session.AgentCount;
        _sessions.Remove(oldest.Key);
        _byUse.RemoveLast();
    }

    private Entry Get(string keyId, string sessionId)
    {
        if (_sessions.TryGetValue((keyId, sessionId), out var known))
        {
            _byUse.Remove(known);
            _byUse.AddFirst(known);
            return known.Value;
        }

        if (_sessions.Count >= capacity)
        {
            DropOldest();
        }

        var entry = new Entry((keyId, sessionId), new WatchedSession());
        _sessions[entry.Key] = _byUse.AddFirst(entry);
        return entry;
    }

    private sealed record Entry((string Key, string Session) Key, WatchedSession Session)
    {
        public Queue<string> Tokens { get; } = new();
    }
}
