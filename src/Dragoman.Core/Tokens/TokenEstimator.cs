using Dragoman.Dialects.Conversation;

namespace Dragoman.Core.Tokens;

/// <summary>Estimates how many tokens a request has. Never 0 (H-337).</summary>
public static class TokenEstimator
{
    /// <summary>Estimates a request.</summary>
    public static long Estimate(ConversationRequest request) => Math.Max(request.Body.Length / 4, 1);
}
