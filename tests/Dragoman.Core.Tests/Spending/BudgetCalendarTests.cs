using Dragoman.Core.Spending;

namespace Dragoman.Core.Tests.Spending;

public sealed class BudgetCalendarTests
{
    [Theory]
    [InlineData(BudgetPeriod.Minute, "UTC", "2026-11-20T19:52:27Z", "2026-11-20T19:52:00Z", "2026-11-20T19:53:00Z")]
    [InlineData(BudgetPeriod.Hour, "UTC", "2026-11-20T19:52:27Z", "2026-11-20T19:00:00Z", "2026-11-20T20:00:00Z")]
    [InlineData(BudgetPeriod.Hour, "Asia/Kolkata", "2026-11-20T19:52:27Z", "2026-11-20T19:30:00Z", "2026-11-20T20:30:00Z")]
    [InlineData(BudgetPeriod.Day, "UTC", "2026-11-20T19:52:27Z", "2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z")]
    [InlineData(BudgetPeriod.Day, "America/Los_Angeles", "2026-11-20T05:00:00Z", "2026-11-19T08:00:00Z", "2026-11-20T08:00:00Z")]
    [InlineData(BudgetPeriod.Week, "UTC", "2026-11-22T23:59:59Z", "2026-11-16T00:00:00Z", "2026-11-23T00:00:00Z")]
    [InlineData(BudgetPeriod.Week, "UTC", "2026-11-23T00:00:00Z", "2026-11-23T00:00:00Z", "2026-11-30T00:00:00Z")]
    [InlineData(BudgetPeriod.Month, "UTC", "2028-02-29T12:00:00Z", "2028-02-01T00:00:00Z", "2028-03-01T00:00:00Z")]
    [InlineData(BudgetPeriod.Month, "UTC", "2027-02-28T12:00:00Z", "2027-02-01T00:00:00Z", "2027-03-01T00:00:00Z")]
    [InlineData(BudgetPeriod.Quarter, "UTC", "2026-11-20T00:00:00Z", "2026-10-01T00:00:00Z", "2027-01-01T00:00:00Z")]
    [InlineData(BudgetPeriod.Year, "Europe/Berlin", "2026-12-31T23:30:00Z", "2026-12-31T23:00:00Z", "2027-12-31T23:00:00Z")]
    public void F04_a_calendar_window_follows_the_calendar_of_its_zone(BudgetPeriod period, string zone, string now, string start, string end) =>
        ShouldBe(period, zone, now, start, end);

    [Theory]
    // 2026-03-29: Berlin's clock goes from 2 to 3; 2026-10-25: from 3 back to 2.
    [InlineData(BudgetPeriod.Day, "Europe/Berlin", "2026-03-29T12:00:00Z", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z")]
    [InlineData(BudgetPeriod.Day, "Europe/Berlin", "2026-10-25T12:00:00Z", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z")]
    [InlineData(BudgetPeriod.Hour, "Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z")]
    [InlineData(BudgetPeriod.Hour, "Europe/Berlin", "2026-10-25T01:30:00Z", "2026-10-25T01:00:00Z", "2026-10-25T02:00:00Z")]
    // Santiago's clock is put forward over midnight: on 2026-09-06 there is no 00:00, and the day begins with the change.
    [InlineData(BudgetPeriod.Day, "America/Santiago", "2026-09-06T12:00:00Z", "2026-09-06T04:00:00Z", "2026-09-07T03:00:00Z")]
    // And back over midnight: 2026-04-04 has its last hour twice.
    [InlineData(BudgetPeriod.Day, "America/Santiago", "2026-04-04T12:00:00Z", "2026-04-04T03:00:00Z", "2026-04-05T04:00:00Z")]
    public void F04_a_change_of_the_clock_makes_a_day_longer_or_shorter(BudgetPeriod period, string zone, string now, string start, string end) =>
        ShouldBe(period, zone, now, start, end);

    [Fact]
    public void F04_windows_follow_one_another_without_gap_or_overlap_through_two_years_of_four_zones()
    {
        foreach (var zone in new[] { "UTC", "Europe/Berlin", "America/Santiago", "Pacific/Auckland" })
        {
            foreach (var period in new[] { BudgetPeriod.Day, BudgetPeriod.Week, BudgetPeriod.Month, BudgetPeriod.Quarter, BudgetPeriod.Year })
            {
                var found = TimeZoneInfo.FindSystemTimeZoneById(zone);
                var now = Moments.At("2026-06-15T12:00:00Z");
                while (now < Moments.At("2028-06-15T12:00:00Z"))
                {
                    var window = BudgetCalendar.At(period, false, found, now);
                    window.SliceStartUs.ShouldBeLessThanOrEqualTo(now);
                    window.SliceEndUs.ShouldBeGreaterThan(now);
                    BudgetCalendar.At(period, false, found, window.SliceEndUs - 1).ShouldBe(window);
                    BudgetCalendar.At(period, false, found, window.SliceEndUs).SliceStartUs.ShouldBe(window.SliceEndUs);
                    now = window.SliceEndUs;
                }
            }
        }
    }

    [Fact]
    public void F04_a_rolling_window_is_sixty_slices_of_one_length()
    {
        var window = BudgetCalendar.At(BudgetPeriod.Hour, true, TimeZoneInfo.Utc, Moments.At("2026-11-20T19:52:27Z"));

        Moments.Text(window.SliceStartUs).ShouldBe("2026-11-20T19:52:00Z");
        Moments.Text(window.SliceEndUs).ShouldBe("2026-11-20T19:53:00Z");
        Moments.Text(window.WindowStartUs).ShouldBe("2026-11-20T18:53:00Z");
    }

    private static void ShouldBe(BudgetPeriod period, string zone, string now, string start, string end)
    {
        var window = BudgetCalendar.At(period, false, TimeZoneInfo.FindSystemTimeZoneById(zone), Moments.At(now));

        (Moments.Text(window.SliceStartUs), Moments.Text(window.SliceEndUs)).ShouldBe((start, end));
    }
}
