using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.OpenAiChat;

namespace Dragoman.Dialects.BedrockConverse;

/// <summary>What reads an answer of one attempt.</summary>
internal static class Sequencing
{
    /// <summary>A sequencer and the reader that feeds it.</summary>
    public static (BlockSequencer Sequencer, EventReader Events) Create(Translation translation, BedrockConverseProfile profile, IStreamSink sink)
    {
        var plan = TurnPlan.For(translation, profile.Rules, hasTools: translation.Request.Tools.Length > 0);
        var state = new ReasoningState();
        var sequencer = new BlockSequencer(translation, sink, new SequencerOptions { VisibleLimit = plan.VisibleLimit }, state.Write);
        return (sequencer, new EventReader(translation, sequencer, state));
    }
}
