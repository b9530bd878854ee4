using Dragoman.Core.Access;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dragoman.DataPlane.Admission;

/// <summary>
/// Keeps the directory in step with the store: a key that is disabled there stops here within a second or so (F01, F13). While the store
/// cannot be read, what was read last holds.
/// </summary>
internal sealed partial class AccessWatcher(AccessGate gate, IAccessSource source, TimeProvider time, ILogger<AccessWatcher> log) : BackgroundService
{
    private static readonly TimeSpan LoadFor = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // Before the first turn: a gateway that knows no keys yet would refuse its own developers.
        await TryLoadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await foreach (var revision in source.ChangesAsync(gate.Directory.State.Revision, stoppingToken))
                {
                    for (var isLoaded = false; !isLoaded && revision != gate.Directory.State.Revision;)
                    {
                        isLoaded = await TryLoadAsync(stoppingToken);
                        if (!isLoaded)
                        {
                            await Task.Delay(RetryAfter, time, stoppingToken);
                        }
                    }
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                Log.CannotWatch(log, exception);
                await Task.Delay(RetryAfter, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<bool> TryLoadAsync(CancellationToken stopping)
    {
        using var deadline = new CancellationTokenSource(LoadFor, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, deadline.Token);
        try
        {
            gate.Load(await source.LoadAsync(either.Token));
            return true;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            Log.CannotLoad(log, exception);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1201, LogLevel.Warning, "keys and budgets could not be read from the store; those read last hold")]
        public static partial void CannotLoad(ILogger log, Exception exception);

        [LoggerMessage(1202, LogLevel.Warning, "changes of keys and budgets cannot be watched; trying again")]
        public static partial void CannotWatch(ILogger log, Exception exception);
    }
}
