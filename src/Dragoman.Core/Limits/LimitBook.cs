using System.Net;

namespace Dragoman.Core.Limits;

/// <summary>The limits of one node at work (F07): all that hold for a turn let it in together, or none counts it. Thread-safe; no I/O, no clock.</summary>
public sealed class LimitBook
{
    private const int MaxAddresses = 16_384;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, RateLimiter> _limiters = new(StringComparer.Ordinal);
    private readonly Stack<LimitTicket> _spare = new();
    private Dictionary<IPAddress, RateLimiter[]> _addresses = [];
    private RateLimit[] _addressTerms = [];

    /// <summary>The limiter of a limit, made where there is none; the terms given now are in force from now on.</summary>
    /// <param name="key">Names the limit and whom it limits here.</param>
    /// <param name="terms">Its terms.</param>
    public RateLimiter Limiter(string key, RateLimit terms)
    {
        lock (_gate)
        {
            if (!_limiters.TryGetValue(key, out var limiter))
            {
                return _limiters[key] = new RateLimiter(terms);
            }

            if (limiter.Terms != terms)
            {
                limiter.Change(terms);
            }

            return limiter;
        }
    }

    /// <summary>The limits that each address has from now on.</summary>
    public void LimitAddresses(RateLimit[] terms)
    {
        lock (_gate)
        {
            if (!_addressTerms.SequenceEqual(terms))
            {
                _addressTerms = terms;
                _addresses = [];
            }
        }
    }

    /// <summary>The limiters of an address; none where addresses are not limited. Allocates nothing for one that was seen before.</summary>
    public RateLimiter[] OfAddress(IPAddress? address)
    {
        if (_addressTerms.Length == 0 || address is null)
        {
            return [];
        }

        lock (_gate)
        {
            if (_addresses.TryGetValue(address, out var limiters))
            {
                return limiters;
            }

            if (_addresses.Count >= MaxAddresses)
            {
                // Whoever has this many addresses is not held by limits on each.
                _addresses = [];
            }

            return _addresses[address] = [.. _addressTerms.Select(terms => new RateLimiter(terms))];
        }
    }

    /// <summary>Lets a turn in, or says how long to wait.</summary>
    /// <param name="ask">The turn.</param>
    /// <param name="nowNs">Now, nanoseconds since 1970-01-01 UTC.</param>
    /// <param name="fromQueue">True where it is this turn's place in the queue; a newcomer does not overtake.</param>
    public LimitVerdict TryEnter(in LimitAsk ask, long nowNs, bool fromQueue = false)
    {
        lock (_gate)
        {
            var ticket = _spare.Count > 0 ? _spare.Pop() : new LimitTicket();
            Gather(ticket, ask.Levels.Holder, in ask);
            Gather(ticket, ask.Levels.Address, in ask);
            Gather(ticket, ask.Levels.Other, in ask);
            RateLimiter? blame = null;
            var wait = 0L;
            foreach (var limiter in ticket.Limiters)
            {
                var own = limiter.WaitFor(CountOf(limiter, in ask), ask.IsBackground, nowNs);
                if (own == 0 && (fromQueue ? ask.IsBackground && limiter.WaitingInteractive > 0 : limiter.HasQueueBefore(ask.IsBackground)))
                {
                    // Free, but another's turn comes first.
                    own = -1;
                }

                if (own < 0 || (own > wait && wait >= 0))
                {
                    (blame, wait) = (limiter, own);
                }
            }

            if (blame is not null)
            {
                GiveBack(ticket);
                return new(null, blame, wait);
            }

            foreach (var limiter in ticket.Limiters)
            {
                limiter.Take(CountOf(limiter, in ask), nowNs);
            }

            ticket.Tokens = ask.Tokens;
            ticket.IsOpen = true;
            return new(ticket, null, 0);
        }
    }

    /// <summary>The turn is over, however it ended.</summary>
    /// <param name="ticket">Its place.</param>
    /// <param name="tokens">The tokens that it really had.</param>
    public void Leave(LimitTicket ticket, long tokens)
    {
        lock (_gate)
        {
            if (!ticket.IsOpen)
            {
                return;
            }

            ticket.IsOpen = false;
            foreach (var limiter in ticket.Limiters)
            {
                limiter.Leave(ticket.Tokens, tokens);
            }

            GiveBack(ticket);
        }
    }

    /// <summary>A turn begins or ends to wait for its limits; meanwhile newcomers stand behind it.</summary>
    internal void NoteWaiting(in LimitAsk ask, int change)
    {
        lock (_gate)
        {
            Note(ask.Levels.Holder, in ask, change);
            Note(ask.Levels.Address, in ask, change);
            Note(ask.Levels.Other, in ask, change);
        }
    }

    private static void Note(RateLimiter[] limiters, in LimitAsk ask, int change)
    {
        foreach (var limiter in limiters)
        {
            if (!limiter.Counts(ask.RequestedModel, ask.Model))
            {
                continue;
            }

            if (ask.IsBackground)
            {
                limiter.WaitingBackground += change;
            }
            else
            {
                limiter.WaitingInteractive += change;
            }
        }
    }

    private static long CountOf(RateLimiter limiter, in LimitAsk ask) =>
        limiter.Terms.Metric == LimitMetric.Tokens ? Math.Max(1, ask.Tokens) : 1;

    private static void Gather(LimitTicket ticket, RateLimiter[] limiters, in LimitAsk ask)
    {
        foreach (var limiter in limiters)
        {
            if (limiter.Counts(ask.RequestedModel, ask.Model))
            {
                ticket.Add(limiter);
            }
        }
    }

    private void GiveBack(LimitTicket ticket)
    {
        ticket.Clear();
        if (_spare.Count < 4096)
        {
            _spare.Push(ticket);
        }
    }
}
