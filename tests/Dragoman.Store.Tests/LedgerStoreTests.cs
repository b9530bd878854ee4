using Dragoman.Core.Spending;
using Dragoman.Store.Ledger;

namespace Dragoman.Store.Tests;

public abstract class LedgerStoreTests(IDatabase database) : StoreContract(database)
{
    private const long Start = 1_763_629_200_000_000;
    private static readonly SpendingBucket Bucket = new("bud_1", Start);

    [Fact]
    public async Task F03_a_lease_is_granted_until_spending_and_leases_reach_the_cap()
    {
        var ledger = Ledger();

        (await Lease(ledger, "a", 600)).GrantedNanoUsd.ShouldBe(600);
        var second = await Lease(ledger, "b", 600);
        (second.GrantedNanoUsd, second.SpentNanoUsd, second.LeasedNanoUsd).ShouldBe((400, 0, 1000));
        (await Lease(ledger, "c", 1)).GrantedNanoUsd.ShouldBe(0);

        await ledger.SettleAsync("a", 1, [new(Bucket, 250, 350)], Deadline);
        (await ledger.StandingAsync("bud_1", Start, Deadline)).ShouldBe(new LedgerStanding(250, 400));
        (await Lease(ledger, "c", 1_000)).GrantedNanoUsd.ShouldBe(350);
    }

    [Fact]
    public async Task A_settlement_that_is_sent_twice_counts_once()
    {
        var ledger = Ledger();
        await Lease(ledger, "a", 600);

        (await ledger.SettleAsync("a", 1, [new(Bucket, 250, 0)], Deadline)).ShouldBeTrue();
        (await ledger.SettleAsync("a", 1, [new(Bucket, 250, 0)], Deadline)).ShouldBeFalse();
        (await ledger.SettleAsync("b", 1, [new(Bucket, 1, 0)], Deadline)).ShouldBeTrue("another node counts for itself");

        (await ledger.StandingAsync("bud_1", Start, Deadline)).ShouldBe(new LedgerStanding(251, 350));
    }

    [Fact]
    public async Task Spending_beyond_the_lease_is_counted_all_the_same()
    {
        var ledger = Ledger();
        await Lease(ledger, "a", 100);

        await ledger.SettleAsync("a", 1, [new(Bucket, 1_500, 0)], Deadline);

        (await ledger.StandingAsync("bud_1", Start, Deadline)).ShouldBe(new LedgerStanding(1_500, 0));
        (await Lease(ledger, "a", 100)).GrantedNanoUsd.ShouldBe(0);
    }

    [Fact]
    public async Task A_lease_that_nobody_renews_comes_back_by_the_databases_clock()
    {
        // A negative lease is over as soon as it is written, grace included.
        var dead = new LedgerStore(Open()) { LeaseTime = -LedgerStore.Grace - TimeSpan.FromSeconds(1) };
        var ledger = Ledger();
        await Lease(dead, "dead", 1_000);

        (await ledger.StandingAsync("bud_1", Start, Deadline)).LeasedNanoUsd.ShouldBe(0);
        (await Lease(ledger, "alive", 1_000)).GrantedNanoUsd.ShouldBe(1_000);

        await dead.SettleAsync("dead", 1, [new(Bucket, 70, 0)], Deadline);
        (await ledger.StandingAsync("bud_1", Start, Deadline)).ShouldBe(new LedgerStanding(70, 1_000), "what was spent is not lost");
    }

    [Fact]
    public async Task Slices_before_the_window_do_not_count()
    {
        var ledger = Ledger();
        await ledger.SettleAsync("a", 1, [new(new("bud_1", Start - 1), 900, 0), new(Bucket, 100, 0), new(new("bud_2", Start), 5, 0)], Deadline);

        (await Lease(ledger, "a", 5_000)).GrantedNanoUsd.ShouldBe(900);
    }

    [Fact]
    public async Task A_node_that_tells_what_it_holds_corrects_the_store()
    {
        var ledger = Ledger();
        await Lease(ledger, "a", 600);

        // An answer was lost: the node knows of 100 of them.
        (await ledger.LeaseAsync("a", [Request(200)], Held(100), Deadline))[0].GrantedNanoUsd.ShouldBe(200);
        (await ledger.StandingAsync("bud_1", Start, Deadline)).LeasedNanoUsd.ShouldBe(300);

        // It was thought dead, and another has the rest by now.
        await Lease(ledger, "b", 700);
        (await ledger.LeaseAsync("a", [Request(0)], Held(500), Deadline))[0].GrantedNanoUsd.ShouldBe(-200);
        (await ledger.StandingAsync("bud_1", Start, Deadline)).LeasedNanoUsd.ShouldBe(1_000);
    }

    [Fact]
    public async Task Caps_as_large_as_a_number_can_be_do_not_turn_round()
    {
        var ledger = Ledger();

        var grant = (await ledger.LeaseAsync("a", [new(Bucket, Start, long.MaxValue, long.MaxValue)], null, Deadline))[0];
        grant.GrantedNanoUsd.ShouldBe(long.MaxValue);
        (await ledger.LeaseAsync("b", [new(Bucket, Start, long.MaxValue, long.MaxValue)], null, Deadline))[0].GrantedNanoUsd.ShouldBe(0);
    }

    [Fact]
    public async Task C06_three_nodes_that_hammer_one_budget_never_have_more_than_the_cap_and_lose_nothing()
    {
        const long Cap = 20_000;
        var spent = 0L;
        var over = 0L;
        await Task.WhenAll(Enumerable.Range(0, 3).Select(n => Task.Run(async () =>
        {
            var ledger = Ledger();
            var random = new Random(n);
            var held = 0L;
            for (var i = 1; i <= 60; i++)
            {
                // Two budgets in different orders: nodes must not wait for each other in a circle.
                var other = new LeaseRequest(new("bud_0", Start), Start, Cap, 1);
                LeaseRequest[] requests = n % 2 == 0 ? [Request(random.Next(400), Cap), other] : [other, Request(random.Next(400), Cap)];
                var grant = (await ledger.LeaseAsync($"n{n}", requests, null, Deadline)).Single(grant => grant.Bucket == Bucket);
                held += grant.GrantedNanoUsd;
                Interlocked.Add(ref over, Math.Max(0, grant.SpentNanoUsd + grant.LeasedNanoUsd - Cap));
                var now = random.NextInt64(held + 1);
                await ledger.SettleAsync($"n{n}", i, [new(Bucket, now, 0)], Deadline);
                held -= now;
                Interlocked.Add(ref spent, now);
            }

            await ledger.SettleAsync($"n{n}", 61, [new(Bucket, 0, held)], Deadline);
        })));

        over.ShouldBe(0);
        spent.ShouldBeGreaterThan(Cap / 2);
        (await Ledger().StandingAsync("bud_1", Start, Deadline)).ShouldBe(new LedgerStanding(spent, 0));
    }

    [Theory]
    [InlineData(-86_400)]
    [InlineData(7_200)]
    public async Task A_nodes_clock_that_is_wrong_changes_nothing(int secondsOff)
    {
        var wrong = new OffsetTime(TimeSpan.FromSeconds(secondsOff));
        using var skewed = new NodeLedger(Ledger(), "skewed", wrong);
        using var right = new NodeLedger(Ledger(), "right", TimeProvider.System);

        (await skewed.LeaseAsync([Request(600)], Deadline))[0].ExpiresAt.ShouldBeInRange(
            wrong.GetUtcNow() + TimeSpan.FromSeconds(30), wrong.GetUtcNow() + TimeSpan.FromSeconds(60));
        (await right.LeaseAsync([Request(600)], Deadline))[0].GrantedNanoUsd.ShouldBe(400, "the other's lease is in force");
        skewed.ClockOffset.TotalSeconds.ShouldBeInRange(-secondsOff - 30, -secondsOff + 30);
    }

    [Fact]
    public async Task A_settlement_whose_answer_was_lost_is_neither_lost_nor_counted_twice()
    {
        var ledger = Ledger();
        using var node = new NodeLedger(ledger, "a", TimeProvider.System);
        await node.LeaseAsync([Request(600)], Deadline);
        await node.SettleAsync([new(Bucket, 100, 0)], Deadline);

        // As after a failure: the store took number 2, and its node did not hear of it.
        await ledger.SettleAsync("a", 2, [new(Bucket, 30, 0)], Deadline);
        await Should.ThrowAsync<OperationCanceledException>(() => node.SettleAsync([new(Bucket, 30, 0)], new CancellationToken(true)));
        await node.SettleAsync([new(Bucket, 45, 10)], Deadline);

        (await ledger.StandingAsync("bud_1", Start, Deadline)).ShouldBe(new LedgerStanding(145, 445));

        // The same, but the store never got it: it is fenced off, and what it said comes with the next one.
        await Should.ThrowAsync<OperationCanceledException>(() => node.SettleAsync([new(Bucket, 7, 0)], new CancellationToken(true)));
        await node.SettleAsync([new(Bucket, 8, 0)], Deadline);
        (await ledger.StandingAsync("bud_1", Start, Deadline)).ShouldBe(new LedgerStanding(153, 437));
        (await ledger.SettleAsync("a", 4, [new(Bucket, 1, 0)], Deadline)).ShouldBeFalse("it comes too late");
    }

    [Fact]
    public async Task Sweeping_changes_no_sum()
    {
        var ledger = Ledger();
        await Lease(ledger, "a", 600);
        await ledger.SettleAsync("a", 1, [new(Bucket, 100, 0)], Deadline);
        var dead = new LedgerStore(Open()) { LeaseTime = TimeSpan.FromHours(-2) };
        await Lease(dead, "dead", 10);

        await ledger.SweepAsync(Deadline);

        (await ledger.StandingAsync("bud_1", Start, Deadline)).ShouldBe(new LedgerStanding(100, 500));
    }

    private static Dictionary<SpendingBucket, long> Held(long amount) => new() { [Bucket] = amount };

    private static LeaseRequest Request(long want, long cap = 1_000) => new(Bucket, Start, cap, want);

    private async Task<LeaseGrant> Lease(LedgerStore ledger, string node, long want) =>
        (await ledger.LeaseAsync(node, [Request(want)], null, Deadline)).ShouldHaveSingleItem();

    private LedgerStore Ledger() => new(Open());

    private sealed class OffsetTime(TimeSpan offset) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + offset;
    }
}
