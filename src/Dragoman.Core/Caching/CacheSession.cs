using Dragoman.Core.Pricing;
using Dragoman.Dialects.Gemini.Caching;

namespace Dragoman.Core.Caching;

/// <summary>
/// What explicit caching knows of one agent's conversation under one set of instructions and tools: how it goes on, and which cache it
/// has. It decides and remembers; whoever asks it makes, extends and deletes. Safe to be used by several turns at once.
/// </summary>
public sealed class CacheSession
{
    // A cache that goes while the request is on its way would only cost a second request.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RestAfterFailure = TimeSpan.FromMinutes(1);
    private const int MostFailures = 3;

    private readonly Lock _gate = new();
    private HeldCache? _held;
    private int _turns;
    private int _length;
    private string _beginning = string.Empty;
    private DateTimeOffset _lastAt;
    private TimeSpan _interval;
    private long _readAnyway;
    private long _least;
    private int _failures;
    private DateTimeOffset _restsUntil;
    private bool _isBusy;

    /// <summary>When a turn was last seen.</summary>
    public DateTimeOffset LastAt
    {
        get
        {
            lock (_gate)
            {
                return _lastAt;
            }
        }
    }

    /// <summary>Takes notice of a turn and says what to do for it.</summary>
    /// <param name="now">The time.</param>
    /// <param name="split">Where its body can be cut.</param>
    /// <param name="body">The body.</param>
    /// <param name="tokens">What its head has, as estimated.</param>
    /// <param name="settings">What the operator wants.</param>
    /// <param name="rates">What the model costs at this length.</param>
    /// <param name="storage">Pico-dollars per token and hour of keeping.</param>
    public CacheStep Next(
        DateTimeOffset now, in CacheSplit split, ReadOnlySpan<byte> body, long tokens, GeminiCache settings, in PriceRates rates, long storage)
    {
        lock (_gate)
        {
            Follow(now, in split, body);
            var dropped = _held is { } old && (old.ExpiresAt <= now || split.Beginning(body, old.Length) != old.Beginning) ? Release() : null;
            var held = _held is { } mine && mine.ExpiresAt - now > Margin ? mine : null;
            var prospect = new CacheProspect(tokens, held?.Tokens ?? _readAnyway, _turns - 1, _interval, settings.TimeToLive);
            var makes = !_isBusy && _failures < MostFailures && now >= _restsUntil && tokens >= Math.Max(settings.MinTokens, _least)
                && CacheBalance.PaysToMake(in prospect, in rates, storage);
            if (makes)
            {
                _isBusy = true;
                return new CacheStep(held, ToDelete(dropped, now), Makes: true, Extends: false);
            }

            var extends = held is not null && !_isBusy && held.ExpiresAt - now < settings.TimeToLive / 2
                && CacheBalance.PaysToExtend(held.Tokens, now + settings.TimeToLive - held.ExpiresAt, in rates, storage);
            _isBusy |= extends;
            return new CacheStep(held, ToDelete(dropped, now), Makes: false, extends);
        }
    }

    /// <summary>A cache was made. What it replaces is to be deleted.</summary>
    public HeldCache? Made(HeldCache made)
    {
        lock (_gate)
        {
            _isBusy = false;
            _failures = 0;
            var old = _held;
            _held = made;
            return old;
        }
    }

    /// <summary>A cache was not made, or not extended.</summary>
    /// <param name="now">The time.</param>
    /// <param name="least">The fewest tokens it would have needed; null where something else was wrong.</param>
    public void Failed(DateTimeOffset now, long? least)
    {
        lock (_gate)
        {
            _isBusy = false;
            _restsUntil = now + RestAfterFailure;
            if (least is { } known)
            {
                _least = known;
            }
            else
            {
                _failures++;
            }
        }
    }

    /// <summary>The cache of that name lives longer now.</summary>
    public void Extended(string name, DateTimeOffset expiresAt)
    {
        lock (_gate)
        {
            _isBusy = false;
            _held = _held is { } held && held.Name == name ? held with { ExpiresAt = expiresAt } : _held;
        }
    }

    /// <summary>The upstream does not know the cache of that name any more.</summary>
    public void Gone(DateTimeOffset now, string name)
    {
        lock (_gate)
        {
            if (_held?.Name == name)
            {
                _held = null;
                _restsUntil = now + RestAfterFailure;
            }
        }
    }

    /// <summary>What a turn without a cache of ours read at the cheap rate all the same.</summary>
    public void ReadAnyway(long tokens)
    {
        lock (_gate)
        {
            _readAnyway = tokens;
        }
    }

    private static HeldCache? ToDelete(HeldCache? dropped, DateTimeOffset now) => dropped is not null && dropped.ExpiresAt > now ? dropped : null;

    private HeldCache? Release()
    {
        var held = _held;
        _held = null;
        return held;
    }

    // A turn that does not begin with the last one's head is the first one of another conversation.
    private void Follow(DateTimeOffset now, in CacheSplit split, ReadOnlySpan<byte> body)
    {
        var goesOn = _turns > 0 && split.Beginning(body, _length) == _beginning;
        _turns = goesOn ? _turns + 1 : 1;
        _interval = goesOn ? Mean(now - _lastAt) : TimeSpan.Zero;
        _readAnyway = goesOn ? _readAnyway : 0;
        _length = split.HeadLength;
        _beginning = split.Beginning(body, _length)!;
        _lastAt = now;
    }

    private TimeSpan Mean(TimeSpan newest) => _turns <= 2 ? newest : (_interval + newest) / 2;
}
