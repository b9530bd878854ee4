using Dragoman.Core.Configuration;
using Dragoman.Hosting;
using Dragoman.Store;
using Dragoman.Store.Audit;
using Dragoman.Store.Engines;
using Dragoman.Store.Turns;
using Dragoman.Testing;
using Dragoman.Tests.Commands;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dragoman.Tests.Hosting;

public sealed class StoreCareTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_duty_that_fails_is_done_again_when_its_time_comes_and_keeps_no_other_from_its_own()
    {
        var (failing, fine) = (0, 0);
        await RunAsync(
            rounds: 13,
            new StoreDuty("failing", Minute, Minute, _ => Task.FromException<string?>(new StoreException($"away {++failing}"))),
            new StoreDuty("fine", 2 * Minute, Minute, _ => Task.FromResult<string?>($"done {++fine}")));
        // After 10 s, 70 s and 130 s; the other one after 10 s and 130 s.
        (failing, fine).ShouldBe((3, 2));
    }

    [Fact]
    public async Task A_duty_that_does_not_end_is_ended_at_its_deadline()
    {
        var time = new ManualTimeProvider();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var care = new StoreCare(
            [
                new StoreDuty("stuck", 60 * Minute, Minute, async cancellation =>
                {
                    begun.TrySetResult();
                    await Task.Delay(Timeout.Infinite, cancellation);
                    return null;
                }),
                new StoreDuty("next", 60 * Minute, Minute, _ =>
                {
                    ended.TrySetResult();
                    return Task.FromResult<string?>(null);
                }),
            ],
            time,
            NullLogger<StoreCare>.Instance);
        await StartAsync(care, time);
        time.Advance(TimeSpan.FromSeconds(10));
        await begun.Task.WaitAsync(Cancellation);
        ended.Task.IsCompleted.ShouldBeFalse();
        time.Advance(Minute);
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
        await care.StopAsync(Cancellation);
    }

    [Fact]
    public async Task G06_the_gateway_deletes_what_is_over_its_time_and_signs_the_proof()
    {
        using var directory = new TestDirectory();
        await using var engine = SqlEngine.Open(directory.Root, null, TimeProvider.System);
        var store = new TurnStore(engine);
        await using (var writer = new TurnWriter(store, TimeProvider.System, NullLogger.Instance))
        {
            writer.TryWrite(new TurnRecord { Id = "old", StartedAt = TimeProvider.System.GetUtcNow().AddDays(-3), RequestedModel = "m" });
            writer.TryWrite(new TurnRecord { Id = "young", StartedAt = TimeProvider.System.GetUtcNow().AddHours(-3), RequestedModel = "m" });
        }

        var signer = AuditSigner.FromDirectory(directory.Root);
        var duties = StoreDuties.For(
            new StorePlace(directory.Root), engine, signer, new StoreConfig { Retention = new RetentionConfig { Turns = TimeSpan.FromDays(2) } }, new NodeName("me"));
        (await DoAsync("retention"))!.ShouldContain("1 turns");
        store.Recent(10, TurnFilter.None).Turns.ShouldHaveSingleItem().Id.ShouldBe("young");
        (await DoAsync("retention")).ShouldBeNull();
        (await DoAsync("checkpoint")).ShouldBe("signed the audit log up to entry 1");
        (await DoAsync("checkpoint")).ShouldBeNull("nothing came since");
        var verdict = await new AuditStore(engine, signer).VerifyAsync(cancellation: Cancellation);
        (verdict.IsIntact, verdict.Rows, verdict.Checkpoints).ShouldBe((true, 1, 1));
        await DoAsync("presence");
        (await new Dragoman.Store.Ledger.LedgerStore(engine).NodesAsync(Cancellation)).ShouldHaveSingleItem().Id.ShouldBe("me");
        await DoAsync("sweep");

        Task<string?> DoAsync(string name) => duties.Single(duty => duty.Name == name).Do(Cancellation);
    }

    // It begins on a thread of the pool; before its timer is there, the clock may not move.
    private static async Task StartAsync(StoreCare care, ManualTimeProvider time)
    {
        await care.StartAsync(Cancellation);
        await UntilAsync(() => time.ArmedTimers > 0);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!condition())
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Delay(1, deadline.Token);
        }
    }

    private static async Task RunAsync(int rounds, params StoreDuty[] duties)
    {
        var time = new ManualTimeProvider();
        using var care = new StoreCare(duties, time, NullLogger<StoreCare>.Instance);
        await StartAsync(care, time);
        for (var i = 1; i <= rounds; i++)
        {
            time.Advance(TimeSpan.FromSeconds(10));
            await UntilAsync(() => care.Rounds >= i);
        }

        await care.StopAsync(Cancellation);
    }
}
