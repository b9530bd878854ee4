using Dragoman.Dialects.Conversation;

namespace Dragoman.Dialects.OpenAiChat.Client;

/// <summary>What an answer holds and chat completions have no place for.</summary>
internal static class AnswerLosses
{
    public static void NoteBlock(BlockKind block, Losses losses)
    {
        switch (block)
        {
            case BlockKind.RedactedThinking:
                losses.Add(LossKind.Thinking, LossEffect.Dropped, "redacted_thinking");
                break;
            case BlockKind.ServerToolUse or BlockKind.ServerToolResult or BlockKind.Mcp:
                losses.Add(LossKind.ServerTool, LossEffect.Dropped, "content");
                break;
            default:
                losses.Add(LossKind.UnknownBlock, LossEffect.Dropped, "content");
                break;
        }
    }

    public static void NoteDelta(in StreamEvent delta, Losses losses)
    {
        switch (delta.Delta)
        {
            case DeltaKind.Citation:
                losses.Add(LossKind.Citations, LossEffect.Dropped, "citations");
                break;
            case DeltaKind.Signature when !delta.Text.IsEmpty:
                // Thinking without its signature cannot be given back to the model it came from.
                losses.Add(LossKind.Thinking, LossEffect.Remapped, "signature");
                break;
            default:
                break;
        }
    }
}
