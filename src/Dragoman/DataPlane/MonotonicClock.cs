namespace Dragoman.DataPlane;

/// <summary>The clock of health and sessions: it never goes back, whatever happens to the time of day.</summary>
internal static class MonotonicClock
{
    /// <summary>Milliseconds since a moment that means nothing.</summary>
    public static long Milliseconds(TimeProvider time) => (long)(time.GetTimestamp() / (double)time.TimestampFrequency * 1000);
}
