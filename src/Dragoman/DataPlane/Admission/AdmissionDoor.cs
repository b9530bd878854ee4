using Dragoman.Core.Limits;

namespace Dragoman.DataPlane.Admission;

/// <summary>
/// Where turns wait for their limits (N16). They are let in by the end of another turn or by the clock; each wait has a deadline, after
/// which the turn is refused with the time to come back at.
/// </summary>
internal sealed class AdmissionDoor : IDisposable
{
    private readonly LimitBook _book;
    private readonly TimeProvider _time;
    private readonly AdmissionQueue _queue;
    private readonly Lock _gate = new();
    private readonly ITimer _timer;
    private readonly List<Waiter> _admitted = [];

    public AdmissionDoor(LimitBook book, TimeProvider time)
    {
        (_book, _time, _queue) = (book, time, new AdmissionQueue(book));
        _timer = time.CreateTimer(static state => ((AdmissionDoor)state!).Pump(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Turns that wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _queue.Count;
            }
        }
    }

    /// <summary>Lets a turn in now or, within a time, later. Completes at once in the ordinary course.</summary>
    public ValueTask<LimitVerdict> EnterAsync(in LimitAsk ask, string developer, TimeSpan within, CancellationToken gone)
    {
        var verdict = _book.TryEnter(in ask, NowNs());
        return verdict.Ticket is not null ? ValueTask.FromResult(verdict) : new(WaitAsync(new PendingTurn(developer, ask), verdict, within, gone));
    }

    /// <summary>A turn is over.</summary>
    public void Leave(LimitTicket ticket, long tokens)
    {
        _book.Leave(ticket, tokens);
        if (Waiting > 0)
        {
            Pump();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private async Task<LimitVerdict> WaitAsync(PendingTurn waiter, LimitVerdict refused, TimeSpan within, CancellationToken gone)
    {
        lock (_gate)
        {
            // Longer than it may wait: it is told so now.
            if (refused.WaitNs > within.TotalNanoseconds || !_queue.TryAdd(waiter))
            {
                return refused;
            }
        }

        Pump();
        try
        {
            await waiter.Done.Task.WaitAsync(within, _time, gone);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            lock (_gate)
            {
                if (_queue.Remove(waiter))
                {
                    return refused;
                }
            }

            // It was let in at the same moment.
            if (gone.IsCancellationRequested)
            {
                Leave(waiter.Ticket!, 0);
                throw;
            }
        }

        return new LimitVerdict(waiter.Ticket, null, 0);
    }

    private void Pump()
    {
        lock (_gate)
        {
            _admitted.Clear();
            var next = _queue.Pump(NowNs(), _admitted);
            foreach (var waiter in _admitted)
            {
                ((PendingTurn)waiter).Done.TrySetResult();
            }

            _timer.Change(
                next < 0 || _queue.Count == 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(Math.Clamp((next / 1_000_000) + 1, 1, 60_000)),
                Timeout.InfiniteTimeSpan);
        }
    }

    private long NowNs() => (_time.GetUtcNow().UtcTicks - DateTimeOffset.UnixEpoch.Ticks) * 100;

    private sealed class PendingTurn(string developer, LimitAsk ask) : Waiter(developer, ask)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
