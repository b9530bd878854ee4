using System.Text;
using Dragoman.Dialects.Conversation;

namespace Dragoman.Dialects.OpenAiChat;

/// <summary>The words with which hosts say why they stopped (H-224, H-441, H-485).</summary>
internal static class FinishReasons
{
    /// <summary>The reason behind a word; None where it is not known, and then the tools decide.</summary>
    public static StopReason Map(ReadOnlySpan<byte> word)
    {
        if (Is(word, "stop"u8) || Is(word, "end_turn"u8) || Is(word, "eos"u8) || Is(word, "eos_token"u8) || Is(word, "stop_sequence"u8)
            || Is(word, "complete"u8) || Is(word, "completed"u8))
        {
            return StopReason.EndTurn;
        }

        if (Is(word, "tool_calls"u8) || Is(word, "function_call"u8) || Is(word, "tool_use"u8))
        {
            return StopReason.ToolUse;
        }

        if (Is(word, "length"u8) || Is(word, "max_tokens"u8) || Is(word, "model_length"u8))
        {
            return StopReason.MaxTokens;
        }

        // A filter is no length: the client would continue into it again and again (H-233).
        if (Is(word, "content_filter"u8) || Is(word, "sensitive"u8) || Is(word, "refusal"u8) || Is(word, "safety"u8))
        {
            return StopReason.Refusal;
        }

        return Is(word, "model_context_window_exceeded"u8) ? StopReason.ContextWindowExceeded : StopReason.None;
    }

    /// <summary>True when the word says that the answer broke off.</summary>
    public static bool IsFailure(ReadOnlySpan<byte> word) =>
        Is(word, "error"u8) || Is(word, "abort"u8) || Is(word, "network_error"u8);

    private static bool Is(ReadOnlySpan<byte> word, ReadOnlySpan<byte> name) => Ascii.EqualsIgnoreCase(word, name);
}
