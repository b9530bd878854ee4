namespace Dragoman.Core.Routing.Strategies;

/// <summary>What put a target first.</summary>
public enum OrderReason : byte
{
    /// <summary>The order that is written.</summary>
    Written,

    /// <summary>The route's strategy.</summary>
    Strategy,

    /// <summary>The session is there, and its prompt cache is warm (N01).</summary>
    Session,

    /// <summary>What would have come first is down or asked for a pause.</summary>
    Health,

    /// <summary>The session is one of those that try the canary.</summary>
    Canary,
}
