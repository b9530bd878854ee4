namespace Dragoman.Core.Routing.Sessions;

/// <summary>Where a session's prompt cache is, as its last turn left it.</summary>
/// <param name="Table">The table that decided it.</param>
/// <param name="Route">The route that the turn took.</param>
/// <param name="Target">The target that answered.</param>
/// <param name="AtMs">When it answered, milliseconds of the gateway's monotonic clock.</param>
/// <param name="PrefixTokens">Tokens of the conversation, as they stand in the cache: input and output of that turn.</param>
/// <param name="OutputTokens">What such turns of the session put out, on average.</param>
/// <param name="NewTokens">What each turn of the session adds to its conversation, on average.</param>
/// <param name="Turns">Turns that the session has had here.</param>
public sealed record SessionPin(
    RouteTable Table, Route Route, RouteTarget Target, long AtMs, long PrefixTokens, long OutputTokens, long NewTokens, int Turns);
