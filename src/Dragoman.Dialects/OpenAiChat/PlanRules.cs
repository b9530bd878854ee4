namespace Dragoman.Dialects.OpenAiChat;

/// <summary>What a host has to say about thinking and length, for a <see cref="TurnPlan"/>.</summary>
/// <param name="Effort">How thinking and effort are told.</param>
/// <param name="Efforts">The efforts that the model takes, lowest first.</param>
/// <param name="EffortWithTools">False where an effort together with tools is refused.</param>
/// <param name="ForcedChoiceWithThinking">False where a forced call is refused while thinking.</param>
/// <param name="MinOutputTokens">The smallest bound that the host takes.</param>
internal readonly record struct PlanRules(
    EffortStyle Effort, IReadOnlyList<string> Efforts, bool EffortWithTools, bool ForcedChoiceWithThinking, long MinOutputTokens);
