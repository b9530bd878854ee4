using Dragoman.Dialects.AnthropicMessages.Passthrough;
using Dragoman.Dialects.Conversation;

namespace Dragoman.DataPlane;

/// <summary>What is known about an answer for the record, gathered while it passes.</summary>
internal sealed class AnswerFacts
{
    /// <summary>Token counts so far.</summary>
    public Usage Usage { get; set; }

    /// <summary>The model that the upstream says it answered with, where its bytes pass; null where that was not looked for.</summary>
    public string? Model { get; set; }

    /// <summary>Why the model stopped.</summary>
    public StopReason Stop { get; set; }

    /// <summary>Tool calls in the answer.</summary>
    public int ToolCalls { get; set; }

    /// <summary>Bytes of text, thinking and tool input that were generated; a floor for billing what was cut off (B06).</summary>
    public long GeneratedBytes { get; set; }

    /// <summary>The failure that ended the answer in the middle.</summary>
    public Failure? Failure { get; set; }

    /// <summary>True once the answer was complete.</summary>
    public bool IsComplete { get; set; }

    /// <summary>When the first content passed, as a time stamp; 0 for not yet.</summary>
    public long FirstContentAt { get; set; }

    /// <summary>Notes what was seen of a stream whose bytes pass.</summary>
    public void Take(StreamObserver observer)
    {
        Usage = observer.Usage;
        Model = observer.Model;
        Stop = observer.Stop;
        ToolCalls = observer.CompleteTools;
        GeneratedBytes = observer.DeltaBytes;
        IsComplete = observer.IsComplete;
    }
}
