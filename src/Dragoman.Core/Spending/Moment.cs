namespace Dragoman.Core.Spending;

/// <summary>Moments as the ledger counts them.</summary>
public static class Moment
{
    /// <summary>Microseconds since 1970-01-01 UTC.</summary>
    public static long Us(DateTimeOffset moment) => (moment.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>The moment that many microseconds after 1970-01-01 UTC.</summary>
    public static DateTimeOffset At(long us) => DateTimeOffset.UnixEpoch.AddTicks(us * TimeSpan.TicksPerMicrosecond);
}
