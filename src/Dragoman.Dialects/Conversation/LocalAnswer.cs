namespace Dragoman.Dialects.Conversation;

/// <summary>
/// The answer to a request that wants none: <c>max_tokens: 0</c> only warms Anthropic's cache. Foreign upstreams refuse it, and
/// there is nothing to warm that their next turn would not warm itself, so it is answered here (H-152).
/// </summary>
public static class LocalAnswer
{
    /// <summary>True when a request for a foreign upstream is to be answered with <see cref="Tell"/> instead of being sent.</summary>
    public static bool Applies(ConversationRequest request) => request.MaxTokens == 0;

    /// <summary>Raises an empty answer that ended at its bound, with the estimated input.</summary>
    public static void Tell(Translation translation, IStreamSink sink)
    {
        var usage = new Usage { InputTokens = Math.Max(1, translation.EstimatedInputTokens) };
        sink.On(new StreamEvent { Kind = StreamEventKind.MessageStart, Usage = usage });
        sink.On(new StreamEvent { Kind = StreamEventKind.Finish, Stop = StopReason.MaxTokens, Usage = usage });
        sink.On(new StreamEvent { Kind = StreamEventKind.End });
    }
}
