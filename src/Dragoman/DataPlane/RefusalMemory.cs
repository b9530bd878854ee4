using System.Collections.Concurrent;
using System.Security.Cryptography;
using Dragoman.Dialects.Conversation;

namespace Dragoman.DataPlane;

/// <summary>
/// What a foreign upstream has just refused for its content. The CLI answers a 400 by sending the same turn up to six times with
/// one Anthropic feature less each time, whatever <c>x-should-retry</c> says; translated, most of these are the same request
/// again, and the same refusal is answered without asking (H-253).
/// </summary>
internal sealed class RefusalMemory(TimeProvider time)
{
    /// <summary>Longer than the CLI's series takes, shorter than a person who has mended something.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    /// <summary>Agents remembered at a time; beyond it nothing new is kept until old ones have expired.</summary>
    private const int MaxAgents = 4096;

    private readonly ConcurrentDictionary<string, Refused> _byAgent = new(StringComparer.Ordinal);

    /// <summary>The refusal of this very request; null where there is none. Costs nothing for agents that were not refused.</summary>
    /// <param name="agent">Session and agent; empty where the client names none, and nothing is remembered.</param>
    /// <param name="place">The upstream as its policy made it: a reloaded policy may lead elsewhere under the same name.</param>
    /// <param name="body">The translated body.</param>
    public Failure? Find(string agent, object place, ReadOnlySpan<byte> body)
    {
        if (agent.Length == 0 || !_byAgent.TryGetValue(agent, out var refused))
        {
            return null;
        }

        if (time.GetElapsedTime(refused.At) > Lifetime)
        {
            _byAgent.TryRemove(KeyValuePair.Create(agent, refused));
            return null;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, hash);
        return refused.Place.Equals(place) && hash.SequenceEqual(refused.Hash) ? refused.Failure : null;
    }

    /// <summary>Remembers a failure that the same request would meet again; others are not kept.</summary>
    public void Note(string agent, object place, ReadOnlySpan<byte> body, Failure failure)
    {
        if (agent.Length == 0 || failure is not { Cause: FailureCause.InvalidRequest, IsRetryable: false })
        {
            return;
        }

        if (_byAgent.Count >= MaxAgents)
        {
            Sweep();
        }

        if (_byAgent.Count < MaxAgents)
        {
            _byAgent[agent] = new Refused(place, SHA256.HashData(body), failure, time.GetTimestamp());
        }
    }

    private void Sweep()
    {
        foreach (var entry in _byAgent)
        {
            if (time.GetElapsedTime(entry.Value.At) > Lifetime)
            {
                _byAgent.TryRemove(entry);
            }
        }
    }

    private sealed record Refused(object Place, byte[] Hash, Failure Failure, long At);
}
