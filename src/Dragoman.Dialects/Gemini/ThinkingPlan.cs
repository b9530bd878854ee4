using Dragoman.Dialects.Conversation;

namespace Dragoman.Dialects.Gemini;

/// <summary>
/// What one attempt says of thinking and of the bound on the answer, which thinking is part of. A pure function of the translation:
/// the writer of the request and the reader of the answer come to the same plan.
/// </summary>
internal readonly record struct ThinkingPlan
{
    private const long RoomToThink = 4096;

    private static readonly string[] AllLevels = ["minimal", "low", "medium", "high"];
    private static readonly string[] ProLevels = ["low", "medium", "high"];
    private static readonly string[] FirstProLevels = ["low", "high"];

    /// <summary>The level that is sent; null for none.</summary>
    public string? Level { get; private init; }

    /// <summary>The budget that is sent; null for none.</summary>
    public long? Budget { get; private init; }

    /// <summary>Whether summaries of the thoughts are asked for.</summary>
    public bool Summaries { get; private init; }

    /// <summary>True when the client asked for something that cannot be told to this model.</summary>
    public bool IsChanged { get; private init; }

    /// <summary>The bound that is sent; null where the client gave none.</summary>
    public long? MaxTokens { get; private init; }

    /// <summary>Visible tokens to cut at, where the bound that is sent is larger than the client's (H-151); -1 for no cut.</summary>
    public long VisibleLimit { get; private init; }

    /// <summary>Makes the plan.</summary>
    public static ThinkingPlan For(Translation translation, GeminiProfile profile)
    {
        var request = translation.Request;
        var model = GeminiModel.Of(translation.Model.Id);
        var (state, rank) = ThinkingWish.Of(request);
        var style = translation.Omits("generationConfig.thinkingConfig") ? GeminiThinking.None : Style(profile, model, translation.Model);
        var plan = style switch
        {
            GeminiThinking.Level => ByLevel(translation, model, state, rank),
            GeminiThinking.Budget => ByBudget(translation, model, state, rank),
            _ => new ThinkingPlan { IsChanged = state == ThinkingState.On },
        };
        var thinks = style != GeminiThinking.None && plan.Budget != 0;
        var (max, visible) = Bound(translation, thinks);
        return plan with
        {
            MaxTokens = max,
            VisibleLimit = visible,
            Summaries = thinks && state != ThinkingState.Off && !request.Thinking.DisplayOmitted,
        };
    }

    private static GeminiThinking Style(GeminiProfile profile, GeminiModel model, ModelTraits traits) => profile.Thinking switch
    {
        GeminiThinking.ByModel when !traits.Reasoning => GeminiThinking.None,
        GeminiThinking.ByModel => model.IsThree ? GeminiThinking.Level : model.HasBudget ? GeminiThinking.Budget : GeminiThinking.None,
        var style => style,
    };

    // The large model of 3.0 knows two levels, from 3.1 on three; the fast ones know all four, the lowest being next to nothing (H-096).
    private static ThinkingPlan ByLevel(Translation translation, GeminiModel model, ThinkingState state, int rank)
    {
        if (state == ThinkingState.Unsaid || translation.Omits("generationConfig.thinkingConfig.thinkingLevel"))
        {
            return default;
        }

        var levels = model.Size != GeminiSize.Pro ? AllLevels : model is { Major: 3, Minor: 0 } ? FirstProLevels : ProLevels;
        var (level, exact) = Effort.Nearest(state == ThinkingState.Off ? 0 : rank, levels) switch
        {
            "minimal" => ("MINIMAL", 1),
            "low" => ("LOW", 2),
            "medium" => ("MEDIUM", 3),
            _ => ("HIGH", Effort.High),
        };
        return new ThinkingPlan { Level = level, IsChanged = state == ThinkingState.On && exact != rank };
    }

    // The client's own number where it gave one; else what the effort stands for, -1 being the model's own choice (H-382).
    private static ThinkingPlan ByBudget(Translation translation, GeminiModel model, ThinkingState state, int rank)
    {
        var (least, most) = model.Size switch
        {
            GeminiSize.Pro => (128L, 32_768L),
            GeminiSize.Flash => (1L, 24_576L),
            _ => (512L, 24_576L),
        };
        switch (state)
        {
            case ThinkingState.Unsaid:
                return default;
            case ThinkingState.Off:
                return new ThinkingPlan { Budget = model.Size == GeminiSize.Pro ? least : 0 };
            default:
                break;
        }

        var asked = translation.Request.Thinking is { Mode: ThinkingMode.Enabled, BudgetTokens: { } tokens } ? tokens : rank switch
        {
            0 => least,
            1 => 512,
            2 => 2048,
            3 => 8192,
            4 => -1,
            _ => most,
        };
        var budget = asked < 0 ? -1 : Math.Clamp(asked, least, most);
        return new ThinkingPlan { Budget = budget, IsChanged = budget != asked };
    }

    private static (long? Max, long Visible) Bound(Translation translation, bool thinks)
    {
        if (translation.Request.MaxTokens is not { } asked)
        {
            return (null, -1);
        }

        var max = thinks && asked <= ThinkingWish.SmallBound ? asked + RoomToThink : Math.Max(asked, 1);
        max = Math.Min(max, translation.Model.MaxOutputTokens ?? long.MaxValue);
        return (max, max > asked ? asked : -1);
    }
}
