using Dragoman.Dialects.Conversation;

namespace Dragoman.Dialects.OpenAiChat.Client;

/// <summary>Stop reasons in the words of chat completions, which knows four.</summary>
internal static class FinishReasons
{
    /// <summary>The word for a reason. Calls are only announced where there are some.</summary>
    public static ReadOnlySpan<byte> Of(StopReason reason, bool hasCalls) => reason switch
    {
        StopReason.MaxTokens or StopReason.ContextWindowExceeded => "length"u8,
        StopReason.Refusal => "content_filter"u8,
        _ when hasCalls => "tool_calls"u8,
        _ => "stop"u8,
    };

    /// <summary>Notes what the four words cannot tell.</summary>
    public static void NoteLosses(in StreamEvent finish, Losses losses)
    {
        if (finish.Stop == StopReason.StopSequence)
        {
            losses.Add(LossKind.StopSequence, LossEffect.Dropped, "stop_sequence");
        }
    }
}
