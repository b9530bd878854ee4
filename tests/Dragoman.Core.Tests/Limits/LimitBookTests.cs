using System.Net;
using Dragoman.Core.Access;
using Dragoman.Core.Limits;

namespace Dragoman.Core.Tests.Limits;

public sealed class LimitBookTests
{
    private const long Second = 1_000_000_000;

    private readonly LimitBook _book = new();
    private long _now = 1_800_000_000 * Second;

    [Theory]
    [InlineData(1, 60, 1)]
    [InlineData(5, 60, 12)]
    [InlineData(100, 3_600, 36)]
    [InlineData(24, 86_400, 3_600)]
    public void F07_the_turn_behind_the_last_one_is_told_when_to_come_back(int amount, int perSeconds, int waitSeconds)
    {
        var limiter = Limiter(LimitMetric.Requests, amount, TimeSpan.FromSeconds(perSeconds));
        for (var i = 0; i < amount; i++)
        {
            Enter(limiter).Ticket.ShouldNotBeNull();
        }

        var refused = Enter(limiter);
        refused.Ticket.ShouldBeNull();
        refused.Blame.ShouldBe(limiter);
        var wait = perSeconds / amount;
        (refused.WaitNs / Second).ShouldBe(wait);
        wait.ShouldBe(amount == 1 ? perSeconds : waitSeconds);
        _now += refused.WaitNs - 1;
        Enter(limiter).Ticket.ShouldBeNull();
        _now += 1;
        Enter(limiter).Ticket.ShouldNotBeNull();
    }

    [Fact]
    public void F07_tokens_are_taken_as_estimated_and_put_right_at_the_end()
    {
        var limiter = Limiter(LimitMetric.Tokens, 100_000, TimeSpan.FromMinutes(1));
        var ticket = Enter(limiter, tokens: 90_000).Ticket!;
        Enter(limiter, tokens: 20_000).Ticket.ShouldBeNull();

        _book.Leave(ticket, 30_000);

        Enter(limiter, tokens: 70_000).Ticket.ShouldNotBeNull();
        Enter(limiter, tokens: 1_000).Ticket.ShouldBeNull();
    }

    [Fact]
    public void F07_a_turn_larger_than_the_whole_burst_passes_alone()
    {
        var limiter = Limiter(LimitMetric.Tokens, 1_000, TimeSpan.FromMinutes(1));

        Enter(limiter, tokens: 5_000).Ticket.ShouldNotBeNull();
        Enter(limiter, tokens: 1).WaitNs.ShouldBeGreaterThan(4 * 60 * Second);
    }

    [Fact]
    public void F07_slots_are_freed_when_a_turn_ends_however_it_ends()
    {
        var limiter = Limiter(LimitMetric.Concurrency, 2);
        var (first, _) = (Enter(limiter).Ticket!, Enter(limiter).Ticket!);
        Enter(limiter).WaitNs.ShouldBe(-1);

        _book.Leave(first, 0);
        _book.Leave(first, 0);

        Enter(limiter).Ticket.ShouldNotBeNull();
        Enter(limiter).Ticket.ShouldBeNull();
    }

    [Fact]
    public void F07_all_limits_let_a_turn_in_or_none_counts_it()
    {
        var (wide, narrow) = (Limiter(LimitMetric.Requests, 10), Limiter(LimitMetric.Requests, 1));
        Enter(narrow).Ticket.ShouldNotBeNull();
        for (var i = 0; i < 20; i++)
        {
            Enter(wide, narrow).Blame.ShouldBe(narrow);
        }

        for (var i = 0; i < 10; i++)
        {
            Enter(wide).Ticket.ShouldNotBeNull();
        }
    }

    [Fact]
    public void F07_a_limit_for_a_model_counts_that_model_alone()
    {
        var limiter = _book.Limiter("m", new() { Id = "m", Metric = LimitMetric.Requests, Amount = 1, Model = "claude-opus-*" });

        Enter(limiter, model: "claude-opus-5-5").Ticket.ShouldNotBeNull();
        Enter(limiter, model: "claude-haiku-4-5").Ticket.ShouldNotBeNull();
        Enter(limiter, model: "claude-opus-5-5").Ticket.ShouldBeNull();
    }

    [Fact]
    public void F07_each_address_has_limits_of_its_own()
    {
        _book.LimitAddresses([new() { Id = "a", Metric = LimitMetric.Requests, Amount = 1 }]);
        var (one, other) = (_book.OfAddress(IPAddress.Parse("10.0.0.1")), _book.OfAddress(IPAddress.Parse("10.0.0.2")));

        Enter(one).Ticket.ShouldNotBeNull();
        Enter(one).Ticket.ShouldBeNull();
        Enter(other).Ticket.ShouldNotBeNull();
        _book.OfAddress(IPAddress.Parse("10.0.0.1")).ShouldBeSameAs(one);
    }

    [Fact]
    public void F07_forty_turns_in_twenty_minutes_pass_the_defaults_even_at_once()
    {
        var limiters = DefaultLimits.ForKey.Select(limit => _book.Limiter(limit.Id, limit)).ToArray();

        var atOnce = Enumerable.Range(0, 40).Select(_ => Enter(limiters)).ToList();
        atOnce.ShouldAllBe(verdict => verdict.Ticket != null);
        atOnce.ForEach(verdict => _book.Leave(verdict.Ticket!, 0));
        for (var i = 0; i < 40; i++)
        {
            _now += 30 * Second;
            Enter(limiters).Ticket.ShouldNotBeNull();
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(4, 3)]
    [InlineData(60, 45)]
    public void N16_turns_in_the_background_leave_a_quarter_of_many_slots_to_people(int slots, int background)
    {
        var limiter = Limiter(LimitMetric.Concurrency, slots);
        for (var i = 0; i < background; i++)
        {
            EnterBehind(limiter).Ticket.ShouldNotBeNull();
        }

        EnterBehind(limiter).Ticket.ShouldBeNull();
        for (var i = background; i < slots; i++)
        {
            Enter(limiter).Ticket.ShouldNotBeNull();
        }

        Enter(limiter).Ticket.ShouldBeNull();
    }

    [Fact]
    public void N16_turns_in_the_background_leave_half_of_a_burst_of_tokens_and_none_of_the_requests()
    {
        var (tokens, requests) = (Limiter(LimitMetric.Tokens, 1_000), Limiter(LimitMetric.Requests, 2));

        EnterBehind(tokens, 500).Ticket.ShouldNotBeNull();
        EnterBehind(tokens, 100).Ticket.ShouldBeNull();
        Enter(tokens, tokens: 500).Ticket.ShouldNotBeNull();
        EnterBehind(requests).Ticket.ShouldNotBeNull();
        EnterBehind(requests).Ticket.ShouldNotBeNull();
        EnterBehind(requests).Ticket.ShouldBeNull();
    }

    [Fact]
    public void P10_entering_and_leaving_six_limits_allocates_nothing()
    {
        var limiters = Enumerable.Range(0, 6).Select(i => Limiter(i % 2 == 0 ? LimitMetric.Requests : LimitMetric.Tokens, long.MaxValue / 1_000)).ToArray();
        var ask = new LimitAsk { Levels = new(limiters, [], []), RequestedModel = "m", Model = "m", Tokens = 10 };
        _book.Leave(_book.TryEnter(in ask, _now).Ticket!, 10);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            _book.Leave(_book.TryEnter(in ask, _now).Ticket!, 10);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private int _made;

    private RateLimiter Limiter(LimitMetric metric, long amount, TimeSpan? per = null) => _book.Limiter(
        $"lim_{_made}", new() { Id = $"lim_{_made++}", Scope = PrincipalId.Organisation, Metric = metric, Amount = amount, Per = per ?? TimeSpan.FromMinutes(1) });

    private LimitVerdict EnterBehind(RateLimiter limiter, long tokens = 1) => _book.TryEnter(
        new LimitAsk { Levels = new([limiter], [], []), RequestedModel = "m", Model = "m", Tokens = tokens, IsBackground = true }, _now);

    private LimitVerdict Enter(params RateLimiter[] limiters) => Enter(limiters, 1, "m");

    private LimitVerdict Enter(RateLimiter limiter, long tokens = 1, string model = "m") => Enter([limiter], tokens, model);

    private LimitVerdict Enter(RateLimiter[] limiters, long tokens, string model) => _book.TryEnter(
        new LimitAsk { Levels = new(limiters, [], []), RequestedModel = model, Model = model, Tokens = tokens }, _now);
}
