using System.Security.Cryptography;
using System.Text;

namespace Dragoman.DataPlane;

/// <summary>
/// A name for session and agent that an upstream may use to find its cache again: a hash, so that no id of the client or the
/// device leaves the house (H-166, H-173).
/// </summary>
internal static class Affinity
{
    /// <summary>32 characters, the same on every turn of one agent in one session; null where the client names no session.</summary>
    public static string? KeyOf(Turn turn)
    {
        if (turn.Identity is not { SessionId.Length: > 0 } identity)
        {
            return null;
        }

        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{identity.SessionId}\n{identity.AgentId}"), hash);
        return Convert.ToHexStringLower(hash[..16]);
    }
}
