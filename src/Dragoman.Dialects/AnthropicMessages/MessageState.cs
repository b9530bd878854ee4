using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.AnthropicMessages;

/// <summary>What the stream writer and the whole-answer writer must both know of an answer to finish it honestly.</summary>
internal struct MessageState
{
    private long _textBytes;
    private bool _hasToolUse;

    /// <summary>Notes a block that was written.</summary>
    public void Count(BlockKind kind) => _hasToolUse |= kind == BlockKind.ToolUse;

    /// <summary>Notes generated text, for the estimate that stands in for missing usage.</summary>
    public void Count(ReadOnlySpan<byte> text) => _textBytes += text.Length;

    /// <summary>
    /// The reason to write: nothing said means what the blocks say; <c>tool_use</c> without a call would make the CLI ask again (H-226).
    /// </summary>
    public readonly StopReason Stop(StopReason said) => said switch
    {
        StopReason.None => _hasToolUse ? StopReason.ToolUse : StopReason.EndTurn,
        StopReason.ToolUse when !_hasToolUse => StopReason.EndTurn,
        StopReason.EndTurn when _hasToolUse => StopReason.ToolUse,
        _ => said,
    };

    /// <summary>The counts to write at the start: never 0, or the client's context meter stays there (H-235).</summary>
    public static Usage First(in Usage usage, Translation translation) =>
        usage.IsReported && usage.TotalInputTokens > 0
            ? usage
            : usage with { InputTokens = Math.Max(1, translation.EstimatedInputTokens) };

    /// <summary>The counts to write at the end; estimated on both sides where the provider gave none (H-243).</summary>
    public readonly Usage Last(in Usage usage, Translation translation)
    {
        var last = First(usage, translation);
        if (!usage.IsReported && usage.OutputTokens == 0)
        {
            // About four bytes make a token; an answer has at least one.
            last.OutputTokens = Math.Max(1, _textBytes / 4);
        }

        return last;
    }

    /// <summary>
    /// The message id: the upstream's where it is one of the Messages API, else a new one. The id of another protocol would be
    /// taken for Anthropic's.
    /// </summary>
    public static void WriteId(ReadOnlySpan<byte> upstream, Translation translation, ByteWriter output)
    {
        if (upstream.StartsWith("msg_"u8))
        {
            output.Write(upstream);
            return;
        }

        WriteNewId("msg_"u8, translation, output);
    }

    /// <summary>A new id: the prefix and 24 characters.</summary>
    public static void WriteNewId(ReadOnlySpan<byte> prefix, Translation translation, ByteWriter output)
    {
        output.Write(prefix);
        translation.Ids.Fill(output.GetSpan(24)[..24]);
        output.Advance(24);
    }

    /// <summary>The details of a refusal, every key present (H-234).</summary>
    public static void WriteStopDetails(ReadOnlySpan<byte> explanation, ByteWriter output)
    {
        output.Write("{\"type\":\"refusal\",\"category\":null,\"explanation\":"u8);
        if (explanation.IsEmpty)
        {
            output.Write("null"u8);
        }
        else
        {
            output.WriteEscaped(explanation);
        }

        output.Write(",\"fallback_credit_token\":null,\"fallback_has_prefill_claim\":null,\"recommended_model\":null}"u8);
    }

    /// <summary>A stop sequence, or null.</summary>
    public static void WriteStopSequence(ReadOnlySpan<byte> sequence, ByteWriter output)
    {
        if (sequence.IsEmpty)
        {
            output.Write("null"u8);
        }
        else
        {
            output.WriteEscaped(sequence);
        }
    }
}
