using Dragoman.Dialects.Conversation;

namespace Dragoman.Dialects.OpenAiChat;

/// <summary>
/// What one attempt asks of the host about thinking and length, and what is left to be enforced here. A pure function of the
/// translation: the writer of the request and the reader of the answer come to the same plan.
/// </summary>
internal readonly struct TurnPlan
{
    // Up to here a bound leaves no room for thinking beside the answer (H-151).
    private const long SmallBound = ThinkingWish.SmallBound;
    private const long RoomToThink = 4096;

    private TurnPlan(ThinkingState thinking, string? effort, bool effortChanged, long? maxTokens, long visibleLimit)
    {
        Thinking = thinking;
        Effort = effort;
        EffortChanged = effortChanged;
        MaxTokens = maxTokens;
        VisibleLimit = visibleLimit;
    }

    /// <summary>Whether the host is told to think.</summary>
    public ThinkingState Thinking { get; }

    /// <summary>The effort word that is sent; null where none is.</summary>
    public string? Effort { get; }

    /// <summary>True when the client asked for something else than what is sent.</summary>
    public bool EffortChanged { get; }

    /// <summary>The bound that is sent; null where the client gave none.</summary>
    public long? MaxTokens { get; }

    /// <summary>Visible tokens to cut at here, where the bound that is sent is larger than the client's; -1 for no cut.</summary>
    public long VisibleLimit { get; }

    /// <summary>Makes the plan.</summary>
    /// <param name="translation">The attempt.</param>
    /// <param name="profile">The host.</param>
    /// <param name="hasTools">Tools are offered.</param>
    public static TurnPlan For(Translation translation, in PlanRules profile, bool hasTools)
    {
        var request = translation.Request;
        var (state, rank) = ThinkingWish.Of(request);
        var forced = hasTools && request.ToolChoice.Kind is ToolChoiceKind.Any or ToolChoiceKind.Tool;
        var changed = false;
        if (forced && !profile.ForcedChoiceWithThinking && state != ThinkingState.Off)
        {
            changed = state == ThinkingState.On;
            state = ThinkingState.Off;
        }

        if (!translation.Model.Reasoning || profile.Effort == EffortStyle.None)
        {
            // Nothing can be said to this host; a model that thinks all the same still needs room.
            var (bound, cut) = Bound(translation, profile, thinks: translation.Model.Reasoning);
            return new TurnPlan(ThinkingState.Unsaid, null, state == ThinkingState.On, bound, cut);
        }

        var effort = Word(profile, state, rank, hasTools, ref changed);
        var (max, visible) = Bound(translation, profile, thinks: !IsOff(profile, state, effort));
        return new TurnPlan(state, effort, changed, max, visible);
    }

    private static string? Word(in PlanRules profile, ThinkingState state, int rank, bool hasTools, ref bool changed)
    {
        if (profile.Effort is EffortStyle.ThinkingType or EffortStyle.EnableThinking || state == ThinkingState.Unsaid)
        {
            return null;
        }

        if (hasTools && !profile.EffortWithTools)
        {
            changed |= state == ThinkingState.On;
            return "none";
        }

        if (state == ThinkingState.Off)
        {
            return profile.Effort == EffortStyle.ThinkingTypeAndEffort
                ? null
                : Conversation.Effort.Off(profile.Efforts) ?? Conversation.Effort.Lowest(profile.Efforts);
        }

        var word = Conversation.Effort.Nearest(rank, profile.Efforts);
        changed |= word is null || Differs(word, rank);
        return word;
    }

    private static bool Differs(string word, int rank) => rank switch
    {
        0 => word != "none",
        1 => word != "minimal",
        2 => word != "low",
        3 => word != "medium",
        4 => word != "high",
        5 => word != "xhigh",
        _ => word != "max",
    };

    // True when nothing, or next to nothing, of the bound is spent on thinking.
    private static bool IsOff(in PlanRules profile, ThinkingState state, string? effort) =>
        effort is "none" or "minimal"
        || (state == ThinkingState.Off && profile.Effort is EffortStyle.ThinkingType or EffortStyle.EnableThinking
            or EffortStyle.ThinkingTypeAndEffort)
        || (state == ThinkingState.Off && profile.Effort == EffortStyle.ReasoningObject);

    private static (long? Max, long Visible) Bound(Translation translation, in PlanRules profile, bool thinks)
    {
        if (translation.Request.MaxTokens is not { } asked)
        {
            return (null, -1);
        }

        var model = translation.Model;
        var max = asked;
        if (thinks && asked <= SmallBound)
        {
            max = asked + RoomToThink;
        }

        max = Math.Max(max, Math.Max(profile.MinOutputTokens, 1));
        max = Math.Min(max, model.MaxOutputTokens ?? long.MaxValue);
        if (model.ContextWindow is { } window && translation.EstimatedInputTokens > 0)
        {
            // The estimate may be off by a few per cent; in whole kilotokens, so that the bound changes rarely.
            var input = translation.EstimatedInputTokens;
            var room = window - input - (input / 16) - 256;
            room = room > 2048 ? room & ~1023L : room;
            max = Math.Min(max, Math.Max(room, Math.Max(profile.MinOutputTokens, 1)));
        }

        return (max, max > asked ? asked : -1);
    }
}
