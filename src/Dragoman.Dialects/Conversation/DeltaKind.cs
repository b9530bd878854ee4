namespace Dragoman.Dialects.Conversation;

/// <summary>What a delta carries.</summary>
public enum DeltaKind : byte
{
    /// <summary>A type that is not known; the raw delta is in <see cref="StreamEvent.Raw"/>.</summary>
    Unknown,

    /// <summary>Text.</summary>
    Text,

    /// <summary>A piece of the JSON text of a tool call's input, escaped once more as it travels inside a string.</summary>
    InputJson,

    /// <summary>Thinking.</summary>
    Thinking,

    /// <summary>The signature of the thinking block.</summary>
    Signature,

    /// <summary>A citation; the raw object is in <see cref="StreamEvent.Raw"/>.</summary>
    Citation,

    /// <summary>A compaction; the raw delta is in <see cref="StreamEvent.Raw"/>.</summary>
    Compaction,
}
