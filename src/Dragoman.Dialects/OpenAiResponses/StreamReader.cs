using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Sse;

namespace Dragoman.Dialects.OpenAiResponses;

/// <summary>Reads a stream of Responses events.</summary>
internal sealed class StreamReader : SequencedSseReader
{
    private readonly EventReader _events;

    public StreamReader(Translation translation, OpenAiResponsesProfile profile, IStreamSink sink)
        : this(new EventReader(translation, profile, sink))
    {
    }

    private StreamReader(EventReader events)
        : base(events.Sequencer) => _events = events;

    /// <inheritdoc/>
    protected override void Read(SseFrame frame)
    {
        var data = frame.Data.Trim(" \t"u8);
        if (data.IsEmpty || data[0] != '{')
        {
            // A heartbeat (H-307), or the terminator of other protocols.
            return;
        }

        Take(_events.Read(data, frame.Name));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _events.Dispose();
    }
}
