using Dragoman.Store.Turns;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dragoman.Store.Tests;

public abstract class TurnContractTests(IDatabase database) : StoreContract(database)
{
    [Fact]
    public async Task G04_every_member_of_a_decision_comes_back_as_it_was_written()
    {
        var store = new TurnStore(Open());
        await Write(store, TurnSamples.Full("t1"), TurnSamples.Small("t2"));

        store.Find("t1").ShouldBeEquivalentTo(TurnSamples.Full("t1"));
        store.Find("t2").ShouldBeEquivalentTo(TurnSamples.Small("t2"));
    }

    [Fact]
    public async Task Pages_hold_every_turn_once_the_youngest_first()
    {
        var store = new TurnStore(Open());
        await Write(store, [.. Enumerable.Range(0, 25).Select(i => TurnSamples.Small($"t{i:D3}", i / 10))]);

        var seen = new List<string>();
        TurnCursor? before = null;
        do
        {
            var page = store.Recent(7, TurnFilter.None, before);
            seen.AddRange(page.Turns.Select(turn => turn.Id));
            before = page.Next;
        }
        while (before is not null);

        seen.Count.ShouldBe(25);
        seen.Distinct().Count().ShouldBe(25);
        seen[0].ShouldBe("t024");
    }

    [Fact]
    public async Task G04_a_sessions_decisions_are_found_by_its_id()
    {
        var store = new TurnStore(Open());
        await Write(store, TurnSamples.Full("t1"), TurnSamples.Small("t2"));

        store.Recent(10, new TurnFilter { SessionId = "s-1" }).Turns.ShouldHaveSingleItem().Id.ShouldBe("t1");
        store.Recent(10, new TurnFilter { FailedOnly = true }).Turns.ShouldHaveSingleItem().Id.ShouldBe("t1");
    }

    [Fact]
    public async Task An_id_that_is_there_already_and_a_broken_record_take_no_other_with_them()
    {
        await using var writer = new TurnWriter(new TurnStore(Open()), new ManualTime(), NullLogger.Instance);
        var broken = TurnSamples.Small("broken");
        broken.RequestedModel = null!;
        foreach (var turn in (TurnRecord[])[TurnSamples.Small("a"), TurnSamples.Small("a"), broken, TurnSamples.Small("b")])
        {
            writer.TryWrite(turn);
        }

        await writer.FlushAsync(Deadline);

        (writer.Written, writer.Dropped).ShouldBe((2, 2));
    }

    [Fact]
    public async Task Texts_that_an_engine_refuses_are_made_fit()
    {
        var store = new TurnStore(Open());
        var turn = TurnSamples.Small("t1");
        turn.Client = new string('€', 5_000);
        turn.RequestedModel = "m\uD800";
        turn.Route = string.Empty;
        await Write(store, turn);

        var found = store.Find("t1").ShouldNotBeNull();
        found.Client.ShouldBe(new string('€', TurnColumn.MaxText));
        found.RequestedModel.ShouldBe("m\uFFFD");
        found.Route.ShouldBe(string.Empty);
    }

    [Fact]
    public async Task C06_nodes_that_write_the_same_hours_at_once_lose_nothing()
    {
        await Task.WhenAll(Enumerable.Range(0, 3).Select(n => Task.Run(async () =>
        {
            var store = new TurnStore(Open());
            for (var round = 0; round < 5; round++)
            {
                await Write(store, [.. Enumerable.Range(0, 40).Select(i => Priced($"n{n}-{round}-{i}", i % 7, i))]);
            }
        })));

        var sum = (await new Charges.UsageStore(Open()).SumAsync(new(), Charges.UsageDimension.None, Deadline))[0];
        (sum.Turns, sum.CostNanoUsd).ShouldBe((600, 3 * 5 * 780));
    }

    internal static TurnRecord Priced(string id, int group, long cost)
    {
        var turn = TurnSamples.Small(id, group * 1_000);
        turn.CostNanoUsd = cost;
        turn.Project = $"project{group}";
        return turn;
    }

    private static async Task Write(TurnStore store, params TurnRecord[] turns)
    {
        await using var writer = new TurnWriter(store, TimeProvider.System, NullLogger.Instance);
        foreach (var turn in turns)
        {
            writer.TryWrite(turn).ShouldBeTrue();
        }
    }
}
