namespace Dragoman.Core.Limits;

/// <summary>A turn's place inside its limits. Given back to the <see cref="LimitBook"/> with <see cref="LimitBook.Leave"/>.</summary>
public sealed class LimitTicket
{
    private RateLimiter[] _limiters = new RateLimiter[8];

    internal LimitTicket()
    {
    }

    internal bool IsOpen { get; set; }

    internal long Tokens { get; set; }

    internal int Count { get; private set; }

    internal ReadOnlySpan<RateLimiter> Limiters => _limiters.AsSpan(0, Count);

    internal void Add(RateLimiter limiter)
    {
        if (Count == _limiters.Length)
        {
            Array.Resize(ref _limiters, Count * 2);
        }

        _limiters[Count++] = limiter;
    }

    internal void Clear()
    {
        Array.Clear(_limiters, 0, Count);
        Count = 0;
    }
}
