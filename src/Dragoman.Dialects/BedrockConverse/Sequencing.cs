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
        var options = new SequencerOptions { RepairArguments = profile.RepairArguments, VisibleLimit = plan.VisibleLimit };
        var sequencer = new BlockSequencer(translation, sink, options, state.Write);
        return (sequencer, new EventReader(translation, sequencer, state));
    }
}
