using System.Threading.Channels;
using Dragoman.Store.Engines;
using Microsoft.Extensions.Logging;

namespace Dragoman.Store.Turns;

/// <summary>
/// Takes turn records from the path of a turn and writes them behind it, in batches. <see cref="TryWrite"/> never waits and
/// never throws: metering must not delay or break an answer.
/// </summary>
/// <remarks>
/// While the database is locked, full or away, the batch is kept and tried again. Once the queue is half full, and at the end, what waits
/// goes into the spill file, where there is one, and from there into the database when it is back. Drop policy: a record that finds the
/// queue full, one of a batch that the database refused for good, and one whose id is already there are dropped and counted in
/// <see cref="Dropped"/>. Turns go on meanwhile (fail-open); who wants none without its record (fail-closed) admits no turn while
/// <see cref="HasRoom"/> is false.
/// </remarks>
public sealed partial class TurnWriter : IAsyncDisposable
{
    /// <summary>Records that may wait; at the budgeted rate, about half a second of a disk that does not answer.</summary>
    public const int Capacity = 32 * 1024;

    /// <summary>Records in one transaction.</summary>
    public const int BatchSize = 500;

    /// <summary>How long records wait for company.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Channel<TurnRecord> _queue = Channel.CreateBounded<TurnRecord>(
        new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });

    private readonly TurnRecordPool _pool = new();
    private readonly List<TurnRecord> _batch = new(BatchSize);
    private readonly SemaphoreSlim _drain = new(1);
    private readonly SqlEngine _engine;
    private readonly TurnInserter _inserter;
    private readonly TurnSpill? _spill;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly PeriodicTimer _timer;
    private readonly Task _owner;
    private long _dropped;
    private long _written;
    private int _kept;
    private bool _failing;
    private bool _spilling;
    private bool _disposed;

    /// <summary>Starts the owner task, which ends with <see cref="DisposeAsync"/>.</summary>
    /// <param name="store">Where records go.</param>
    /// <param name="time">Paces the batches.</param>
    /// <param name="log">Hears when records cannot be written.</param>
    /// <param name="spillDirectory">Where records wait for a server that is away; null where there is no such place.</param>
    public TurnWriter(TurnStore store, TimeProvider time, ILogger log, string? spillDirectory = null)
    {
        _spill = spillDirectory is null ? null : new TurnSpill(Path.Combine(spillDirectory, TurnSpill.FileName), time);
        _engine = store.Engine;
        _inserter = _engine.CreateTurnInserter();
        _log = log;
        _time = time;
        // A timer with TryRead, not a waiting reader: a writer never has to wake anybody.
        _timer = new PeriodicTimer(Interval, time);
        _owner = Task.Run(RunAsync);
    }

    /// <summary>Records that were lost, for the reasons in the remarks.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Records that are in the store.</summary>
    public long Written => Interlocked.Read(ref _written);

    /// <summary>Records that wait.</summary>
    public int Waiting => _queue.Reader.Count + Volatile.Read(ref _kept);

    /// <summary>False while the queue is nearly full: records of turns that begin now may be lost.</summary>
    public bool HasRoom => Waiting < Capacity / 8 * 7;

    /// <summary>How long <see cref="DisposeAsync"/> tries to write what waits. The default value is 5 seconds.</summary>
    public TimeSpan FlushDeadline { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>An empty record. Handed over by <see cref="TryWrite"/> it is not its maker's any more, not even to be read.</summary>
    /// <param name="id">See <see cref="TurnRecord.Id"/>.</param>
    /// <param name="startedAt">See <see cref="TurnRecord.StartedAt"/>.</param>
    public TurnRecord Rent(string id, DateTimeOffset startedAt) => _pool.Rent(id, startedAt);

    /// <summary>Hands a record over; it must not be changed afterwards. False where it was dropped.</summary>
    public bool TryWrite(TurnRecord turn)
    {
        if (_queue.Writer.TryWrite(turn))
        {
            return true;
        }

        _pool.Return(turn);
        Interlocked.Increment(ref _dropped);
        return false;
    }

    /// <summary>Writes what waits now, so that it can be read. Returns when it is done, or when it was tried.</summary>
    public async Task FlushAsync(CancellationToken cancellation = default)
    {
        await _drain.WaitAsync(cancellation);
        try
        {
            await Task.Run(() => Drain(cancellation), CancellationToken.None);
        }
        finally
        {
            _drain.Release();
        }
    }

    /// <summary>Takes no more, writes what waits within <see cref="FlushDeadline"/>, and counts the rest as dropped.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _queue.Writer.TryComplete();
        _timer.Dispose();
        await _owner;
        using var deadline = new CancellationTokenSource(FlushDeadline, _time);
        try
        {
            do
            {
                await FlushAsync(deadline.Token);
            }
            while (Waiting > 0 && _spill is null && !deadline.IsCancellationRequested);
        }
        catch (OperationCanceledException)
        {
            // What is left is counted below.
        }

        SpillRest();
        if (Waiting is var left and > 0)
        {
            Interlocked.Add(ref _dropped, left);
            Log.LeftBehind(_log, left);
        }

        _inserter.Dispose();
        _spill?.Dispose();
        _drain.Dispose();
    }

    private async Task RunAsync()
    {
        while (await _timer.WaitForNextTickAsync())
        {
            if (Waiting > 0 || _spill is { HasRecords: true })
            {
                await FlushAsync();
            }
        }
    }

    // One at a time, under the semaphore.
    private void Drain(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            while (_batch.Count < BatchSize && _queue.Reader.TryRead(out var turn))
            {
                _batch.Add(turn);
            }

            if (_batch.Count == 0)
            {
                // What came last is written first: it is in memory only.
                _spill?.Drain(_inserter, BatchSize, ref _written);
                return;
            }

            var done = WriteBatch() || (_queue.Reader.Count >= Capacity / 2 && Spill());
            Volatile.Write(ref _kept, done ? 0 : _batch.Count);
            if (!done)
            {
                return;
            }

            foreach (var record in _batch)
            {
                _pool.Return(record);
            }

            _batch.Clear();
        }
    }

    private bool Spill()
    {
        if (_spill is null || !_spill.Keep(_batch))
        {
            return false;
        }

        if (!_spilling)
        {
            _spilling = true;
            Log.Spilling(_log);
        }

        return true;
    }

    private void SpillRest()
    {
        while (_batch.Count > 0 || _queue.Reader.Count > 0)
        {
            while (_batch.Count < BatchSize && _queue.Reader.TryRead(out var turn))
            {
                _batch.Add(turn);
            }

            if (!Spill())
            {
                return;
            }

            _batch.Clear();
            Volatile.Write(ref _kept, 0);
        }
    }

    // False where the batch should be tried again.
    private bool WriteBatch()
    {
        try
        {
            var written = _inserter.Write(_batch);
            Interlocked.Add(ref _written, written);
            Interlocked.Add(ref _dropped, _batch.Count - written);
            _spilling = false;
            if (_failing)
            {
                _failing = false;
                Log.Recovered(_log, Dropped);
            }

            return true;
        }
        catch (Exception e) when (_engine.IsTransient(e))
        {
            return false;
        }
        catch (Exception e) when (SqlEngine.IsOurs(e))
        {
            Interlocked.Add(ref _dropped, _batch.Count);
            if (!_failing)
            {
                _failing = true;
                Log.Failing(_log, e.Message);
            }

            return true;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Turn records cannot be written and are dropped until this is mended: {Error}")]
        public static partial void Failing(ILogger log, string error);

        [LoggerMessage(2, LogLevel.Information, "Turn records are written again; {Dropped} were dropped since the start")]
        public static partial void Recovered(ILogger log, long dropped);

        [LoggerMessage(4, LogLevel.Warning, "The database does not take turn records; they wait in the spill file until it does")]
        public static partial void Spilling(ILogger log);

        [LoggerMessage(3, LogLevel.Warning, "{Count} turn records could not be written before the deadline and are dropped")]
        public static partial void LeftBehind(ILogger log, int count);
    }
}
