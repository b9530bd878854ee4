using Dragoman.Core.Access;

namespace Dragoman.Core.Limits;

/// <summary>
/// One limit at work. Rates are kept by the generic cell rate algorithm (ITU-T I.371): one number, the moment at which everything that
/// was taken will have been earned again. Touched only under the lock of its <see cref="LimitBook"/>.
/// </summary>
public sealed class RateLimiter
{
    // What background turns leave of a burst of tokens, and a quarter of the slots, so that somebody who waits in front of a screen finds some of it (N16).
    private const int BackgroundShare = 2;

    private long _takenUntilNs;
    private long _open;

    internal RateLimiter(RateLimit terms) => (Terms, Model) = (terms, NamePattern.Of(terms.Model));

    /// <summary>Its terms in force.</summary>
    public RateLimit Terms { get; private set; }

    internal NamePattern? Model { get; private set; }

    /// <summary>Turns that wait for it: of people, and in the background.</summary>
    internal int WaitingInteractive { get; set; }

    internal int WaitingBackground { get; set; }

    internal bool IsConcurrency => Terms.Metric == LimitMetric.Concurrency;

    private long PerNs => (long)(Terms.Per.TotalMilliseconds * 1e6);

    private long BurstNs => Cost(Math.Max(1, Terms.Burst ?? Terms.Amount));

    internal void Change(RateLimit terms) => (Terms, Model) = (terms, NamePattern.Of(terms.Model));

    internal bool Counts(string requested, string model) => Model is not { } pattern || pattern.Fits(requested) || pattern.Fits(model);

    /// <summary>How long until that many may be taken, in nanoseconds; 0 for now. For a slot that must be freed first, -1.</summary>
    internal long WaitFor(long count, bool isBackground, long nowNs)
    {
        if (Terms.Amount <= 0)
        {
            return -1;
        }

        if (IsConcurrency)
        {
            var slots = isBackground ? Terms.Amount - (Terms.Amount / 4) : Terms.Amount;
            return _open < slots ? 0 : -1;
        }

        // Requests are counted alike for all: a limit of so many is one of so many.
        var burst = isBackground && Terms.Metric == LimitMetric.Tokens ? Math.Max(Cost(1), BurstNs / BackgroundShare) : BurstNs;
        // One that is larger than the whole burst passes alone, and those behind it wait for it.
        var cost = Math.Min(Cost(count), burst);
        return Math.Max(0, Math.Max(_takenUntilNs, nowNs) + cost - nowNs - burst);
    }

    internal void Take(long count, long nowNs)
    {
        if (IsConcurrency)
        {
            _open++;
            return;
        }

        _takenUntilNs = Math.Max(_takenUntilNs, nowNs) + Cost(count);
    }

    /// <summary>The turn is over: its slot is free, and what was estimated wrongly is put right.</summary>
    internal void Leave(long estimated, long actual)
    {
        if (IsConcurrency)
        {
            _open--;
        }
        else if (Terms.Metric == LimitMetric.Tokens)
        {
            _takenUntilNs += actual >= estimated ? Cost(actual - estimated) : -Cost(estimated - actual);
        }
    }

    /// <summary>True while somebody waits who comes before a newcomer of this kind.</summary>
    internal bool HasQueueBefore(bool isBackground) => WaitingInteractive > 0 || (isBackground && WaitingBackground > 0);

    private long Cost(long count) => (long)Int128.Min((Int128)count * PerNs / Math.Max(1, Terms.Amount), long.MaxValue / 4);
}
