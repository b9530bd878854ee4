using Dragoman.Core.Routing.Health;
using Dragoman.Dialects.Conversation;

namespace Dragoman.Core.Tests.Routing;

/// <summary>D09: the breaker's course of life, on a clock that the test holds.</summary>
public sealed class HealthTests
{
    private static readonly Failure Dead = new(FailureCause.Unreachable, 502, "dead");
    private readonly TargetHealth _health = new(new HealthOptions());

    [Fact]
    public void D09_five_failures_in_a_row_open_it_a_probe_closes_it_again()
    {
        Fail(4, 0);
        _health.At(0).ShouldBe(Availability.Ready);
        Fail(1, 0);
        _health.At(0).ShouldBe(Availability.Open);
        _health.At(4_999).ShouldBe(Availability.Open);
        _health.At(5_000).ShouldBe(Availability.Probing);
        _health.Begin(5_000);
        _health.At(5_001).ShouldBe(Availability.Open, "one probe at a time");
        _health.Succeed(10);
        _health.At(5_002).ShouldBe(Availability.Ready);
    }

    [Fact]
    public void D09_a_probe_that_fails_opens_it_for_twice_as_long_up_to_two_minutes()
    {
        Fail(5, 0);
        long now = 0;
        foreach (var open in new[] { 5_000, 10_000, 20_000, 40_000, 80_000, 120_000, 120_000 })
        {
            _health.At(now + open - 1).ShouldBe(Availability.Open);
            now += open;
            _health.At(now).ShouldBe(Availability.Probing);
            _health.Begin(now);
            _health.Fail(Dead, now);
        }
    }

    [Fact]
    public void D09_a_success_between_failures_starts_the_count_again_but_half_of_all_failing_opens_it_too()
    {
        for (var i = 0; i < 15; i++)
        {
            Fail(1, 0);
            _health.Succeed(10);
            _health.At(0).ShouldBe(Availability.Ready);
        }

        Fail(1, 0);
        _health.At(0).ShouldBe(Availability.Open);
    }

    [Fact]
    public void D09_a_probe_whose_turn_the_client_left_makes_room_for_the_next_one()
    {
        Fail(5, 0);
        _health.Begin(5_000);
        _health.Fail(new Failure(FailureCause.ClientGone, 499, "gone"), 5_100);
        _health.At(5_200).ShouldBe(Availability.Probing);
    }

    [Fact]
    public void D10_a_refusal_for_the_rate_pauses_it_for_as_long_as_it_asks_and_is_no_failure()
    {
        for (var i = 0; i < 20; i++)
        {
            _health.Fail(new Failure(FailureCause.RateLimit, 429, "slow down") { RetryAfter = TimeSpan.FromSeconds(7) }, 0);
        }

        _health.At(6_999).ShouldBe(Availability.Cooling);
        _health.At(7_000).ShouldBe(Availability.Ready);
        _health.FailureRate.ShouldBe(0);
    }

    [Theory]
    [InlineData(FailureCause.InvalidRequest)]
    [InlineData(FailureCause.PromptTooLong)]
    [InlineData(FailureCause.ContentFiltered)]
    [InlineData(FailureCause.ClientGone)]
    public void D09_what_the_client_did_wrong_says_nothing_about_the_target(FailureCause cause)
    {
        for (var i = 0; i < 20; i++)
        {
            _health.Fail(new Failure(cause, 400, "no"), 0);
        }

        _health.At(0).ShouldBe(Availability.Ready);
    }

    [Fact]
    public void D06_retries_stay_a_tenth_of_all_turns()
    {
        var budget = new RetryBudget();
        var spent = 0;
        for (var turn = 0; turn < 1000; turn++)
        {
            budget.Earn();
            spent += budget.TrySpend() ? 1 : 0;
        }

        spent.ShouldBeInRange(100, 125);
    }

    private void Fail(int times, long now)
    {
        for (var i = 0; i < times; i++)
        {
            _health.Fail(Dead, now);
        }
    }
}
