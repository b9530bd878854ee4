namespace Dragoman.Dialects.Conversation;

/// <summary>What to do differently when the same upstream is asked once more.</summary>
public enum RemedyKind : byte
{
    /// <summary>Nothing: the model may do better the second time (H-412, H-449).</summary>
    Again,

    /// <summary>The host does not know a member of the body; leave it out, from now on (H-374).</summary>
    DropMember,

    /// <summary>Replayed reasoning was refused: leave it and the ids that belong to it out (H-356, H-458).</summary>
    DropReasoning,

    /// <summary>Replayed signatures were refused: put the host's placeholder in their places (H-381).</summary>
    PlaceholderSignatures,

    /// <summary>The host does not know a cache that the request goes on from: send the whole request (H-169).</summary>
    WithoutCache,
}
