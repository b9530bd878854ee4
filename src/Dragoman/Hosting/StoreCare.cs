using Dragoman.Store;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dragoman.Hosting;

/// <summary>
/// Does what the store needs from time to time, one duty after the other, each with a deadline. What fails is logged and done again when
/// its time comes: no turn waits for it.
/// </summary>
internal sealed partial class StoreCare(IReadOnlyList<StoreDuty> duties, TimeProvider time, ILogger<StoreCare> log) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(10);

    private readonly DateTimeOffset[] _due = new DateTimeOffset[duties.Count];
    private int _rounds;

    /// <summary>Rounds that were made.</summary>
    public int Rounds => Volatile.Read(ref _rounds);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Not at once: a start should be quick, and a gateway that runs for a moment owes its store nothing.
        using var timer = new PeriodicTimer(Look, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            for (var i = 0; i < duties.Count; i++)
            {
                var now = time.GetUtcNow();
                if (_due[i] <= now)
                {
                    _due[i] = now + duties[i].Every;
                    await DoAsync(duties[i], stoppingToken);
                }
            }

            Interlocked.Increment(ref _rounds);
        }
    }

    private async Task DoAsync(StoreDuty duty, CancellationToken stopping)
    {
        using var deadline = new CancellationTokenSource(duty.Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stopping);
        try
        {
            if (await duty.Do(either.Token) is { } done)
            {
                Log.Done(log, done);
            }
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            Log.Failed(log, duty.Name, duty.Every, "it took too long");
        }
        catch (StoreException e)
        {
            Log.Failed(log, duty.Name, duty.Every, e.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2101, LogLevel.Information, "Store: {What}")]
        public static partial void Done(ILogger log, string what);

        [LoggerMessage(2102, LogLevel.Warning, "The store's {Duty} could not be done and is tried again in {Every}: {Problem}")]
        public static partial void Failed(ILogger log, string duty, TimeSpan every, string problem);
    }
}
