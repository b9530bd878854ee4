namespace Dragoman.Core.Limits;

/// <summary>
/// Turns that wait for their limits rather than being refused (N16): those of people before those in the background, and within each
/// the developers in turn. Bounded. Not thread-safe: its owner locks. It knows no clock.
/// </summary>
public sealed class AdmissionQueue(LimitBook book, int capacity = 1_000)
{
    private readonly AdmissionLane _interactive = new();
    private readonly AdmissionLane _background = new();

    /// <summary>Turns that wait.</summary>
    public int Count => _interactive.Count + _background.Count;

    /// <summary>Puts a turn at the end of its developer's line. False where the queue is full.</summary>
    public bool TryAdd(Waiter waiter)
    {
        // A crowd in the background leaves room for people.
        if (Count >= capacity || (waiter.Ask.IsBackground && _background.Count >= capacity / 2))
        {
            return false;
        }

        Lane(waiter).Add(waiter);
        book.NoteWaiting(waiter.Ask, 1);
        return true;
    }

    /// <summary>Takes a turn out that waits no longer: its time is up, or its client left. False where it is no longer in the queue.</summary>
    public bool Remove(Waiter waiter)
    {
        if (!Lane(waiter).Remove(waiter))
        {
            return false;
        }

        book.NoteWaiting(waiter.Ask, -1);
        return true;
    }

    /// <summary>
    /// Lets in whoever may now, and adds them to <paramref name="admitted"/>. Returns when to ask again, in nanoseconds from now; -1 where
    /// only a turn's end can change anything.
    /// </summary>
    public long Pump(long nowNs, List<Waiter> admitted)
    {
        var next = _interactive.Pump(book, nowNs, admitted);
        var later = _background.Pump(book, nowNs, admitted);
        return next < 0 ? later : later < 0 ? next : Math.Min(next, later);
    }

    private AdmissionLane Lane(Waiter waiter) => waiter.Ask.IsBackground ? _background : _interactive;
}
