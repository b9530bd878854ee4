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

    // One load after the other: an older state is never put in the place of a younger one. A revision says nothing about that, as a
    // backup that was restored has an older one.
    private readonly SemaphoreSlim _loading = new(1);

    /// <summary>
    /// Puts what the store holds in force now, for whoever has just changed it and will say so: a key works when it has been shown. False
    /// where the store cannot be read; the watch goes on to try.
    /// </summary>
    public Task<bool> RefreshAsync(CancellationToken cancellation) => TryLoadAsync(cancellation);

    /// <inheritdoc/>
    public override void Dispose()
    {
        _loading.Dispose();
        base.Dispose();
    }

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
        var isMine = false;
        try
        {
            await _loading.WaitAsync(either.Token);
            isMine = true;
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
        finally
        {
            if (isMine)
            {
                _loading.Release();
            }
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
