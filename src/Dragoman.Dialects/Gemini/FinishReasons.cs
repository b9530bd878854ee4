using Dragoman.Dialects.Conversation;

namespace Dragoman.Dialects.Gemini;

/// <summary>The words with which Gemini says why it stopped (H-228).</summary>
internal static class FinishReasons
{
    /// <summary>The reason behind a word; None where it is not known, and then the calls decide.</summary>
    public static StopReason Map(ReadOnlySpan<byte> word)
    {
        if (word.SequenceEqual("STOP"u8) || word.SequenceEqual("OTHER"u8) || word.SequenceEqual("ESCALATION"u8)
            || word.SequenceEqual("IMAGE_OTHER"u8) || word.SequenceEqual("NO_IMAGE"u8))
        {
            return StopReason.EndTurn;
        }

        // An answer that would go on with a token of its own is cut here, and told so (H-393).
        if (word.SequenceEqual("MAX_TOKENS"u8) || word.SequenceEqual("CONTINUATION"u8))
        {
            return StopReason.MaxTokens;
        }

        return IsFiltered(word) ? StopReason.Refusal : StopReason.None;
    }

    /// <summary>True where the model produced something that is no answer: the next try may be one.</summary>
    public static bool IsMalformed(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("MALFORMED_FUNCTION_CALL"u8) || word.SequenceEqual("UNEXPECTED_TOOL_CALL"u8)
        || word.SequenceEqual("TOO_MANY_TOOL_CALLS"u8) || word.SequenceEqual("MALFORMED_RESPONSE"u8)
        || IsUnsigned(word);

    /// <summary>True where a signature was missing in the request.</summary>
    public static bool IsUnsigned(ReadOnlySpan<byte> word) => word.SequenceEqual("MISSING_THOUGHT_SIGNATURE"u8);

    private static bool IsFiltered(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("SAFETY"u8) || word.SequenceEqual("PROHIBITED_CONTENT"u8) || word.SequenceEqual("BLOCKLIST"u8)
        || word.SequenceEqual("SPII"u8) || word.SequenceEqual("RECITATION"u8) || word.SequenceEqual("LANGUAGE"u8)
        || word.SequenceEqual("IMAGE_SAFETY"u8) || word.SequenceEqual("IMAGE_PROHIBITED_CONTENT"u8)
        || word.SequenceEqual("IMAGE_RECITATION"u8) || word.SequenceEqual("MODEL_ARMOR"u8) || word.SequenceEqual("JAILBREAK"u8);
}
