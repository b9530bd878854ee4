using Dragoman.Core.Pricing;
using Dragoman.Dialects.Conversation;

namespace Dragoman.Core.Routing.Sessions;

/// <summary>
/// Whether a session should leave the target where its prompt cache is warm (decision 10, N01): only when the user has said something
/// new, never between a call and its result, and only where the rest of the session gets cheaper by more than the cold prefix costs.
/// </summary>
public static class MoveCheck
{
    /// <summary>
    /// How many turns a session is expected to go on: as many as it has had (what has lasted lasts), within bounds that one odd session
    /// does not push over.
    /// </summary>
    public static int ExpectedTurns(int turnsSoFar) => Math.Clamp(turnsSoFar, 3, 40);

    /// <summary>True where a cache that was last used then is still warm.</summary>
    public static bool IsWarm(SessionPin pin, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(pin);
        return nowMs - pin.AtMs < pin.Target.CacheLifetime.TotalMilliseconds;
    }

    /// <summary>What the rest of the session is expected to save by moving, in nano-dollars; negative where it costs.</summary>
    public static long Saving(SessionPin pin, RouteTarget other)
    {
        ArgumentNullException.ThrowIfNull(pin);
        ArgumentNullException.ThrowIfNull(other);
        var turns = ExpectedTurns(pin.Turns);
        var stay = Rest(pin, pin.Target.Price, turns, isCold: false);
        var move = Rest(pin, other.Price, turns, isCold: true);
        return stay > move ? (long)Int128.Min(stay - move, long.MaxValue) : -(long)Int128.Min(move - stay, long.MaxValue);
    }

    // The prefix grows by each turn; what is cold is written to the cache once, from then on it is read.
    private static Int128 Rest(SessionPin pin, Price price, int turns, bool isCold)
    {
        Int128 cost = 0;
        var prefix = pin.PrefixTokens;
        for (var turn = 0; turn < turns; turn++)
        {
            var cold = isCold && turn == 0;
            cost += price.Cost(new Usage
            {
                CacheReadTokens = cold ? 0 : prefix,
                CacheWriteTokens = pin.NewTokens + (cold ? prefix : 0),
                OutputTokens = pin.OutputTokens,
            });
            prefix += pin.NewTokens;
        }

        return cost;
    }
}
