namespace Dragoman.Dialects.Conversation;

/// <summary>Takes the events of an answer: a stream writer, a whole-answer writer, a recorder.</summary>
public interface IStreamSink
{
    /// <summary>Takes one event. Must copy what it wants to keep.</summary>
    void On(in StreamEvent streamEvent);
}
