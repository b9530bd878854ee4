using Dragoman.Core.Routing;
using Dragoman.Core.Routing.Health;
using Dragoman.DataPlane.Admission;
using Dragoman.Dialects.Conversation;

namespace Dragoman.DataPlane;

/// <summary>
/// How far a turn may still go when an attempt fails: to the next target, or once more behind a pause that an upstream asked for. Both
/// the attempts, which must know whether to tell the client, and the loop over them ask here, so that they cannot disagree.
/// </summary>
internal sealed class Attempts
{
    // Enough for a chain of fallbacks. The client retries by itself up to ten times; this multiplies (H-259).
    private const int Fewest = 3;
    private const int Most = 10;

    // A turn waits for upstreams twice at most, and in all no longer than the client's patience allows for (D06).
    private const int MaxPauses = 2;

    private readonly Turn _turn;
    private readonly Admitter _admitter;
    private readonly RetryBudget _budget;
    private readonly TimeProvider _time;
    private readonly long _started;
    private RoutedTurn _routed;
    private int _next = 1;
    private int _left;
    private int _pauses;

    // Asking whether a pause may follow takes one from the budget, so that nobody else can have it between question and answer; and
    // asking whether another target may, moves the turn's money there.
    private bool _paid;
    private bool _isNextPaid;

    /// <summary>At the first target.</summary>
    public Attempts(Turn turn, Admitter admitter, RetryBudget budget, TimeProvider time)
    {
        var routed = turn.Routed;
        var route = routed.Route!;
        (_turn, _admitter) = (turn, admitter);
        _routed = routed;
        _budget = budget;
        _time = time;
        _started = time.GetTimestamp();
        _left = Math.Clamp(route.Attempts > 0 ? route.Attempts : Math.Max(Fewest, routed.Order.Count), 1, Most);
        Target = routed.First!;
    }

    /// <summary>The target that is being tried.</summary>
    public RouteTarget Target { get; private set; }

    /// <summary>An attempt is made. One that mends the last does not count.</summary>
    public void Begin(bool isMended)
    {
        _left -= isMended ? 0 : 1;
        // Where it is the same target once more after another one was asked for, or the first again behind a pause.
        _admitter.Stay(_turn, Target);
        _isNextPaid = false;
    }

    /// <summary>True where the failure is not the turn's last word, provided that no content has passed.</summary>
    public bool GoOn(Failure failure) => MovesOn(failure) || Pause(failure) is not null;

    /// <summary>Goes to the next target; false where the failure or the number of attempts forbids it.</summary>
    public bool TryMoveOn(Failure failure)
    {
        if (!MovesOn(failure))
        {
            return false;
        }

        Target = _routed.Route!.Targets[_routed.Order[_next++]];
        _isNextPaid = false;
        return true;
    }

    /// <summary>The pause behind which everything is tried once more; null where the failure stands.</summary>
    public TimeSpan? TakePause(Failure failure)
    {
        if (Pause(failure) is not { } pause)
        {
            return null;
        }

        _pauses++;
        _paid = false;
        return pause;
    }

    /// <summary>Behind a pause: from the first target on, in an order that knows what has happened.</summary>
    public void StartOver(RoutedTurn routed)
    {
        _routed = routed;
        Target = routed.First!;
        _next = 1;
        _isNextPaid = false;
        _left = Math.Max(_left, routed.Order.Count);
    }

    // An upstream whose account is spent is passed over.
    private bool MovesOn(Failure failure)
    {
        if (_left <= 0 || (!failure.IsRetryable && !_routed.Route!.FallbackOn.Contains(failure.Cause)))
        {
            return false;
        }

        for (; !_isNextPaid && _next < _routed.Order.Count; _next += _isNextPaid ? 0 : 1)
        {
            _isNextPaid = _admitter.TryMove(_turn, _routed.Route!.Targets[_routed.Order[_next]]);
        }

        return _next < _routed.Order.Count;
    }

    private TimeSpan? Pause(Failure failure) =>
        _pauses < MaxPauses
        && failure is { Cause: FailureCause.RateLimit or FailureCause.Overloaded, RetryAfter: { } asked }
        && _time.GetElapsedTime(_started) + asked <= _routed.Route!.MaxWait
        && (_paid || (_paid = _budget.TrySpend()))
            ? asked
            : null;
}
