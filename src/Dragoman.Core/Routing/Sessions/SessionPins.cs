using Dragoman.Dialects.Conversation;

namespace Dragoman.Core.Routing.Sessions;

/// <summary>Where the sessions are (N01). Bounded: the ones that were not heard of for longest go first. Thread-safe.</summary>
public sealed class SessionPins(int capacity = 16 * 1024)
{
    private readonly RecentMap<PinKey, SessionPin> _pins = new(capacity);

    /// <summary>Sessions that are known.</summary>
    public int Count => _pins.Count;

    /// <summary>Where a session is that asks for that model; null where nobody knows.</summary>
    public SessionPin? Find(string session, string model) => _pins.Find(new PinKey(session, model));

    /// <summary>A turn of the session was answered.</summary>
    public void Remember(string session, string model, SessionPin pin) => _pins.Set(new PinKey(session, model), pin);

    /// <summary>A turn of the session was answered: where, and how much stands in the cache there now.</summary>
    /// <param name="session">Session and agent; nothing is remembered of a turn without.</param>
    /// <param name="model">The model that it asked for.</param>
    /// <param name="table">The table that decided the turn.</param>
    /// <param name="route">The route it took.</param>
    /// <param name="target">The target that answered.</param>
    /// <param name="usage">What it used.</param>
    /// <param name="nowMs">Milliseconds of the gateway's monotonic clock.</param>
    public void Answered(string session, string model, RouteTable table, Route route, RouteTarget target, in Usage usage, long nowMs)
    {
        if (session.Length == 0)
        {
            return;
        }

        var prefix = usage.TotalInputTokens + usage.OutputTokens;
        var known = Find(session, model);
        var turns = (known?.Turns ?? 0) + 1;
        var grown = known is null ? usage.OutputTokens : Math.Max(0, prefix - known.PrefixTokens);
        Remember(session, model, new SessionPin(
            table, route, target, nowMs, prefix, Mean(known?.OutputTokens, usage.OutputTokens, turns), Mean(known?.NewTokens, grown, turns), turns));
    }

    private static long Mean(long? before, long value, int count) => before is { } mean ? mean + ((value - mean) / Math.Min(count, 8)) : value;

    private readonly record struct PinKey(string Session, string Model);
}
