using System.Collections.Concurrent;

namespace Dragoman.Store.Turns;

/// <summary>Records on their way between turns and the store, used again: a turn makes none (P10).</summary>
internal sealed class TurnRecordPool
{
    // What a busy gateway has under way between two batches, 1.4 MB; beyond it they are the garbage collector's.
    private const int MaxKept = 4096;

    private readonly ConcurrentQueue<TurnRecord> _free = new();

    public TurnRecord Rent(string id, DateTimeOffset startedAt)
    {
        if (!_free.TryDequeue(out var record))
        {
            return new TurnRecord { Id = id, StartedAt = startedAt, IsPooled = true };
        }

        record.Clear();
        record.Id = id;
        record.StartedAt = startedAt;
        return record;
    }

    /// <summary>Takes a record back that was rented here; its maker's own stay as they are.</summary>
    public void Return(TurnRecord record)
    {
        if (record.IsPooled && _free.Count < MaxKept)
        {
            _free.Enqueue(record);
        }
    }
}
