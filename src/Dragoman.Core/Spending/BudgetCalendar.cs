namespace Dragoman.Core.Spending;

/// <summary>
/// Which window holds at a moment (F04). Calendar windows follow the wall clock of a time zone: a day with a change of the clock has 23
/// or 25 hours, a month its days. Rolling windows have one length, and sixty slices.
/// </summary>
public static class BudgetCalendar
{
    /// <summary>Slices of a rolling window.</summary>
    public const int RollingSlices = 60;

    private const long Second = 1_000_000, Minute = 60 * Second, Hour = 60 * Minute, Day = 24 * Hour;

    /// <summary>The window at a moment.</summary>
    /// <param name="period">Its length.</param>
    /// <param name="rolling">True for one that slides.</param>
    /// <param name="zone">Whose calendar counts.</param>
    /// <param name="nowUs">The moment, microseconds since 1970-01-01 UTC.</param>
    public static BudgetWindow At(BudgetPeriod period, bool rolling, TimeZoneInfo zone, long nowUs)
    {
        if (rolling)
        {
            var slice = RollingLength(period) / RollingSlices;
            var start = Floor(nowUs, slice);
            return new(start, start + slice, start - ((RollingSlices - 1) * slice));
        }

        var (first, end) = period is BudgetPeriod.Minute or BudgetPeriod.Hour
            ? Clock(zone, nowUs, period == BudgetPeriod.Minute ? Minute : Hour)
            : Calendar(period, zone, nowUs);
        return new(first, end, first);
    }

    /// <summary>How long a rolling window is, in microseconds: 30 days for a month, 91 for a quarter, 365 for a year.</summary>
    public static long RollingLength(BudgetPeriod period) => period switch
    {
        BudgetPeriod.Minute => Minute,
        BudgetPeriod.Hour => Hour,
        BudgetPeriod.Day => Day,
        BudgetPeriod.Week => 7 * Day,
        BudgetPeriod.Month => 30 * Day,
        BudgetPeriod.Quarter => 91 * Day,
        _ => 365 * Day,
    };

    // Minutes and hours pass at one speed also while the clock is put back: each of the two hours from one to two is one of its own.
    private static (long Start, long End) Clock(TimeZoneInfo zone, long nowUs, long length)
    {
        var offset = (long)zone.GetUtcOffset(Utc(nowUs)).TotalMicroseconds;
        var start = Floor(nowUs + offset, length) - offset;
        return (start, start + length);
    }

    private static (long Start, long End) Calendar(BudgetPeriod period, TimeZoneInfo zone, long nowUs)
    {
        var utc = Utc(nowUs);
        var day = DateTime.SpecifyKind(utc + zone.GetUtcOffset(utc), DateTimeKind.Unspecified).Date;
        var first = period switch
        {
            BudgetPeriod.Day => day,
            BudgetPeriod.Week => day.AddDays(-(((int)day.DayOfWeek + 6) % 7)),
            BudgetPeriod.Month => new DateTime(day.Year, day.Month, 1),
            BudgetPeriod.Quarter => new DateTime(day.Year, ((day.Month - 1) / 3 * 3) + 1, 1),
            _ => new DateTime(day.Year, 1, 1),
        };
        var next = period switch
        {
            BudgetPeriod.Day => first.AddDays(1),
            BudgetPeriod.Week => first.AddDays(7),
            BudgetPeriod.Month => first.AddMonths(1),
            BudgetPeriod.Quarter => first.AddMonths(3),
            _ => first.AddYears(1),
        };
        return (Midnight(zone, first), Midnight(zone, next));
    }

    // The first moment that belongs to a day. Where the clock is put back over midnight there are two midnights, and the first counts;
    // where it is put forward over it there is none, and the day begins with the change.
    private static long Midnight(TimeZoneInfo zone, DateTime day)
    {
        if (zone.IsAmbiguousTime(day))
        {
            return Us(day - zone.GetAmbiguousTimeOffsets(day).Max());
        }

        if (!zone.IsInvalidTime(day))
        {
            return Us(day - zone.GetUtcOffset(day));
        }

        var (before, behind) = (Us(day - zone.GetUtcOffset(day)) - (4 * Hour), Us(day - zone.GetUtcOffset(day)) + (4 * Hour));
        var wanted = Us(day);
        while (before + 1 < behind)
        {
            var middle = before + ((behind - before) / 2);
            if (middle + (long)zone.GetUtcOffset(Utc(middle)).TotalMicroseconds >= wanted)
            {
                behind = middle;
            }
            else
            {
                before = middle;
            }
        }

        return behind;
    }

    private static DateTime Utc(long us) => DateTime.UnixEpoch.AddTicks(us * TimeSpan.TicksPerMicrosecond);

    private static long Us(DateTime utc) => (utc.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    private static long Floor(long value, long unit) => value - (((value % unit) + unit) % unit);
}
