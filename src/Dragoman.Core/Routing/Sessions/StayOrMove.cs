namespace Dragoman.Core.Routing.Sessions;

/// <summary>What became of the question whether a session stays.</summary>
public enum StayOrMove : byte
{
    /// <summary>There was nothing to stay at: a new session, or a cold cache.</summary>
    Free,

    /// <summary>It stays: a tool's result is on its way, and the cache is warm.</summary>
    InToolLoop,

    /// <summary>It stays: moving would cost more than it saves.</summary>
    MoveCostsMore,

    /// <summary>It moves: the rest of the session gets cheaper by more than the cold prefix costs.</summary>
    MoveSaves,

    /// <summary>It moves: rule or strategy want it, and the configuration lets them.</summary>
    MoveAllowed,

    /// <summary>It moves: where it was cannot serve this turn.</summary>
    CannotStay,
}
