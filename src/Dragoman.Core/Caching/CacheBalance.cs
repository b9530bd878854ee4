using Dragoman.Core.Pricing;

namespace Dragoman.Core.Caching;

/// <summary>
/// Whether a cache that is paid for by the token and by the hour costs less than it saves. Amounts are whole nano-dollars.
/// </summary>
public static class CacheBalance
{
    // What a session did once it may do as often again; more is not counted on.
    private const int MostTurnsExpected = 16;

    /// <summary>What making a cache costs: its tokens once at the full rate.</summary>
    public static long Write(long tokens, in PriceRates rates) => Nano((Int128)Math.Max(0, tokens) * rates.Input);

    /// <summary>What keeping it costs.</summary>
    /// <param name="tokens">Tokens in it.</param>
    /// <param name="storage">Pico-dollars per token and hour.</param>
    /// <param name="time">For how long.</param>
    public static long Keep(long tokens, long storage, TimeSpan time) =>
        Nano((Int128)Math.Max(0, tokens) * storage * Math.Max(0, (long)time.TotalMilliseconds) / 3_600_000);

    /// <summary>
    /// True where making a cache now is paid back by the turns that may be expected: as many as the session has had, each as long after
    /// the other as they were. Keeping it is counted to its end, as nobody tells which turn is the last.
    /// </summary>
    public static bool PaysToMake(in CacheProspect prospect, in PriceRates rates, long storage)
    {
        var turns = Math.Min(prospect.Turns, MostTurnsExpected);
        if (turns < 1 || prospect.Tokens <= prospect.ReadAnyway || prospect.Interval >= prospect.TimeToLive)
        {
            return false;
        }

        // Read from the new cache already in this turn, all that would have been read from the old one is paid in full once more.
        var anyway = Math.Max(0, prospect.ReadAnyway);
        var now = Nano(((Int128)anyway * (rates.Input - rates.CacheRead)) + ((Int128)prospect.Tokens * rates.CacheRead));
        var each = Nano((Int128)(prospect.Tokens - anyway) * (rates.Input - rates.CacheRead)) - Keep(prospect.Tokens, storage, prospect.Interval);
        return (Int128)each * turns > (Int128)now + Keep(prospect.Tokens, storage, prospect.TimeToLive);
    }

    /// <summary>True where one more turn from the cache saves more than keeping it that much longer costs.</summary>
    public static bool PaysToExtend(long tokens, TimeSpan by, in PriceRates rates, long storage) =>
        Nano((Int128)Math.Max(0, tokens) * (rates.Input - rates.CacheRead)) > Keep(tokens, storage, by);

    private static long Nano(Int128 pico)
    {
        var nano = (pico + 500) / 1000;
        return nano > long.MaxValue ? long.MaxValue : (long)nano;
    }
}
