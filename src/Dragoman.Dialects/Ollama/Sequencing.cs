using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.OpenAiChat;

namespace Dragoman.Dialects.Ollama;

/// <summary>What a profile asks of the sequencer.</summary>
internal static class Sequencing
{
    /// <summary>A sequencer for an answer of this attempt.</summary>
    public static BlockSequencer Create(Translation translation, OllamaProfile profile, IStreamSink sink)
    {
        var plan = TurnPlan.For(translation, profile.Rules, hasTools: translation.Request.Tools.Length > 0);
        return new BlockSequencer(translation, sink, new SequencerOptions
        {
            ThinkTags = profile.ThinkTags,
            TextToolCalls = profile.TextToolCalls,
            RepairArguments = profile.RepairArguments,
            SealThinking = profile.ReplayThinking,
            VisibleLimit = plan.VisibleLimit,
        });
    }
}
