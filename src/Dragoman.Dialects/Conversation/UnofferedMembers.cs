using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Conversation;

/// <summary>
/// Top-level members of the client's protocol that another provider has no place for: those that change what the request means cannot
/// be left out silently (H-160); the others can (H-007, H-161, H-174, H-175).
/// </summary>
internal static class UnofferedMembers
{
    /// <summary>Notes what is left out; why the request cannot be served, where that is so.</summary>
    public static Failure? Refuse(ConversationRequest request, Losses losses)
    {
        foreach (var member in request.Unknown)
        {
            var name = request[member.Name];
            var value = request[member.Value];
            var isSet = !value.SequenceEqual("null"u8) && !value.SequenceEqual("[]"u8);
            if (isSet && (name.SequenceEqual("mcp_servers"u8) || name.SequenceEqual("container"u8)
                || (name.SequenceEqual("thread"u8) && value.IndexOf("\"continue\""u8) >= 0)))
            {
                return new Failure(FailureCause.InvalidRequest, 400,
                    $"{JsonStrings.Decode(name)}: this model's provider does not offer it; send the request without that field.")
                {
                    Side = FailureSide.Client,
                    ShouldRetry = false,
                };
            }

            losses.Add(name.SequenceEqual("cache_control"u8) ? LossKind.CacheHint : LossKind.UnknownMember, LossEffect.Dropped, "body");
        }

        if (!request.Safeguards.IsAbsent)
        {
            losses.Add(LossKind.Safeguards, LossEffect.Dropped, "safeguards");
        }

        return null;
    }
}
