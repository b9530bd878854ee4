using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.AnthropicMessages.Passthrough;

/// <summary>
/// Citations that were made of another provider's sources (H-204). They are marked by an empty index, which Anthropic refuses, so
/// they do not go back to it; the text that they belong to does.
/// </summary>
internal static class ForeignCitations
{
    /// <summary>True when a raw <c>citations</c> value holds one.</summary>
    public static bool AreIn(ReadOnlySpan<byte> citations) => citations.IndexOf("\"encrypted_index\":\"\""u8) >= 0;

    /// <summary>True when a raw block has some.</summary>
    public static bool AreInBlock(ReadOnlySpan<byte> block) => AreIn(block) && AreIn(RawObject.Value(block, "citations"u8));

    /// <summary>Copies a block without its member <c>citations</c>.</summary>
    public static void Remove(ReadOnlySpan<byte> body, Slice block, ref SpliceCopy copy)
    {
        var cursor = new JsonCursor(body, block.Start, block.End);
        cursor.EnterObject();
        var list = new SpliceList(cursor.Position);
        while (cursor.NextMember(out Slice slice))
        {
            list.Begin(slice.Start - 1, ref copy);
            cursor.ReadValue();
            list.End(cursor.Position, body.Slice(slice.Start, slice.Length).SequenceEqual("citations"u8), ref copy);
        }
    }
}
