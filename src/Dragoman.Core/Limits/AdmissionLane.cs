namespace Dragoman.Core.Limits;

/// <summary>The waiting turns of one kind: a line for each developer, and the developers in a round.</summary>
internal sealed class AdmissionLane
{
    private readonly LinkedList<Line> _round = [];
    private readonly Dictionary<string, LinkedListNode<Line>> _lines = new(StringComparer.Ordinal);

    public int Count { get; private set; }

    public void Add(Waiter waiter)
    {
        if (!_lines.TryGetValue(waiter.Developer, out var node))
        {
            _lines[waiter.Developer] = node = _round.AddLast(new Line(waiter.Developer));
        }

        node.Value.Waiters.AddLast(waiter);
        Count++;
    }

    public bool Remove(Waiter waiter)
    {
        if (!_lines.TryGetValue(waiter.Developer, out var node) || !node.Value.Waiters.Remove(waiter))
        {
            return false;
        }

        Taken(node);
        return true;
    }

    // Round after round, until nobody at the head of a line gets in. Whoever got in goes to the end of the round.
    public long Pump(LimitBook book, long nowNs, List<Waiter> admitted)
    {
        var next = -1L;
        for (var blocked = 0; blocked < _round.Count;)
        {
            var node = _round.First!;
            var waiter = node.Value.Waiters.First!.Value;
            var verdict = book.TryEnter(waiter.Ask, nowNs, fromQueue: true);
            _round.RemoveFirst();
            _round.AddLast(node);
            if (verdict.Ticket is null)
            {
                blocked++;
                next = verdict.WaitNs >= 0 && (next < 0 || verdict.WaitNs < next) ? verdict.WaitNs : next;
                continue;
            }

            blocked = 0;
            waiter.Ticket = verdict.Ticket;
            node.Value.Waiters.RemoveFirst();
            Taken(node);
            book.NoteWaiting(waiter.Ask, -1);
            admitted.Add(waiter);
        }

        return next;
    }

    private void Taken(LinkedListNode<Line> node)
    {
        Count--;
        if (node.Value.Waiters.Count == 0)
        {
            _round.Remove(node);
            _lines.Remove(node.Value.Developer);
        }
    }

    private sealed record Line(string Developer)
    {
        public LinkedList<Waiter> Waiters { get; } = [];
    }
}
