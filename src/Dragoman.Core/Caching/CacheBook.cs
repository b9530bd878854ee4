using Dragoman.Core.Pricing;
using Dragoman.Dialects.AnthropicMessages.Prints;
using Dragoman.Dialects.Conversation;

namespace Dragoman.Core.Caching;

/// <summary>
/// Why prompt caches were missed (N07, K03): what each agent's last turns looked like, as hashes. An agent has a few conversations,
/// as clients ask side questions in its name. Bounded: agents least recently used are forgotten. Thread-safe.
/// </summary>
/// <param name="capacity">The most agents that are remembered.</param>
public sealed class CacheBook(int capacity = 1024)
{
    private const int TrailsForEachAgent = 3;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Key, string Agent), LinkedListNode<Entry>> _agents = [];
    private readonly LinkedList<Entry> _byUse = new();

    /// <summary>Compares a turn's request with the turn before it in the same conversation, and remembers it.</summary>
    /// <param name="keyId">The key, as sessions of others are other sessions.</param>
    /// <param name="agent">Session and agent.</param>
    /// <param name="prints">The request.</param>
    /// <param name="model">The model that was asked for.</param>
    /// <param name="trail">To be given to <see cref="Settle"/>.</param>
    public CacheLook Look(string keyId, string agent, BlockPrints prints, string model, out object trail)
    {
        ArgumentNullException.ThrowIfNull(prints);
        lock (_lock)
        {
            var found = Find(Get(keyId, agent), prints);
            trail = found;
            return found.Take(prints, model);
        }
    }

    /// <summary>Notes the answer. Nothing is known where the provider reported no usage.</summary>
    /// <param name="trail">From <see cref="Look"/>.</param>
    /// <param name="look">From <see cref="Look"/>.</param>
    /// <param name="target">Upstream and model that answered.</param>
    /// <param name="usage">Its tokens.</param>
    /// <param name="price">Its price.</param>
    /// <param name="nowMs">A clock that only goes forward, in milliseconds.</param>
    public CacheVerdict Settle(object trail, in CacheLook look, string target, in Usage usage, Price price, long nowMs)
    {
        if (!usage.IsReported || usage.TotalInputTokens <= 0)
        {
            return default;
        }

        lock (_lock)
        {
            return ((CacheTrail)trail).Settle(look, target, usage, price, nowMs);
        }
    }

    // The conversation that the request goes on with; a new one in place of the oldest where it is like none.
    private static CacheTrail Find(Entry entry, BlockPrints prints)
    {
        var (best, most) = (-1, 1);
        for (var i = 0; i < entry.Trails.Count; i++)
        {
            if (entry.Trails[i].Likeness(prints) is var likeness && likeness > most)
            {
                (best, most) = (i, likeness);
            }
        }

        var trail = best < 0 ? new CacheTrail() : entry.Trails[best];
        if (best >= 0)
        {
            entry.Trails.RemoveAt(best);
        }
        else if (entry.Trails.Count >= TrailsForEachAgent)
        {
            entry.Trails.RemoveAt(0);
        }

        entry.Trails.Add(trail);
        return trail;
    }

    private Entry Get(string keyId, string agent)
    {
        if (_agents.TryGetValue((keyId, agent), out var known))
        {
            _byUse.Remove(known);
            _byUse.AddFirst(known);
            return known.Value;
        }

        if (_agents.Count >= capacity)
        {
            _agents.Remove(_byUse.Last!.Value.Key);
            _byUse.RemoveLast();
        }

        var entry = new Entry((keyId, agent), []);
        _agents[entry.Key] = _byUse.AddFirst(entry);
        return entry;
    }

    private sealed record Entry((string Key, string Agent) Key, List<CacheTrail> Trails);
}
