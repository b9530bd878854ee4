namespace Dragoman.Dialects.Conversation;

/// <summary>
/// A few objects that wait to be used again, the newest first, as it is still in the processor's cache. A concurrent bag does the
/// same, but asking it how much it holds takes the locks of all its threads.
/// </summary>
/// <param name="most">How many are kept; what comes back beyond that is left to the garbage collector.</param>
internal sealed class FreeList<T>(int most)
    where T : class
{
    private readonly T?[] _free = new T[most];
    private readonly Lock _lock = new();
    private int _count;

    /// <summary>Takes one; null where none waits.</summary>
    public T? Take()
    {
        lock (_lock)
        {
            if (_count == 0)
            {
                return null;
            }

            ref var place = ref _free[--_count];
            var taken = place;
            place = null;
            return taken;
        }
    }

    /// <summary>Gives one back. It must not be used by who gave it.</summary>
    public void Return(T free)
    {
        lock (_lock)
        {
            if (_count < _free.Length)
            {
                _free[_count++] = free;
            }
        }
    }
}
