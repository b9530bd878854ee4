namespace Dragoman.Core.Routing.Strategies;

/// <summary>
/// Gives each session its own fixed numbers, the same on every node and in every process. A turn without a session has chance instead.
/// </summary>
internal static class SessionHash
{
    /// <summary>A number from 0 to 999.</summary>
    public static int Permille(string session, string salt, ulong chance) => (int)(Bits(session, salt, chance) % 1000);

    /// <summary>
    /// An exponentially distributed number with the weight as its rate: the target with the smallest has the session (rendezvous hashing).
    /// A target that comes or goes moves only the sessions that are its own.
    /// </summary>
    public static double Exponential(string session, string target, ulong chance, double weight) =>
        -Math.Log(Chances.Unit(Bits(session, target, chance))) / weight;

    private static ulong Bits(string session, string salt, ulong chance)
    {
        var hash = session.Length == 0 ? chance : 0xCBF29CE484222325;
        foreach (var c in session)
        {
            hash = (hash ^ c) * 0x100000001B3;
        }

        hash = (hash ^ 0xFF) * 0x100000001B3;
        foreach (var c in salt)
        {
            hash = (hash ^ c) * 0x100000001B3;
        }

        return Chances.Mix(hash);
    }
}
