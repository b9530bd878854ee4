namespace Dragoman.Core.Routing.Sessions;

/// <summary>
/// A bounded map that forgets what was not written for longest. Half of the places, two times over: what was not heard of while one half
/// filled up goes with the other, so that there is no list to keep in order. Thread-safe.
/// </summary>
internal sealed class RecentMap<TKey, TValue>(int capacity)
    where TKey : notnull
{
    private readonly int _half = Math.Max(1, capacity / 2);
    private readonly Lock _lock = new();
    private Dictionary<TKey, TValue> _young = [];
    private Dictionary<TKey, TValue> _old = [];

    /// <summary>Entries that are known.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _young.Count + _old.Count;
            }
        }
    }

    /// <summary>The value; the default where nobody knows.</summary>
    public TValue? Find(TKey key)
    {
        lock (_lock)
        {
            return _young.TryGetValue(key, out var value) || _old.TryGetValue(key, out value) ? value : default;
        }
    }

    /// <summary>Writes a value.</summary>
    public void Set(TKey key, TValue value)
    {
        lock (_lock)
        {
            _old.Remove(key);
            _young[key] = value;
            if (_young.Count >= _half)
            {
                (_old, _young) = (_young, []);
            }
        }
    }
}
