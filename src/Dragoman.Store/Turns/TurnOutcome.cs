namespace Dragoman.Store.Turns;

/// <summary>How a turn ended. Every turn has exactly one.</summary>
public enum TurnOutcome
{
    /// <summary>The answer was delivered whole.</summary>
    Completed,

    /// <summary>The request was at fault.</summary>
    ClientError,

    /// <summary>The upstream failed, and no other could take over.</summary>
    UpstreamError,

    /// <summary>The gateway refused it: key, limit, route, capability.</summary>
    Rejected,

    /// <summary>The client went away before the end.</summary>
    ClientGone,

    /// <summary>The gateway was stopping.</summary>
    Stopping,

    /// <summary>The upstream's answer broke off after its first event.</summary>
    Truncated,
}
