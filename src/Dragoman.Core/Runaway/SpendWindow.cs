namespace Dragoman.Core.Runaway;

/// <summary>What was spent in the last five minutes, in slices of ten seconds. Not thread-safe.</summary>
internal sealed class SpendWindow
{
    private const int Slices = 30;
    private const long SliceMs = 10_000;
    private const int Minutes = 5;

    private readonly long[] _slices = new long[Slices];
    private long _newest;

    /// <summary>Notes a settled turn, in nano-dollars.</summary>
    public void Add(long nanoUsd, long nowMs)
    {
        MoveTo(nowMs / SliceMs);
        _slices[_newest % Slices] += nanoUsd;
    }

    /// <summary>Nano-dollars per minute, as the mean of the window: a first large prompt is no runaway.</summary>
    public long PerMinute(long nowMs)
    {
        MoveTo(nowMs / SliceMs);
        long sum = 0;
        foreach (var slice in _slices)
        {
            sum += slice;
        }

        return sum / Minutes;
    }

    public void Clear() => Array.Clear(_slices);

    private void MoveTo(long slice)
    {
        for (var gone = Math.Min(slice - _newest, Slices); gone > 0; gone--)
        {
            _slices[(slice - gone + 1) % Slices] = 0;
        }

        _newest = Math.Max(_newest, slice);
    }
}
