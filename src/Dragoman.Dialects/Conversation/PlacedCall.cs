using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Conversation;

/// <summary>A call of the assistant turn that is being written.</summary>
/// <param name="Block">Its block's index in the request.</param>
/// <param name="Id">Where the upstream's form of its id stands.</param>
/// <param name="Earlier">How many calls of the turn in front of it share its id (H-072).</param>
internal readonly record struct PlacedCall(int Block, Slice Id, int Earlier);
