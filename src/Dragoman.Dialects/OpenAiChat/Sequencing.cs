using Dragoman.Dialects.Conversation;

namespace Dragoman.Dialects.OpenAiChat;

/// <summary>What a profile asks of the sequencer.</summary>
internal static class Sequencing
{
    /// <summary>A sequencer for an answer of this attempt.</summary>
    public static BlockSequencer Create(Translation translation, OpenAiChatProfile profile, IStreamSink sink, ReasoningDetails details)
    {
        var plan = TurnPlan.For(translation, profile.Rules, hasTools: translation.Request.Tools.Length > 0);
        var options = new SequencerOptions
        {
            ThinkTags = profile.ThinkTags,
            ThinkTagOpen = profile.ThinkTagOpen,
            TextToolCalls = profile.TextToolCalls,
            CleanArguments = profile.CleanArguments,
            RepairArguments = profile.RepairArguments,
            PromoteReasoning = profile.PromoteReasoning,
            SealThinking = profile.ReplayReasoning is ReasoningReplay.ToolTurns or ReasoningReplay.ToolTurnsNonEmpty,
            VisibleLimit = plan.VisibleLimit,
        };
        return new BlockSequencer(
            translation, sink, options, profile.ReplayReasoning == ReasoningReplay.Details ? details.WriteAndForget : null);
    }
}
