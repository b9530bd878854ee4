using Dragoman.DataPlane.Admission;
using Dragoman.Dialects.Conversation;

namespace Dragoman.DataPlane;

/// <summary>
/// Stands between an upstream's reader and the client's writer: notes what settling needs, and sees to it that the client gets
/// exactly one start, however many attempts were made (H-279).
/// </summary>
internal sealed class TurnSink(IStreamSink writer, AnswerFacts facts, TimeProvider time) : IStreamSink
{
    private int _openBlock = -1;

    /// <summary>True once the client's writer was given a start.</summary>
    public bool IsStarted { get; private set; }

    /// <summary>True once content went by: from here on the answer belongs to one upstream.</summary>
    public bool HasContent { get; private set; }

    /// <summary>Watches what the answer costs; null where nothing caps it.</summary>
    public SpendGuard? Guard { get; set; }

    /// <summary>True once the answer was ended because it cost too much: what the upstream still says is not heard.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Gives the client a start before the upstream has said anything.</summary>
    public void Start(long estimatedInputTokens) => On(new StreamEvent
    {
        Kind = StreamEventKind.MessageStart,
        Usage = new Usage { InputTokens = estimatedInputTokens },
    });

    /// <inheritdoc/>
    public void On(in StreamEvent streamEvent)
    {
        if (IsCut)
        {
            return;
        }

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
                _openBlock = streamEvent.Index;
                facts.ToolCalls += streamEvent.Block == BlockKind.ToolUse ? 1 : 0;
                break;
            case StreamEventKind.Delta:
                facts.GeneratedBytes += streamEvent.Text.Length;
                if (Guard is { } guard && !guard.MayGoOn(facts.GeneratedBytes, facts.Usage))
                {
                    writer.On(in streamEvent);
                    Cut(guard);
                    return;
                }

                break;
            case StreamEventKind.BlockStop:
                _openBlock = -1;
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

    // The proper end of an answer that reached its bound: the client takes it for what it is, and its next turn is told why.
    private void Cut(SpendGuard guard)
    {
        if (_openBlock >= 0)
        {
            writer.On(new StreamEvent { Kind = StreamEventKind.BlockStop, Index = _openBlock });
        }

        var usage = facts.Usage;
        usage.OutputTokens = Math.Max(usage.OutputTokens, facts.GeneratedBytes / 4);
        facts.Stop = StopReason.MaxTokens;
        facts.Failure = guard.Refusal;
        writer.On(new StreamEvent { Kind = StreamEventKind.Finish, Stop = StopReason.MaxTokens, Usage = usage });
        writer.On(new StreamEvent { Kind = StreamEventKind.End });
        IsCut = true;
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
