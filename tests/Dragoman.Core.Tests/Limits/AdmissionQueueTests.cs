using Dragoman.Core.Access;
using Dragoman.Core.Limits;

namespace Dragoman.Core.Tests.Limits;

public sealed class AdmissionQueueTests
{
    private const long Millisecond = 1_000_000;
    private const long Second = 1_000 * Millisecond;

    private readonly LimitBook _book = new();
    private readonly List<Waiter> _admitted = [];
    private readonly AdmissionQueue _queue;

    public AdmissionQueueTests() => _queue = new(_book);

    [Fact]
    public void N16_people_come_before_the_background_and_developers_take_turns()
    {
        var limiter = Slots(1);
        var holder = _book.TryEnter(Ask(limiter), 0).Ticket!;
        foreach (var (developer, background) in new[] { ("ci", true), ("ann", false), ("ann", false), ("ann", false), ("bob", false), ("ci", true) })
        {
            _queue.TryAdd(new Waiter(developer, Ask(limiter, background))).ShouldBeTrue();
        }

        var order = new List<string>();
        while (_queue.Count > 0)
        {
            _book.Leave(holder, 0);
            _admitted.Clear();
            _queue.Pump(0, _admitted);
            holder = _admitted.ShouldHaveSingleItem().Ticket!;
            order.Add(_admitted[0].Developer);
        }

        order.ShouldBe(["ann", "bob", "ann", "ann", "ci", "ci"]);
    }

    [Fact]
    public void N16_a_newcomer_does_not_overtake_those_who_wait()
    {
        var limiter = Slots(1);
        var holder = _book.TryEnter(Ask(limiter), 0).Ticket!;
        _queue.TryAdd(new Waiter("ann", Ask(limiter)));
        _book.Leave(holder, 0);

        _book.TryEnter(Ask(limiter), 0).Ticket.ShouldBeNull();
        _queue.Pump(0, _admitted);
        _book.Leave(_admitted.ShouldHaveSingleItem().Ticket!, 0);
        _book.TryEnter(Ask(limiter), 0).Ticket.ShouldNotBeNull();
    }

    [Fact]
    public void N16_who_waits_no_longer_stands_in_nobodys_way()
    {
        var limiter = Slots(1);
        var holder = _book.TryEnter(Ask(limiter), 0).Ticket!;
        var waiter = new Waiter("ann", Ask(limiter));
        _queue.TryAdd(waiter);

        _queue.Remove(waiter).ShouldBeTrue();
        _queue.Remove(waiter).ShouldBeFalse();
        _book.Leave(holder, 0);

        _queue.Count.ShouldBe(0);
        _book.TryEnter(Ask(limiter), 0).Ticket.ShouldNotBeNull();
    }

    [Fact]
    public void N16_the_queue_is_bounded_and_the_background_leaves_room_for_people()
    {
        var queue = new AdmissionQueue(_book, 10);
        var limiter = Slots(0);

        Enumerable.Range(0, 20).Count(i => queue.TryAdd(new Waiter($"ci{i}", Ask(limiter, true)))).ShouldBe(5);
        Enumerable.Range(0, 20).Count(i => queue.TryAdd(new Waiter($"dev{i}", Ask(limiter)))).ShouldBe(5);
    }

    [Fact]
    public void N16_thirty_developers_wait_less_than_a_second_beside_two_hundred_jobs_on_a_small_rate_of_tokens()
    {
        // Two million tokens a minute. Jobs want all of it, all the time; developers ask for 20,000 tokens every 30 seconds or so.
        const long turn = 20_000;
        var limiter = _book.Limiter("tpm", new() { Id = "tpm", Scope = PrincipalId.Organisation, Metric = LimitMetric.Tokens, Amount = 2_000_000 });
        var random = new Random(7);
        var started = new Dictionary<Waiter, long>();
        var waits = new List<long>();
        var jobs = 0;
        var next = Enumerable.Range(0, 30).Select(_ => random.NextInt64(30 * Second)).ToArray();
        for (var i = 0; i < 200; i++)
        {
            _queue.TryAdd(new Waiter($"ci{i}", Ask(limiter, true, turn))).ShouldBeTrue();
        }

        var pumpAt = 0L;
        for (var now = 0L; now < 600 * Second; now += 10 * Millisecond)
        {
            for (var developer = 0; developer < 30; developer++)
            {
                if (now >= next[developer])
                {
                    next[developer] = now + (20 * Second) + random.NextInt64(20 * Second);
                    var waiter = new Waiter($"dev{developer}", Ask(limiter, false, turn));
                    if (_book.TryEnter(waiter.Ask, now).Ticket is not null)
                    {
                        waits.Add(0);
                    }
                    else
                    {
                        _queue.TryAdd(waiter).ShouldBeTrue();
                        started[waiter] = now;
                        pumpAt = now;
                    }
                }
            }

            if (now < pumpAt)
            {
                continue;
            }

            _admitted.Clear();
            var wait = _queue.Pump(now, _admitted);
            pumpAt = _admitted.Count > 0 ? now : now + Math.Max(wait, 10 * Millisecond);
            foreach (var waiter in _admitted)
            {
                if (started.Remove(waiter, out var since))
                {
                    waits.Add(now - since);
                    continue;
                }

                jobs++;
                _queue.TryAdd(new Waiter(waiter.Developer, waiter.Ask)).ShouldBeTrue();
            }
        }

        waits.Sort();
        waits.Count.ShouldBeGreaterThan(500);
        (waits[waits.Count * 95 / 100] / (double)Second).ShouldBeLessThanOrEqualTo(1);
        // And the jobs get what is left: about forty turns of the hundred that a minute has.
        jobs.ShouldBeGreaterThan(350);
    }

    private RateLimiter Slots(int amount) =>
        _book.Limiter("slots", new() { Id = "slots", Scope = PrincipalId.Organisation, Metric = LimitMetric.Concurrency, Amount = amount });

    private static LimitAsk Ask(RateLimiter limiter, bool background = false, long tokens = 1) => new()
    {
        Levels = new([limiter], [], []),
        RequestedModel = "m",
        Model = "m",
        Tokens = tokens,
        IsBackground = background,
    };
}
