using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Conversation;

/// <summary>A top-level member of the request that has no field in <see cref="ConversationRequest"/>; kept as it came.</summary>
/// <param name="Name">The escaped member name.</param>
/// <param name="Value">The raw value.</param>
public readonly record struct UnknownMember(Slice Name, Slice Value);
