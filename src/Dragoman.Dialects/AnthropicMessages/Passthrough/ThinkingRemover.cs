using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.AnthropicMessages.Passthrough;

/// <summary>Copies a <c>messages</c> array without the thinking, the citations and the searches that Anthropic would refuse.</summary>
internal static class ThinkingRemover
{
    /// <summary>Walks the array that <paramref name="cursor"/> stands in front of. It was accepted by <see cref="MessagesScan.TryScan"/>.</summary>
    /// <param name="body">The body.</param>
    /// <param name="cursor">Where the array begins.</param>
    /// <param name="copy">What is written.</param>
    /// <param name="toClaude">See <see cref="ForeignThinking.IsForeignSignature"/>.</param>
    /// <returns>How many blocks were left out.</returns>
    public static int Copy(ReadOnlySpan<byte> body, ref JsonCursor cursor, ref SpliceCopy copy, bool toClaude)
    {
        var removed = 0;
        cursor.EnterArray();
        while (cursor.NextElement())
        {
            removed += CopyMessage(body, ref cursor, ref copy, toClaude);
        }

        return removed;
    }

    /// <summary>The same for one raw message.</summary>
    public static int CopyMessage(ReadOnlySpan<byte> message, ref SpliceCopy copy, bool toClaude)
    {
        var cursor = new JsonCursor(message);
        return CopyMessage(message, ref cursor, ref copy, toClaude);
    }

    private static int CopyMessage(ReadOnlySpan<byte> body, ref JsonCursor cursor, ref SpliceCopy copy, bool toClaude)
    {
        var removed = 0;
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("content"u8) && cursor.Peek() == JsonKind.Array)
            {
                removed += CopyBlocks(body, ref cursor, ref copy, toClaude);
            }
            else
            {
                cursor.ReadValue();
            }
        }

        return removed;
    }

    private static int CopyBlocks(ReadOnlySpan<byte> body, ref JsonCursor cursor, ref SpliceCopy copy, bool toClaude)
    {
        var removed = 0;
        cursor.EnterArray();
        var list = new SpliceList(cursor.Position);
        while (cursor.NextElement())
        {
            cursor.Peek();
            list.Begin(cursor.Position, ref copy);
            var block = cursor.ReadValue();
            var isForeign = IsForeign(body.Slice(block.Start, block.Length), toClaude);
            removed += isForeign ? 1 : 0;
            if (ForeignSearches.IsResult(body.Slice(block.Start, block.Length)))
            {
                ForeignSearches.TellResult(body, block, ref copy);
            }
            else if (ForeignSearches.IsCall(body, body.Slice(block.Start, block.Length), cursor))
            {
                ForeignSearches.TellCall(body, block, ref copy);
            }
            else if (!isForeign && ForeignCitations.AreInBlock(body.Slice(block.Start, block.Length)))
            {
                ForeignCitations.Remove(body, block, ref copy);
            }

            list.End(cursor.Position, isForeign, ref copy);
        }

        if (removed > 0 && list.IsEmpty)
        {
            // A message must not become empty, and dropping it would break the turn order (H-041).
            copy.Replace(new Slice(cursor.Position - 1, 0), "{\"type\":\"text\",\"text\":\"(no content)\"}"u8);
        }

        return removed;
    }

    private static bool IsForeign(ReadOnlySpan<byte> block, bool toClaude) => BlockTypes.Kind(RawObject.Text(block, "type"u8)) switch
    {
        BlockKind.Thinking => ForeignThinking.IsForeignSignature(RawObject.Text(block, "signature"u8), toClaude),
        BlockKind.RedactedThinking => ForeignThinking.IsForeignData(RawObject.Text(block, "data"u8)),
        _ => false,
    };
}
