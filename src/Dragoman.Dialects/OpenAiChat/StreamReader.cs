using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Sse;

namespace Dragoman.Dialects.OpenAiChat;

/// <summary>Reads a stream of chat completion chunks.</summary>
internal sealed class StreamReader : SequencedSseReader
{
    private readonly ChunkReader _chunks;

    public StreamReader(Translation translation, OpenAiChatProfile profile, IStreamSink sink)
        : this(translation, profile, sink, new ReasoningDetails())
    {
    }

    private StreamReader(Translation translation, OpenAiChatProfile profile, IStreamSink sink, ReasoningDetails details)
        : base(Sequencing.Create(translation, profile, sink, details)) =>
        _chunks = new ChunkReader(profile, translation, Sequencer, details);

    /// <inheritdoc/>
    protected override void Read(SseFrame frame)
    {
        var data = frame.Data.Trim(" \t"u8);
        if (data.SequenceEqual("[DONE]"u8))
        {
            // The terminator alone is an end, too: some hosts never name a reason (H-298).
            if (SaidAnything)
            {
                End();
            }

            return;
        }

        if (data.IsEmpty || data[0] != '{')
        {
            // A heartbeat (H-307).
            return;
        }

        Take(_chunks.Read(data));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _chunks.Dispose();
        Sequencer.Dispose();
    }
}
