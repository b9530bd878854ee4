namespace Dragoman.Dialects.Conversation;

/// <summary>Who speaks in a message.</summary>
public enum Role : byte
{
    /// <summary>The person or the client on their behalf; carries tool results.</summary>
    User,

    /// <summary>The model.</summary>
    Assistant,

    /// <summary>An instruction in the middle of the conversation (beta <c>mid-conversation-system</c>).</summary>
    System,
}
