using Dragoman.Dialects.Conversation;

namespace Dragoman.Dialects.BedrockConverse;

/// <summary>The words with which Converse says why it stopped (H-229).</summary>
internal static class StopReasons
{
    /// <summary>The reason behind a word; None where it is not known, and then the tools decide.</summary>
    public static StopReason Map(ReadOnlySpan<byte> word) => word switch
    {
        _ when word.SequenceEqual("end_turn"u8) => StopReason.EndTurn,
        _ when word.SequenceEqual("tool_use"u8) => StopReason.ToolUse,
        _ when word.SequenceEqual("max_tokens"u8) => StopReason.MaxTokens,
        _ when word.SequenceEqual("stop_sequence"u8) => StopReason.StopSequence,
        _ when word.SequenceEqual("guardrail_intervened"u8) || word.SequenceEqual("content_filtered"u8) => StopReason.Refusal,
        _ when word.SequenceEqual("model_context_window_exceeded"u8) => StopReason.ContextWindowExceeded,
        _ => StopReason.None,
    };

    /// <summary>What a word means that says that the model wrote nonsense; null for the others. The next try may do better (H-412).</summary>
    public static Failure? Broken(ReadOnlySpan<byte> word)
    {
        var isTool = word.SequenceEqual("malformed_tool_use"u8);
        if (!isTool && !word.SequenceEqual("malformed_model_output"u8))
        {
            return null;
        }

        return new Failure(FailureCause.Upstream, 502, isTool
            ? "The model's tool call was malformed; send the request again."
            : "The model's answer was malformed; send the request again.")
        {
            IsRetryable = true,
            UpstreamCode = isTool ? "malformed_tool_use" : "malformed_model_output",
            Remedy = new Remedy(RemedyKind.Again),
        };
    }
}
