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
    public static void NoteLosses(StopReason reason, Losses losses)
    {
        switch (reason)
        {
            case StopReason.StopSequence:
                losses.Add(LossKind.StopSequence, LossEffect.Remapped, "stop_reason");
                break;
            case StopReason.PauseTurn:
                losses.Add(LossKind.ServerTool, LossEffect.Remapped, "stop_reason");
                break;
            case StopReason.ContextWindowExceeded:
                losses.Add(LossKind.MaxTokens, LossEffect.Remapped, "stop_reason");
                break;
            case StopReason.Compaction:
                losses.Add(LossKind.UnknownBlock, LossEffect.Remapped, "stop_reason");
                break;
            default:
                break;
        }
    }
}
