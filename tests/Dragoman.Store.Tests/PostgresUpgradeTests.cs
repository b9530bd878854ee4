using Dragoman.Store.Access;
using Dragoman.Store.Audit;
using Dragoman.Store.Charges;
using Dragoman.Store.Engines;
using Dragoman.Store.Postgres;
using Dragoman.Store.Turns;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dragoman.Store.Tests;

/// <summary>A node of the next version starts while one of the previous version writes turns (M04).</summary>
public sealed class PostgresUpgradeTests
{
    [Fact]
    public async Task M04_a_database_is_upgraded_while_an_older_node_writes_turns_and_none_is_lost()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await using var database = new PostgresDatabase();
        await using var old = PostgresEngine.Open(database.Address!, TimeProvider.System, upTo: 1);
        await using var writer = new TurnWriter(new TurnStore(old), TimeProvider.System, NullLogger.Instance, database.Directory);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token);
        var (begun, written) = (new TaskCompletionSource(), 0);
        var writing = Task.Run(async () =>
        {
            for (; !stop.IsCancellationRequested || written < 20; written++)
            {
                writer.TryWrite(TurnContractTests.Priced($"t{written}", written % 3, 7)).ShouldBeTrue();
                await writer.FlushAsync(CancellationToken.None);
                if (written == 5)
                {
                    begun.SetResult();
                }
            }
        });
        await begun.Task.WaitAsync(deadline.Token);

        // Three at once, as in a rolling upgrade: one makes the step, the others wait for it.
        var engines = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => SqlEngine.Open(database.Directory, database.Address, TimeProvider.System))));

        await stop.CancelAsync();
        await writing;
        writer.Dropped.ShouldBe(0);
        var sum = (await new UsageStore(engines[0]).SumAsync(new(), UsageDimension.None, deadline.Token))[0];
        (sum.Turns, sum.CostNanoUsd).ShouldBe((written, written * 7L));
        var access = new AccessStore(engines[1], new AuditStore(engines[1], AuditSigner.FromDirectory(database.Directory)));
        (await access.LoadAsync(deadline.Token)).Tokens.ShouldBeEmpty();
        foreach (var engine in engines)
        {
            await engine.DisposeAsync();
        }
    }
}
