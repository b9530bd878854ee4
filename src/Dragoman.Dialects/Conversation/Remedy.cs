namespace Dragoman.Dialects.Conversation;

/// <summary>
/// What a refusal says to do differently. A dialect's error reader names it; the attempt is made once more with it, before
/// anything has gone to the client, and never twice for the same reason.
/// </summary>
/// <param name="Kind">What to do.</param>
/// <param name="Member">The body's member that it is about, for <see cref="RemedyKind.DropMember"/>; a dotted path below the top level.</param>
public sealed record Remedy(RemedyKind Kind, string Member = "");
