using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Conversation;

/// <summary>How much a client wants a model to think, whichever of its words say so.</summary>
internal static class ThinkingWish
{
    /// <summary>Up to this bound on the answer there is no room for thinking beside it (H-151).</summary>
    public const long SmallBound = 1024;

    /// <summary>
    /// The state, and the effort on the scale of <see cref="Effort"/> (below 0: unsaid): the latest word in the conversation, the
    /// request's, the budget's, in that order (H-097).
    /// </summary>
    public static (ThinkingState State, int Rank) Of(ConversationRequest request)
    {
        var mode = request.Thinking.Mode;
        var isSmall = mode == ThinkingMode.Unset && request.MaxTokens <= SmallBound;
        if (mode is ThinkingMode.Disabled or ThinkingMode.BetweenTools || isSmall)
        {
            return (ThinkingState.Off, 0);
        }

        var rank = Effort.Rank(request[LatestEffort(request)]);
        if (rank < 0 && mode == ThinkingMode.Enabled)
        {
            rank = request.Thinking.BudgetTokens is { } budget ? Effort.OfBudget(budget) : Effort.High;
        }
        else if (rank < 0 && mode == ThinkingMode.Adaptive)
        {
            rank = Effort.High;
        }

        return (rank < 0 ? ThinkingState.Unsaid : ThinkingState.On, rank);
    }

    private static Slice LatestEffort(ConversationRequest request)
    {
        var messages = request.Messages;
        for (var i = messages.Length - 1; i >= 0; i--)
        {
            if (!messages[i].Effort.IsEmpty)
            {
                return messages[i].Effort;
            }
        }

        return request.Effort;
    }
}
