using Dragoman.Core.Spending;
using Dragoman.Store.Access;
using Dragoman.Store.Audit;
using Dragoman.Store.Engines;
using Dragoman.Store.Ledger;
using Dragoman.Store.Turns;
using Dragoman.Store.Charges;
using Dragoman.Testing.Postgres;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dragoman.Store.Tests;

/// <summary>The server is stopped as a crash stops it, and comes back.</summary>
public sealed class PostgresOutageTests : IDisposable
{
    private readonly PostgresServer _server = new();
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(100));

    private CancellationToken Deadline => _deadline.Token;

    public void Dispose()
    {
        _deadline.Dispose();
        _server.Dispose();
    }

    [Fact]
    public async Task C06_turns_written_while_the_server_is_away_are_in_the_store_when_it_is_back()
    {
        await using var database = new PostgresDatabase(_server);
        await using var engine = SqlEngine.Open(database.Directory, database.Address, TimeProvider.System);
        await using var writer = new TurnWriter(new TurnStore(engine), new ManualTime(), NullLogger.Instance, database.Directory);
        writer.TryWrite(TurnContractTests.Priced("before", 1, 1));
        await writer.FlushAsync(Deadline);

        _server.Stop();
        for (var i = 0; i < TurnWriter.Capacity - TurnWriter.BatchSize; i++)
        {
            writer.TryWrite(TurnContractTests.Priced($"t{i}", 1, 1)).ShouldBeTrue();
        }

        await writer.FlushAsync(Deadline);
        File.Exists(Path.Combine(database.Directory, "spill.db")).ShouldBeTrue("more than half of the queue does not wait in memory");
        _server.Start();
        while (writer.Written < TurnWriter.Capacity - TurnWriter.BatchSize + 1)
        {
            await writer.FlushAsync(Deadline);
            Deadline.ThrowIfCancellationRequested();
        }

        writer.Dropped.ShouldBe(0);
        File.Exists(Path.Combine(database.Directory, "spill.db")).ShouldBeFalse();
        (await new UsageStore(engine).SumAsync(new(), UsageDimension.None, Deadline))[0].CostNanoUsd.ShouldBe(TurnWriter.Capacity - TurnWriter.BatchSize + 1);
    }

    [Fact]
    public async Task C06_a_gateway_that_stops_while_the_server_is_away_keeps_its_turns_for_the_next_one()
    {
        await using var database = new PostgresDatabase(_server);
        await using var engine = SqlEngine.Open(database.Directory, database.Address, TimeProvider.System);
        _server.Stop();
        await using (var writer = new TurnWriter(new TurnStore(engine), new ManualTime(), NullLogger.Instance, database.Directory) { FlushDeadline = TimeSpan.FromSeconds(1) })
        {
            writer.TryWrite(TurnSamples.Full("kept"));
        }

        _server.Start();
        await using var next = new TurnWriter(new TurnStore(engine), new ManualTime(), NullLogger.Instance, database.Directory);
        while (next.Written < 1)
        {
            await next.FlushAsync(Deadline);
            Deadline.ThrowIfCancellationRequested();
        }

        new TurnStore(engine).Find("kept").ShouldBeEquivalentTo(TurnSamples.Full("kept"));
    }

    [Fact]
    public async Task C06_money_and_revocations_go_on_where_they_were_when_the_server_is_back()
    {
        var bucket = new SpendingBucket("bud_1", 0);
        await using var database = new PostgresDatabase(_server);
        await using var engine = SqlEngine.Open(database.Directory, database.Address, TimeProvider.System);
        var access = new AccessStore(engine, new AuditStore(engine, AuditSigner.FromDirectory(database.Directory)));
        var ledger = new LedgerStore(engine);
        using var node = new NodeLedger(ledger, "a", TimeProvider.System);
        await node.LeaseAsync([new(bucket, 0, 1_000, 600)], Deadline);
        await node.SettleAsync([new(bucket, 100, 0)], Deadline);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Deadline);
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var watching = Task.Run(async () =>
        {
            await foreach (var _ in access.ChangesAsync(0, TimeProvider.System, stop.Token))
            {
                seen.TrySetResult();
            }
        });

        _server.Stop();
        (await Should.ThrowAsync<StoreException>(() => node.SettleAsync([new(bucket, 50, 0)], Deadline))).IsTransient.ShouldBeTrue();
        _server.Start();
        await Eventually(() => node.SettleAsync([new(bucket, 75, 0)], Deadline));
        await Eventually(() => access.WriteAsync([AccessChange.Create(AccessSamples.ABudget)], AccessSamples.Entry(), Deadline));

        (await ledger.StandingAsync("bud_1", 0, Deadline)).ShouldBe(new LedgerStanding(175, 425));
        await seen.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(watching);
    }

    private async Task Eventually(Func<Task> action)
    {
        while (true)
        {
            try
            {
                await action();
                return;
            }
            catch (StoreException e) when (e.IsTransient)
            {
                Deadline.ThrowIfCancellationRequested();
            }
        }
    }
}
