using Dragoman.Dialects.Conversation;

namespace Dragoman.DataPlane;

/// <summary>
/// Stands between an upstream's reader and the client's writer: notes what settling needs, and sees to it that the client gets
/// exactly one start, however many attempts were made (H-279).
/// </summary>
internal sealed class TurnSink(IStreamSink writer, AnswerFacts facts, TimeProvider time) : IStreamSink
{
    /// <summary>True once the client's writer was given a start.</summary>
    public bool IsStarted { get; private set; }

    /// <summary>True once content went by: from here on the answer belongs to one upstream.</summary>
    public bool HasContent { get; private set; }

    /// <summary>Gives the client a start before the upstream has said anything.</summary>
    public void Start(long estimatedInputTokens) => On(new StreamEvent
    {
        Kind = StreamEventKind.MessageStart,
        Usage = new Usage { InputTokens = estimatedInputTokens },
    });

    /// <inheritdoc/>
    public void On(in StreamEvent streamEvent)
    {
        switch (streamEvent.Kind)
        {
            case StreamEventKind.MessageStart when IsStarted:
                facts.Usage = streamEvent.Usage;
                return;
            case StreamEventKind.MessageStart:
                IsStarted = true;
                facts.Usage = streamEvent.Usage;
                break;
            case StreamEventKind.BlockStart:
                NoteContent();
                facts.ToolCalls += streamEvent.Block == BlockKind.ToolUse ? 1 : 0;
                break;
            case StreamEventKind.Delta:
                facts.GeneratedBytes += streamEvent.Text.Length;
                break;
            case StreamEventKind.Finish:
                facts.Usage = streamEvent.Usage;
                facts.Stop = streamEvent.Stop;
                break;
            case StreamEventKind.End:
                facts.IsComplete = true;
                break;
            case StreamEventKind.Error:
                facts.Failure = streamEvent.Failure;
                break;
        }

        writer.On(in streamEvent);
    }

    private void NoteContent()
    {
        HasContent = true;
        if (facts.FirstContentAt == 0)
        {
            facts.FirstContentAt = time.GetTimestamp();
        }
    }
}
