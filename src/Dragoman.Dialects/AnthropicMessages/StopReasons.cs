using Dragoman.Dialects.Conversation;

namespace Dragoman.Dialects.AnthropicMessages;

/// <summary>The eight stop reasons on the wire (H-224).</summary>
internal static class StopReasons
{
    /// <summary>The name on the wire; <c>end_turn</c> where nothing was said, as only the eight values may be written.</summary>
    public static ReadOnlySpan<byte> Name(StopReason reason) => reason switch
    {
        StopReason.MaxTokens => "max_tokens"u8,
        StopReason.StopSequence => "stop_sequence"u8,
        StopReason.ToolUse => "tool_use"u8,
        StopReason.PauseTurn => "pause_turn"u8,
        StopReason.Refusal => "refusal"u8,
        StopReason.ContextWindowExceeded => "model_context_window_exceeded"u8,
        StopReason.Compaction => "compaction"u8,
        _ => "end_turn"u8,
    };

    /// <summary>The reason behind a name; <see cref="StopReason.None"/> for one that is not known.</summary>
    public static StopReason Parse(ReadOnlySpan<byte> name)
    {
        for (var reason = StopReason.EndTurn; reason <= StopReason.Compaction; reason++)
        {
            if (name.SequenceEqual(Name(reason)))
            {
                return reason;
            }
        }

        return StopReason.None;
    }
}
