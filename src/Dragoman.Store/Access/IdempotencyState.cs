namespace Dragoman.Store.Access;

/// <summary>Whether a request with an idempotency key may be made.</summary>
public enum IdempotencyState
{
    /// <summary>It is the caller's: make it, then keep the answer.</summary>
    Claimed,

    /// <summary>It was made: give the same answer again.</summary>
    Answered,

    /// <summary>It is being made just now (409).</summary>
    Running,

    /// <summary>The key belongs to another request (422).</summary>
    UsedForAnother,
}
