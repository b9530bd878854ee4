using Dragoman.Core.Access;
using Dragoman.Core.Spending;

namespace Dragoman.Core.Tests.Spending;

public sealed class SpendingBookTests
{
    private const long Dollar = 1_000_000_000;
    private const long Cent = Dollar / 100;

    private readonly FakeLedger _ledger = new();
    private readonly SpendingNode _node;
    private readonly long _now = Moments.At("2026-11-20T12:00:00Z");

    public SpendingBookTests() => _node = new(_ledger);

    [Theory]
    [InlineData(799, BudgetState.Fine, true, true)]
    [InlineData(800, BudgetState.Soft, true, true)]
    [InlineData(999, BudgetState.Soft, true, true)]
    [InlineData(1000, BudgetState.Grace, false, true)]
    [InlineData(1099, BudgetState.Grace, false, true)]
    [InlineData(1100, BudgetState.Stopped, false, false)]
    public void F05_a_budget_warns_at_80_lets_running_sessions_finish_from_100_and_stops_at_110(int permille, BudgetState state, bool fresh, bool running)
    {
        var account = Account(100 * Dollar);
        var levels = Of(account);
        Spend(levels, 0, session: 7);
        Spend(levels, permille * Dollar / 10, session: 8);

        _node.Book.StandingOf(account, _now).State.ShouldBe(state);
        (_node.Reserve(levels, Cent, _now, session: 99).Reservation is not null).ShouldBe(fresh);
        (_node.Reserve(levels, Cent, _now, session: 7).Reservation is not null).ShouldBe(running);
    }

    [Fact]
    public void F05_a_session_that_ran_in_the_last_window_only_has_no_grace_in_this_one()
    {
        var levels = Of(Account(Dollar));
        Spend(levels, 0, session: 7);
        var tomorrow = _now + (24 * 3_600_000_000L);
        Spend(levels, Dollar, session: 8, tomorrow);

        _node.Reserve(levels, Cent, tomorrow, session: 7).State.ShouldBe(BudgetState.Grace);
        _node.Reserve(levels, Cent, tomorrow, session: 8).Reservation.ShouldNotBeNull();
    }

    [Fact]
    public void F06_a_lease_that_comes_for_a_turn_does_not_lie_idle_before_the_turn_has_it()
    {
        var levels = Of(Account(100 * Dollar));
        _node.Try(levels, Cent, _now).NeedsLease.ShouldBeTrue();
        _node.Refill(_now);

        _node.Flush(_now);

        _node.Try(levels, Cent, _now).Reservation.ShouldNotBeNull();
    }

    [Fact]
    public void F06_fifty_parallel_turns_at_one_cent_left_overspend_by_one_reservation()
    {
        var account = Account(100 * Dollar);
        var levels = Of(account);
        Spend(levels, (100 * Dollar) - Cent);

        var admitted = Enumerable.Range(0, 50).Select(_ => _node.Reserve(levels, 5 * Cent, _now)).Where(verdict => verdict.Reservation is not null).ToList();
        foreach (var verdict in admitted)
        {
            _node.Book.Settle(verdict.Reservation!, 5 * Cent);
        }

        admitted.Count.ShouldBe(1);
        _node.Book.StandingOf(account, _now).SpentNanoUsd.ShouldBe((100 * Dollar) + (4 * Cent));
    }

    [Fact]
    public void F06_fifty_threads_at_one_cent_left_overspend_by_one_reservation()
    {
        var account = Account(100 * Dollar);
        var levels = Of(account);
        Spend(levels, (100 * Dollar) - Cent);
        _node.Refill(_now);
        var admitted = 0;

        Parallel.For(0, 50, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            if (_node.Try(levels, 5 * Cent, _now).Reservation is { } reservation)
            {
                Interlocked.Increment(ref admitted);
                _node.Book.Settle(reservation, 5 * Cent);
            }
        });

        admitted.ShouldBe(1);
    }

    [Fact]
    public void F06_forty_parallel_agent_turns_with_a_bound_of_64000_tokens_at_5_percent_are_not_refused()
    {
        var account = Account(20 * Dollar);
        var levels = Of(account);
        Spend(levels, Dollar);
        // 60,000 tokens in at $5 a million and what is thought to come out at $25: no max_tokens in it.
        var guess = (60_000 * 5_000L) + (CostLearner.PriorOutputTokens * 25_000);

        Enumerable.Range(0, 40).Count(_ => _node.Reserve(levels, guess, _now).Reservation is null).ShouldBe(0);
    }

    [Theory]
    [InlineData(PrincipalKind.Key)]
    [InlineData(PrincipalKind.User)]
    [InlineData(PrincipalKind.Team)]
    [InlineData(PrincipalKind.Customer)]
    [InlineData(PrincipalKind.Organisation)]
    [InlineData(PrincipalKind.Upstream)]
    [InlineData(PrincipalKind.Project)]
    public void F03_every_level_can_stop_a_turn_and_is_named(PrincipalKind kind)
    {
        SpendingAccount[] holder =
        [
            .. new[] { PrincipalKind.Key, PrincipalKind.User, PrincipalKind.Team, PrincipalKind.Customer, PrincipalKind.Organisation }
                .Select(level => Account(level == kind ? Dollar : 100 * Dollar, level)),
        ];
        var levels = new SpendingLevels(
            holder, [Account(kind == PrincipalKind.Project ? Dollar : 100 * Dollar, PrincipalKind.Project)],
            [Account(kind == PrincipalKind.Upstream ? Dollar : 100 * Dollar, PrincipalKind.Upstream)]);
        Spend(levels, Dollar);

        var verdict = _node.Reserve(levels, Cent, _now);

        verdict.Blame!.Budget.Scope.Kind.ShouldBe(kind);
        Moments.Text(verdict.ResetUs).ShouldBe("2026-11-21T00:00:00Z");
        foreach (var account in holder)
        {
            _node.Book.StandingOf(account, _now).ReservedNanoUsd.ShouldBe(0);
        }
    }

    [Fact]
    public void F03_a_budget_for_a_model_counts_that_model_alone()
    {
        var account = _node.Book.Account(Terms("opus", Dollar, PrincipalKind.Team) with { Model = "claude-opus-*" });
        var levels = Of(account);

        _node.Book.Settle(_node.Reserve(levels, Cent, _now, model: "claude-haiku-4-5").Reservation!, Dollar);
        _node.Book.StandingOf(account, _now).SpentNanoUsd.ShouldBe(0);
        _node.Book.Settle(_node.Reserve(levels, Cent, _now, model: "claude-opus-5-5").Reservation!, Dollar);
        _node.Reserve(levels, Cent, _now, model: "claude-opus-5-5").Blame.ShouldBe(account);
        _node.Reserve(levels, Cent, _now, model: "claude-haiku-4-5").Reservation.ShouldNotBeNull();
    }

    [Fact]
    public void F06_a_stream_may_cost_more_than_was_set_aside_up_to_the_hard_mark()
    {
        var account = Account(Dollar);
        var levels = Of(account);
        Spend(levels, 95 * Cent);
        var reservation = _node.Reserve(levels, Cent, _now).Reservation!;

        _node.Book.TryExtend(reservation, 15 * Cent, _now).ShouldBeTrue();
        _node.Book.TryExtend(reservation, (15 * Cent) + 1, _now).ShouldBeFalse();
        _node.Book.StandingOf(account, _now).ReservedNanoUsd.ShouldBe(15 * Cent);
    }

    [Fact]
    public void F04_a_turn_counts_in_the_window_that_it_began_in()
    {
        var account = Account(Dollar);
        var levels = Of(account);
        var late = Moments.At("2026-11-20T23:59:59Z");
        var early = Moments.At("2026-11-21T00:00:01Z");
        var reservation = _node.Reserve(levels, Cent, late).Reservation!;
        _node.Reserve(levels, Cent, early).Reservation.ShouldNotBeNull();

        _node.Book.Settle(reservation, 40 * Cent);

        _node.Book.StandingOf(account, early).SpentNanoUsd.ShouldBe(0);
        _node.Flush(early);
        _ledger.Spent(account.Budget.Id).ShouldBe(40 * Cent);
    }

    [Fact]
    public void F04_a_rolling_window_forgets_what_was_spent_one_length_ago()
    {
        var account = _node.Book.Account(Terms("roll", Dollar, PrincipalKind.User) with { Period = BudgetPeriod.Hour, Rolling = true });
        var levels = Of(account);
        const long minute = 60_000_000;
        Spend(levels, Dollar, at: _now);

        _node.Reserve(levels, Cent, _now + (59 * minute)).Blame.ShouldBe(account);
        _node.Reserve(levels, Cent, _now + (60 * minute)).Reservation.ShouldNotBeNull();
    }

    [Fact]
    public void F16_an_increase_counts_at_once_also_where_the_store_has_just_said_that_nothing_is_left()
    {
        var terms = Terms("bud_e", Cent, PrincipalKind.User);
        var levels = Of(_node.Book.Account(terms));
        Spend(levels, Dollar);
        _node.Refill(_now);
        _node.Reserve(levels, Cent, _now).Reservation.ShouldBeNull();

        _node.Book.Account(terms with { IncreaseNanoUsd = 10 * Dollar, IncreaseUntil = Moment.At(_now + 3_600_000_000L), Version = 2 });

        _node.Reserve(levels, Cent, _now).Reservation.ShouldNotBeNull();
    }

    [Fact]
    public void F16_an_increase_counts_at_once_and_ends_by_itself()
    {
        var terms = Terms("inc", Dollar, PrincipalKind.User);
        var account = _node.Book.Account(terms);
        var levels = Of(account);
        Spend(levels, Dollar);
        _node.Reserve(levels, Cent, _now).Blame.ShouldBe(account);

        _node.Book.Account(terms with { IncreaseNanoUsd = Dollar, IncreaseUntil = Moment.At(_now + 3_600_000_000L), Version = 2 }).ShouldBe(account);

        _node.Book.Settle(_node.Reserve(levels, Cent, _now).Reservation!, 0);
        _node.Reserve(levels, Cent, _now + 3_600_000_001L).Blame.ShouldBe(account);
    }

    [Fact]
    public void A_turn_waits_for_the_store_only_at_the_beginning_of_a_window()
    {
        var levels = Of(Account(100 * Dollar));

        for (var i = 0; i < 500; i++)
        {
            _node.Book.Settle(_node.Reserve(levels, 10 * Cent, _now + i).Reservation!, 10 * Cent);
            if (_node.Book.HasUrgentRequests)
            {
                // What the owner does in the background.
                _node.Refill(_now + i);
            }
        }

        _node.Waits.ShouldBe(1);
    }

    [Fact]
    public void Without_the_store_nothing_is_spent_that_was_not_leased_unless_the_configuration_says_so()
    {
        var levels = Of(Account(100 * Dollar));
        _node.StoreIsDown = true;

        _node.Reserve(levels, Cent, _now).NeedsLease.ShouldBeTrue();
        _node.Book.TryReserve(new SpendingAsk
        {
            Levels = levels,
            RequestedModel = "m",
            Model = "m",
            NanoUsd = Cent,
            WithoutLease = true,
            NowUs = _now,
        }).Reservation.ShouldNotBeNull();
    }

    [Fact]
    public void What_was_told_and_did_not_arrive_is_told_again()
    {
        var account = Account(100 * Dollar);
        Spend(Of(account), Dollar, flush: false);
        _node.StoreIsDown = true;
        _node.Flush(_now);
        _node.StoreIsDown = false;

        _node.Flush(_now);
        _node.Flush(_now);

        _ledger.Spent(account.Budget.Id).ShouldBe(Dollar);
    }

    [Fact]
    public void A_reservation_is_moved_to_the_account_of_the_upstream_that_takes_over()
    {
        var (first, second) = (Account(Dollar, PrincipalKind.Upstream), Account(Dollar, PrincipalKind.Upstream));
        var team = Account(Dollar, PrincipalKind.Team);
        var reservation = _node.Reserve(new([team], [], [first]), Cent, _now).Reservation!;
        var ask = new SpendingAsk { Levels = new([team], [], [second]), RequestedModel = "m", Model = "m", NanoUsd = Cent, NowUs = _now };
        if (_node.Book.TryMove(reservation, in ask).NeedsLease)
        {
            _node.Refill(_now);
            _node.Book.TryMove(reservation, in ask).Reservation.ShouldBe(reservation);
        }

        _node.Book.Settle(reservation, 2 * Cent);

        _node.Book.StandingOf(first, _now).ShouldBe(new(0, 0, Dollar, BudgetState.Fine, Moments.At("2026-11-21T00:00:00Z")));
        _node.Book.StandingOf(second, _now).SpentNanoUsd.ShouldBe(2 * Cent);
        _node.Book.StandingOf(team, _now).SpentNanoUsd.ShouldBe(2 * Cent);
    }

    [Fact]
    public void P10_reserving_and_settling_on_seven_levels_allocates_nothing()
    {
        var levels = new SpendingLevels(
            [.. Enumerable.Range(0, 5).Select(_ => Account(long.MaxValue / 4))], [Account(long.MaxValue / 4)], [Account(long.MaxValue / 4)]);
        for (var i = 0; i < 100; i++)
        {
            Spend(levels, 1, session: 5);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            _node.Book.Settle(_node.Try(levels, Cent, _now, session: 5).Reservation!, 1);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private static SpendingLevels Of(SpendingAccount account) => new([account], [], []);

    private int _made;

    private SpendingAccount Account(long limit, PrincipalKind kind = PrincipalKind.User) => _node.Book.Account(Terms($"bud_{_made++}", limit, kind));

    private static Budget Terms(string id, long limit, PrincipalKind kind) =>
        new() { Id = id, Scope = new(kind, "x"), LimitNanoUsd = limit, Period = BudgetPeriod.Day };

    private void Spend(SpendingLevels levels, long nanoUsd, ulong session = 0, long? at = null, bool flush = true)
    {
        var now = at ?? _now;
        _node.Book.Settle(_node.Reserve(levels, 1, now, session).Reservation!, nanoUsd);
        if (flush)
        {
            _node.Flush(now);
        }
    }
}
