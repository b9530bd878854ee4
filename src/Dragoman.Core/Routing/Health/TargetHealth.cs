using Dragoman.Dialects.Conversation;

namespace Dragoman.Core.Routing.Health;

/// <summary>
/// How one target does: a breaker, its pauses, its latency, its open turns, and what it said of its limits. Thread-safe; it knows no
/// clock, times are milliseconds of one monotonic clock.
/// </summary>
/// <remarks>
/// A refusal for the rate is no failure of the target: it only pauses it. Whatever the client did wrong says nothing about it at all.
/// </remarks>
public sealed class TargetHealth(HealthOptions options)
{
    // A new latency counts this much; about the last ten turns make the figure.
    private const double Share = 0.2;

    // Of a normal distribution, nineteen of twenty lie below mean + 1.645 deviations.
    private const double P95 = 1.645;

    private readonly Lock _lock = new();
    private HealthWindow _window;
    private int _inFlight;
    private int _failuresInRow;
    private int _silentInRow;
    private int _opened;
    private int _paused;
    private long _openUntil;
    private long _coolUntil;
    private long _probeUntil;
    private double _latency = double.NaN;
    private double _variance;
    private TargetLimits _limits;

    /// <summary>Turns that are open there.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>The average time to the first event, in milliseconds; NaN before the first.</summary>
    public double LatencyMs => Volatile.Read(ref _latency);

    /// <summary>An estimate of what nineteen of twenty turns stay below, in milliseconds; NaN before the first.</summary>
    public double LatencyP95Ms
    {
        get
        {
            lock (_lock)
            {
                return _latency + (P95 * Math.Sqrt(_variance));
            }
        }
    }

    /// <summary>Share of the last turns that failed, 0 to 1.</summary>
    public double FailureRate
    {
        get
        {
            lock (_lock)
            {
                return _window.Count == 0 ? 0 : (double)_window.Failed / _window.Count;
            }
        }
    }

    /// <summary>What its last answer said of its limits.</summary>
    public TargetLimits Limits
    {
        get
        {
            lock (_lock)
            {
                return _limits;
            }
        }
    }

    /// <summary>Whether it is worth a turn now.</summary>
    public Availability At(long nowMs)
    {
        lock (_lock)
        {
            return _openUntil != 0
                ? nowMs < _openUntil || nowMs < _probeUntil ? Availability.Open : Availability.Probing
                : nowMs < _coolUntil ? Availability.Cooling : Availability.Ready;
        }
    }

    /// <summary>True where it is down in a way that costs each turn its whole patience: nobody answered there, several times in a row.</summary>
    public bool IsSilent(long nowMs)
    {
        lock (_lock)
        {
            return _openUntil != 0 && _silentInRow >= options.Failures && (nowMs < _openUntil || nowMs < _probeUntil);
        }
    }

    /// <summary>When it is worth a turn again, in milliseconds of the clock; not after now where it is already.</summary>
    public long ReadyAt()
    {
        lock (_lock)
        {
            return Math.Max(_openUntil, _coolUntil);
        }
    }

    /// <summary>A turn goes there. Of several that come while the breaker is open for a probe, the others see it as open.</summary>
    public void Begin(long nowMs)
    {
        Interlocked.Increment(ref _inFlight);
        lock (_lock)
        {
            if (_openUntil != 0 && nowMs >= _openUntil)
            {
                // A probe that never comes back blocks the next one no longer than the breaker would.
                _probeUntil = nowMs + (long)options.MaxOpenFor.TotalMilliseconds;
            }
        }
    }

    /// <summary>A turn is over there, however it ended.</summary>
    public void End() => Interlocked.Decrement(ref _inFlight);

    /// <summary>It answered.</summary>
    /// <param name="firstEventMs">Time to its first event; negative where that is not known.</param>
    public void Succeed(double firstEventMs)
    {
        lock (_lock)
        {
            _window.Add(failed: false);
            _failuresInRow = _silentInRow = _opened = _paused = 0;
            _openUntil = _probeUntil = _coolUntil = 0;
            if (firstEventMs >= 0)
            {
                Learn(firstEventMs);
            }
        }
    }

    /// <summary>It did not. Failures that say nothing about it are left aside.</summary>
    public void Fail(Failure failure, long nowMs)
    {
        lock (_lock)
        {
            switch (failure.Cause)
            {
                case FailureCause.RateLimit:
                    Pause(failure.RetryAfter ?? Doubled(options.Cooldown, _paused++, options.MaxCooldown), nowMs);
                    break;
                case FailureCause.UpstreamCredential or FailureCause.Billing:
                    Pause(options.CredentialPause, nowMs);
                    break;
                case FailureCause.Overloaded or FailureCause.Upstream or FailureCause.Truncated or FailureCause.Malformed:
                    _silentInRow = 0;
                    Count(failure, nowMs);
                    break;
                case FailureCause.Unreachable or FailureCause.Timeout:
                    _silentInRow++;
                    Count(failure, nowMs);
                    break;
                default:
                    // The probe found nothing out.
                    _probeUntil = 0;
                    break;
            }
        }
    }

    /// <summary>Its answer's headers spoke of its limits.</summary>
    public void Note(in TargetLimits limits)
    {
        lock (_lock)
        {
            _limits = limits;
        }
    }

    private void Count(Failure failure, long nowMs)
    {
        _window.Add(failed: true);
        _failuresInRow++;
        if (failure.RetryAfter is { } asked)
        {
            Pause(asked, nowMs);
        }

        var probeFailed = _openUntil != 0 && nowMs >= _openUntil;
        if (!probeFailed && (_openUntil != 0 || (_failuresInRow < options.Failures && _window.Failed < options.FailuresInWindow)))
        {
            return;
        }

        _openUntil = nowMs + (long)Doubled(options.OpenFor, _opened++, options.MaxOpenFor).TotalMilliseconds;
        _probeUntil = 0;
        _window.Clear();
    }

    private void Pause(TimeSpan pause, long nowMs)
    {
        pause = pause > options.MaxCooldown ? options.MaxCooldown : pause;
        _coolUntil = Math.Max(_coolUntil, nowMs + (long)pause.TotalMilliseconds);
        _probeUntil = 0;
    }

    private static TimeSpan Doubled(TimeSpan first, int times, TimeSpan most)
    {
        var pause = first * Math.Pow(2, Math.Min(times, 20));
        return pause > most ? most : pause;
    }

    private void Learn(double ms)
    {
        if (double.IsNaN(_latency))
        {
            _latency = ms;
            return;
        }

        var difference = ms - _latency;
        _latency += Share * difference;
        _variance = (1 - Share) * (_variance + (Share * difference * difference));
    }
}
