namespace Dragoman.Core.Spending;

/// <summary>
/// Money set aside for one running turn on all of its levels. It belongs to the book, which takes it back with
/// <see cref="SpendingBook.Settle"/>; after that it may be another turn's.
/// </summary>
public sealed class Reservation
{
    private SpendingSlice[] _slices = new SpendingSlice[8];

    internal Reservation()
    {
    }

    /// <summary>Nano-dollars set aside on each level.</summary>
    public long NanoUsd { get; internal set; }

    /// <summary>Per mille of the cap that is spent where it is nearest to its cap; 0 where nothing is capped.</summary>
    public long WorstPermille { get; internal set; }

    /// <summary>When that budget resets, in seconds since 1970-01-01 UTC, as headers have it.</summary>
    public string WorstReset { get; internal set; } = string.Empty;

    /// <summary>How the worst budget stands.</summary>
    public BudgetState WorstState { get; internal set; }

    /// <summary>The worst budget.</summary>
    public SpendingAccount? Worst { get; internal set; }

    internal bool IsOpen { get; set; }

    internal int Count { get; private set; }

    internal int UpstreamFrom { get; set; }

    internal ReadOnlySpan<SpendingSlice> Slices => _slices.AsSpan(0, Count);

    internal void Add(SpendingSlice slice)
    {
        if (Count == _slices.Length)
        {
            Array.Resize(ref _slices, Count * 2);
        }

        _slices[Count++] = slice;
    }

    internal void CutTo(int count)
    {
        Array.Clear(_slices, count, Count - count);
        Count = count;
    }

    internal void Clear()
    {
        CutTo(0);
        NanoUsd = WorstPermille = 0;
        WorstReset = string.Empty;
        WorstState = BudgetState.Fine;
        Worst = null;
        UpstreamFrom = 0;
    }
}
