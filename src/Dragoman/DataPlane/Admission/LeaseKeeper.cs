using Dragoman.Core.Spending;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dragoman.DataPlane.Admission;

/// <summary>
/// The one who speaks with the ledger for all turns of this node: tells what was spent, asks for leases before they run out, and lets
/// turns wait that cannot go on without one. At the end it tells and returns everything.
/// </summary>
internal sealed partial class LeaseKeeper(SpendingBook book, ILedger ledger, TimeProvider time, ILogger<LeaseKeeper> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AnswerFor = TimeSpan.FromSeconds(5);

    // Longer than the ledger's own time to answer: a slow answer is an answer, and a turn refused for want of it stops a developer's work.
    private static readonly TimeSpan TurnWaits = AnswerFor + TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim _wanted = new(0, 1);
    private readonly List<LeaseRequest> _requests = [];
    private readonly List<SpendingDelta> _deltas = [];
    private TaskCompletionSource<bool> _round = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isDown;

    /// <summary>Asks for leases soon, if the book wants any. Costs nothing otherwise.</summary>
    public void Nudge()
    {
        if (book.HasUrgentRequests && _wanted.CurrentCount == 0)
        {
            Wake();
        }
    }

    /// <summary>Completes when leases were asked for; false where the ledger could not be asked in time.</summary>
    public async ValueTask<bool> AskAsync(CancellationToken cancellation)
    {
        // The round that runs may have collected its requests before this turn's; the next one has it.
        var round = Volatile.Read(ref _round).Task;
        Wake();
        try
        {
            return await round.WaitAsync(TurnWaits, time, cancellation);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await SettleAsync(everything: true, cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                using var tick = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
                var wanted = _wanted.WaitAsync(tick.Token);
                await Task.WhenAny(wanted, Task.Delay(Every, time, tick.Token));
                await tick.CancelAsync();
                stoppingToken.ThrowIfCancellationRequested();
                var round = Interlocked.Exchange(ref _round, new(TaskCreationOptions.RunContinuationsAsynchronously));
                var isDone = false;
                try
                {
                    isDone = await SettleAsync(everything: false, stoppingToken) && await LeaseAsync(stoppingToken);
                }
                finally
                {
                    round.TrySetResult(isDone);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task<bool> SettleAsync(bool everything, CancellationToken stopping)
    {
        _deltas.Clear();
        book.CollectDeltas(Now(), everything, _deltas);
        if (_deltas.Count == 0)
        {
            return true;
        }

        if (await CallAsync((self, token) => self.SettleAsync(_deltas, token), stopping))
        {
            book.Confirm(_deltas);
            return true;
        }

        book.Restore(_deltas);
        return false;
    }

    private async Task<bool> LeaseAsync(CancellationToken stopping)
    {
        _requests.Clear();
        book.CollectRequests(Now(), _requests);
        return _requests.Count == 0 || await CallAsync(
            async (self, token) =>
            {
                foreach (var grant in await self.LeaseAsync(_requests, token))
                {
                    book.Apply(in grant, Now());
                }
            },
            stopping);
    }

    private async Task<bool> CallAsync(Func<ILedger, CancellationToken, Task> call, CancellationToken stopping)
    {
        using var deadline = new CancellationTokenSource(AnswerFor, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, deadline.Token);
        try
        {
            await call(ledger, either.Token);
            _isDown = false;
            return true;
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested)
        {
            if (!_isDown)
            {
                _isDown = true;
                Log.LedgerIsDown(log, exception);
            }

            return false;
        }
    }

    private void Wake()
    {
        try
        {
            _wanted.Release();
        }
        catch (SemaphoreFullException)
        {
            // Somebody else has just asked.
        }
    }

    private long Now() => Moment.Us(time.GetUtcNow());

    private static partial class Log
    {
        [LoggerMessage(1211, LogLevel.Error, "the ledger does not answer: what was spent is told when it does")]
        public static partial void LedgerIsDown(ILogger log, Exception exception);
    }
}
