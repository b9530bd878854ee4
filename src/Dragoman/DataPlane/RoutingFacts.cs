using Dragoman.Core.Routing;
using Dragoman.Dialects.Conversation.Phases;

namespace Dragoman.DataPlane;

/// <summary>Makes what rules and capability checks see of what is known of a request; live turns and explanations go through here alike.</summary>
internal static class RoutingFacts
{
    /// <summary>The facts that the request itself shows; who sent it and what it may spend is added by those who know.</summary>
    /// <param name="model">The model that the client asked for.</param>
    /// <param name="shape">What was seen of the request.</param>
    /// <param name="phase">What it is for.</param>
    /// <param name="inputTokens">Its estimated input.</param>
    /// <param name="isSubagent">It belongs to a subagent.</param>
    /// <param name="at">When it arrived.</param>
    public static TurnFacts Of(string model, in TurnShape shape, TurnPhase phase, long inputTokens, bool isSubagent, DateTimeOffset at) => new()
    {
        RequestedModel = model,
        InputTokens = inputTokens,
        ToolCallCount = shape.LastToolCalls,
        ToolCount = shape.ToolCount,
        MessageCount = shape.MessageCount,
        MaxTokens = shape.MaxTokens,
        HasThinking = shape.HasThinking,
        HasImages = shape.HasImages,
        HasDocuments = shape.HasDocuments,
        NeedsTools = shape.ToolCount > 0,
        NeedsStructuredOutput = shape.NeedsStructuredOutput,
        IsSubagent = isSubagent,
        IsUserPrompt = shape.IsUserPrompt,
        IsStreaming = shape.Stream,
        Phase = phase,
        Hour = at.UtcDateTime.Hour,
        Weekday = at.UtcDateTime.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)at.UtcDateTime.DayOfWeek,
        BudgetLeft = 1,
    };
}
