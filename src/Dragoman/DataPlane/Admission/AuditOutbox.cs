using System.Threading.Channels;
using Dragoman.Store;
using Dragoman.Store.Audit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dragoman.DataPlane.Admission;

/// <summary>
/// Takes what turns have for the audit log and writes it behind them: a refusal waits for no store (firm decision 12). Bounded; what does
/// not fit, as the store is away for long or somebody refused does not stop, is counted and logged. The turns' own records tell of it
/// all the same.
/// </summary>
internal sealed partial class AuditOutbox(AuditStore store, TimeProvider time, ILogger<AuditOutbox> log) : BackgroundService
{
    private const int Capacity = 1_024;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AtTheEnd = TimeSpan.FromSeconds(5);

    private readonly Channel<AuditEntry> _entries = Channel.CreateBounded<AuditEntry>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly List<AuditEntry> _batch = [];
    private long _dropped;

    /// <summary>Entries that did not fit.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Takes an entry; returns at once.</summary>
    public void Add(AuditEntry entry)
    {
        if (!_entries.Writer.TryWrite(entry))
        {
            Interlocked.Increment(ref _dropped);
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var deadline = new CancellationTokenSource(AtTheEnd, time);
        while ((_batch.Count > 0 || Take()) && await TryWriteAsync(deadline.Token))
        {
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var told = 0L;
        try
        {
            while (_batch.Count > 0 || await _entries.Reader.WaitToReadAsync(stoppingToken))
            {
                if (_batch.Count > 0 || Take())
                {
                    if (!await TryWriteAsync(stoppingToken))
                    {
                        await Task.Delay(RetryAfter, time, stoppingToken);
                    }
                }

                if (Dropped is var dropped && dropped > told)
                {
                    Log.Dropped(log, dropped - told);
                    told = dropped;
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The rest is written when the gateway stops.
        }
    }

    private bool Take()
    {
        while (_batch.Count < AuditStore.CheckpointEvery && _entries.Reader.TryRead(out var entry))
        {
            _batch.Add(entry);
        }

        return _batch.Count > 0;
    }

    private async Task<bool> TryWriteAsync(CancellationToken cancellation)
    {
        try
        {
            await store.AppendAsync(_batch, cancellation);
            _batch.Clear();
            return true;
        }
        catch (StoreException exception)
        {
            Log.CannotWrite(log, exception.Message);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1221, LogLevel.Error, "{Count} entries for the audit log were dropped: there are more of them than the store takes")]
        public static partial void Dropped(ILogger log, long count);

        [LoggerMessage(1222, LogLevel.Warning, "the audit log cannot be written, trying again: {Problem}")]
        public static partial void CannotWrite(ILogger log, string problem);
    }
}
