namespace Dragoman.Store.Access;

/// <summary>Why changes were made or not.</summary>
public enum AccessOutcome
{
    /// <summary>They are made.</summary>
    Done,

    /// <summary>The record has another version by now: somebody else changed it (412).</summary>
    Stale,

    /// <summary>There is no such record (404).</summary>
    Missing,

    /// <summary>The id, the name or the secret's hash is taken (409).</summary>
    Taken,
}
