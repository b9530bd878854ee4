namespace Dragoman.Core.Limits;

/// <summary>Whether a turn may begin.</summary>
/// <param name="Ticket">Its place; null where it may not begin yet.</param>
/// <param name="Blame">The limit that it waits for longest.</param>
/// <param name="WaitNs">When to ask again, in nanoseconds; -1 where a slot must be freed first.</param>
public readonly record struct LimitVerdict(LimitTicket? Ticket, RateLimiter? Blame, long WaitNs);
