namespace Dragoman.Core.Routing.Sessions;

/// <summary>
/// Whether a session should leave the target where its prompt cache is warm (decision 10, N01): only when the user has said something
/// new, never between a call and its result, and only where the rest of the session gets cheaper by more than the cold prefix costs.
/// </summary>
public static class MoveCheck
{
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
        var rest = SessionCost.Of(pin);
        return (long)Math.Clamp(rest.At(pin.Target.Price, isCold: false) - rest.At(other.Price, isCold: true), -1e18, 1e18);
    }
}
