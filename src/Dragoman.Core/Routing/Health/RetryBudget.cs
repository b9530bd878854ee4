namespace Dragoman.Core.Routing.Health;

/// <summary>
/// Keeps retries a small part of all turns, so that a provider in trouble is not asked more than one that is well (D06). Each turn earns
/// a tenth of a retry; a few may be saved up. Thread-safe.
/// </summary>
public sealed class RetryBudget
{
    private const int PerTurn = 1;
    private const int PerRetry = 10;
    private const int Most = 20 * PerRetry;

    private int _left = Most;

    /// <summary>A turn came.</summary>
    public void Earn()
    {
        if (Volatile.Read(ref _left) < Most)
        {
            Interlocked.Add(ref _left, PerTurn);
        }
    }

    /// <summary>Takes one retry; false where none is left.</summary>
    public bool TrySpend()
    {
        if (Interlocked.Add(ref _left, -PerRetry) >= 0)
        {
            return true;
        }

        Interlocked.Add(ref _left, PerRetry);
        return false;
    }
}
