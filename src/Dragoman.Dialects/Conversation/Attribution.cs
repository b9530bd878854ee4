using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Conversation;

/// <summary>The CLI's attribution block at the head of the system prompt: noise that changes from turn to turn (H-018).</summary>
internal static class Attribution
{
    private static ReadOnlySpan<byte> Mark => "x-anthropic-billing-header:"u8;

    /// <summary>The first system text without the attribution; only in front of everything else is it the client's own.</summary>
    public static Slice Without(ConversationRequest request, Slice text, Losses losses)
    {
        var content = request[text];
        if (!content.StartsWith(Mark))
        {
            return text;
        }

        losses.Add(LossKind.Attribution, LossEffect.Dropped, "system[0]");
        var isString = !request.SystemRaw.IsEmpty && request[request.SystemRaw][0] == '"';
        var end = isString ? content.IndexOf("\\n"u8) : -1;
        return end < 0 ? default : new Slice(text.Start + end + 2, text.Length - end - 2);
    }
}
