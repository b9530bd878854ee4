namespace Dragoman.Store;

/// <summary>The store cannot be used. The message is one sentence that says what to do, fit for the console.</summary>
public sealed class StoreException : Exception
{
    /// <summary>True where the same may well succeed later: a lock, a server that cannot be reached just now.</summary>
    public bool IsTransient { get; init; }

    /// <summary>With the sentence that is shown.</summary>
    public StoreException(string message)
        : base(message)
    {
    }

    /// <summary>With the sentence that is shown, and what was behind it.</summary>
    public StoreException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
