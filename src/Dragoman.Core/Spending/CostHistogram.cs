namespace Dragoman.Core.Spending;

/// <summary>
/// How often a turn cost how much of its guess, in steps of a fourth of an octave. Old turns fade: when a hundred and some have been
/// seen, each counts half.
/// </summary>
internal sealed class CostHistogram
{
    private const int Steps = 96;
    private const int StepsPerOctave = 4;
    private const int Middle = 64;
    private const int FadeAt = 256;

    private readonly Lock _gate = new();
    private readonly ushort[] _counts = new ushort[Steps];
    private int _count;
    private double _p95 = 1;

    /// <summary>How many turns count, faded ones as what they are worth.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>What 95 of 100 turns stayed below that were guessed at this much.</summary>
    public long Times(long guess) => (long)Math.Min(guess * Volatile.Read(ref _p95), long.MaxValue / 2);

    public void Add(long guess, long cost)
    {
        var step = cost <= 0 ? 0 : (int)Math.Ceiling(Math.Log2((double)cost / guess) * StepsPerOctave) + Middle;
        lock (_gate)
        {
            _counts[Math.Clamp(step, 0, Steps - 1)]++;
            if (++_count >= FadeAt)
            {
                Fade();
            }

            Volatile.Write(ref _p95, Math.Pow(2, (double)(Quantile() - Middle) / StepsPerOctave));
        }
    }

    private void Fade()
    {
        _count = 0;
        for (var i = 0; i < Steps; i++)
        {
            _counts[i] /= 2;
            _count += _counts[i];
        }
    }

    // The upper edge of the step in which the 95th of 100 lies.
    private int Quantile()
    {
        var above = _count / 20;
        for (var i = Steps - 1; i >= 0; i--)
        {
            above -= _counts[i];
            if (above < 0)
            {
                return i;
            }
        }

        return 0;
    }
}
