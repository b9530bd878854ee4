using System.Globalization;
using System.Net.Http.Headers;
using Dragoman.Upstreams.Transport;

namespace Dragoman.Upstreams.Tests.Transport;

public sealed class RetryHintsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("retry-after", "34", 34)]
    [InlineData("retry-after-ms", "1500", 1.5)]
    [InlineData("retry-after", "Fri, 20 Nov 2026 12:01:00 GMT", 60)]
    [InlineData("x-ratelimit-reset-tokens", "6m0s", 360)]
    [InlineData("x-ratelimit-reset-requests", "120ms", 0.12)]
    [InlineData("x-ratelimit-reset", "1795176030", 30)]
    [InlineData("retry-after", "-5", 0)]
    public void H_254_every_way_to_say_wait_is_understood(string name, string value, double seconds) =>
        Read((name, value)).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData("1m30.5s", 90.5)]
    [InlineData("2h", 7200)]
    [InlineData("7", 7)]
    public void H_269_durations_are_parsed(string text, double seconds) =>
        RetryHints.ParseDuration(text).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData("soon")]
    [InlineData("")]
    [InlineData("5 parsecs")]
    [InlineData("NaN")]
    public void Nonsense_is_no_hint(string text)
    {
        RetryHints.ParseDuration(text).ShouldBeNull();
        Read(("retry-after", text)).ShouldBeNull();
    }

    [Fact]
    public void The_precise_header_wins_and_the_longest_reset_counts()
    {
        Read(("retry-after", "5"), ("retry-after-ms", "1500")).ShouldBe(TimeSpan.FromSeconds(1.5));
        Read(("x-ratelimit-reset-requests", "1s"), ("x-ratelimit-reset-tokens", "9s")).ShouldBe(TimeSpan.FromSeconds(9));
    }

    [Fact]
    public void A_wait_of_years_is_cut() =>
        Read(("retry-after", double.MaxValue.ToString("R", CultureInfo.InvariantCulture)))!.Value.ShouldBeLessThanOrEqualTo(TimeSpan.FromDays(31));

    private static TimeSpan? Read(params (string Name, string Value)[] headers)
    {
        using var response = new HttpResponseMessage();
        foreach (var (name, value) in headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return RetryHints.Read(response.Headers, Now);
    }
}
