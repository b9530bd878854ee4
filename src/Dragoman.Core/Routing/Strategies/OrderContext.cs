using Dragoman.Core.Routing.Sessions;

namespace Dragoman.Core.Routing.Strategies;

/// <summary>What ordering needs besides the turn itself. Time and chance are given, never taken.</summary>
/// <param name="NowMs">Milliseconds of the gateway's monotonic clock.</param>
/// <param name="Chance">Random bits, drawn anew for each turn.</param>
/// <param name="Session">Session and agent; empty where the client names none.</param>
/// <param name="Pinned">The index of the target where the session's cache is warm and worth staying at; -1 for none.</param>
/// <param name="Pin">Where the session is and how its turns are, for strategies that look ahead; null where nobody knows.</param>
public readonly record struct OrderContext(long NowMs, ulong Chance, string Session, int Pinned = -1, SessionPin? Pin = null);
