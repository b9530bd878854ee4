using Dragoman.Core.Pricing;

namespace Dragoman.Core.Routing.Sessions;

/// <summary>
/// What the rest of a session is expected to cost somewhere: its prefix is read from the cache turn after turn and grows by each; where the
/// cache is cold, it is written once first.
/// </summary>
/// <param name="Prefix">Tokens of the conversation so far.</param>
/// <param name="Grown">Tokens that each turn adds.</param>
/// <param name="Output">Tokens that each turn puts out.</param>
/// <param name="Turns">Turns to come, at least 1.</param>
public readonly record struct SessionCost(long Prefix, long Grown, long Output, int Turns)
{
    // What is assumed of a session that nobody knows yet.
    private const long UsualGrowth = 1000;
    private const long UsualOutput = 300;
    private const int UsualTurns = 10;
    private const int MostTurns = 40;

    /// <summary>
    /// How many turns a session is expected to go on: as many as it has had (what has lasted lasts), and as many as sessions usually have
    /// while it is young; bounded, so that one odd session does not push it over.
    /// </summary>
    public static int ExpectedTurns(int turnsSoFar) => Math.Clamp(turnsSoFar, UsualTurns, MostTurns);

    /// <summary>Of a session as its last turn left it.</summary>
    public static SessionCost Of(SessionPin pin)
    {
        ArgumentNullException.ThrowIfNull(pin);
        return new SessionCost(pin.PrefixTokens, pin.NewTokens, pin.OutputTokens, ExpectedTurns(pin.Turns));
    }

    /// <summary>Of a session that begins with a turn of so many tokens, or goes on with it where the session is known.</summary>
    public static SessionCost Of(long inputTokens, SessionPin? pin) => pin is null
        ? new SessionCost(inputTokens, UsualGrowth, UsualOutput, ExpectedTurns(0))
        : Of(pin) with { Prefix = inputTokens };

    /// <summary>Nano-dollars at a price. One look at the rates of the middle of the way stands for all its turns.</summary>
    public double At(Price price, bool isCold)
    {
        ArgumentNullException.ThrowIfNull(price);
        var rates = price.RatesFor(Prefix + (Grown * Turns / 2));
        var reads = ((double)(Turns - (isCold ? 1 : 0)) * Prefix) + ((double)Grown * Turns * (Turns - 1) / 2);
        var writes = ((double)Turns * Grown) + (isCold ? Prefix : 0);
        return ((reads * rates.CacheRead) + (writes * rates.CacheWrite) + ((double)Turns * Output * rates.Output)) / 1000;
    }
}
