using System.Security.Cryptography;
using System.Text;

namespace Dragoman.DataPlane;

/// <summary>
/// A name for session and agent that an upstream may use to find its cache again: a hash, so that no id of the client or the
/// device leaves the house (H-166, H-173).
/// </summary>
internal static class Affinity
{
    // The last agents' names, each in the place that its hash gives it: a turn finds the name that the agent's last turn made.
    private static readonly Named?[] Recent = new Named?[1024];

    /// <summary>32 characters, the same on every turn of one agent in one session; null where the client names no session.</summary>
    public static string? KeyOf(Turn turn)
    {
        if (turn.Identity is not { SessionId.Length: > 0 } identity)
        {
            return null;
        }

        ref var place = ref Recent[(identity.SessionId.GetHashCode(StringComparison.Ordinal)
            ^ identity.AgentId.GetHashCode(StringComparison.Ordinal)) & (Recent.Length - 1)];
        if (place is { } named && named.SessionId == identity.SessionId && named.AgentId == identity.AgentId)
        {
            return named.Key;
        }

        var key = Name(identity.SessionId, identity.AgentId);
        Volatile.Write(ref place, new Named(identity.SessionId, identity.AgentId, key));
        return key;
    }

    private static string Name(string session, string agent)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{session}\n{agent}"), hash);
        return Convert.ToHexStringLower(hash[..16]);
    }

    private sealed record Named(string SessionId, string AgentId, string Key);
}
