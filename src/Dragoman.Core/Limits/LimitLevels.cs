namespace Dragoman.Core.Limits;

/// <summary>The limits that hold for a turn; all must let it in.</summary>
/// <param name="Holder">Of the key, user, team, customer and organisation, and the defaults.</param>
/// <param name="Address">Of the address that the request comes from.</param>
/// <param name="Other">Of the repository or the upstream.</param>
public readonly record struct LimitLevels(RateLimiter[] Holder, RateLimiter[] Address, RateLimiter[] Other)
{
    /// <summary>True where nothing is limited.</summary>
    public bool IsEmpty => Holder.Length == 0 && Address.Length == 0 && Other.Length == 0;
}
