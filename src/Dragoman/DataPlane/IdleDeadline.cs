namespace Dragoman.DataPlane;

/// <summary>
/// Cancels a wait that has been silent for too long. Touching it costs one time stamp, not a timer: the timer looks, when it
/// fires, how long the silence really was, and sleeps for the rest.
/// </summary>
internal sealed class IdleDeadline : IDisposable
{
    private readonly TimeProvider _time;
    private TimeSpan _limit;
    private readonly CancellationTokenSource _source;
    private readonly ITimer _timer;
    private long _touched;

    /// <param name="time">The clock.</param>
    /// <param name="limit">The longest silence.</param>
    /// <param name="outer">Cancels as well, for example because the client left.</param>
    public IdleDeadline(TimeProvider time, TimeSpan limit, CancellationToken outer)
    {
        _time = time;
        _limit = limit;
        _source = CancellationTokenSource.CreateLinkedTokenSource(outer);
        _touched = time.GetTimestamp();
        _timer = time.CreateTimer(static state => ((IdleDeadline)state!).Look(), this, limit, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Cancelled by the deadline or from outside.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>True when it was the silence that cancelled.</summary>
    public bool Expired { get; private set; }

    /// <summary>The longest silence.</summary>
    public TimeSpan Limit => _limit;

    /// <summary>Something was heard.</summary>
    public void Touch() => Volatile.Write(ref _touched, _time.GetTimestamp());

    /// <summary>Something was heard, and from here on another silence is allowed.</summary>
    public void Touch(TimeSpan limit)
    {
        var isShorter = limit < _limit;
        _limit = limit;
        Touch();
        if (isShorter)
        {
            // A longer one needs no other timer: when it fires, it looks how long the silence was.
            _timer.Change(limit, Timeout.InfiniteTimeSpan);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        _source.Dispose();
    }

    private void Look()
    {
        var silence = _time.GetElapsedTime(Volatile.Read(ref _touched));
        try
        {
            if (silence >= _limit)
            {
                Expired = true;
                _source.Cancel();
            }
            else
            {
                _timer.Change(_limit - silence, Timeout.InfiniteTimeSpan);
            }
        }
        catch (ObjectDisposedException)
        {
            // The turn ended between the tick and here.
        }
    }
}
