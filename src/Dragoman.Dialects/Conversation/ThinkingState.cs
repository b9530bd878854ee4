namespace Dragoman.Dialects.Conversation;

/// <summary>Whether a host is told to think.</summary>
internal enum ThinkingState : byte
{
    /// <summary>Nothing is said.</summary>
    Unsaid,

    /// <summary>It is to think.</summary>
    On,

    /// <summary>It is not to think, or as little as it can.</summary>
    Off,
}
