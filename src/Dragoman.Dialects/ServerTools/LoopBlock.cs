using Dragoman.Dialects.Conversation;

namespace Dragoman.Dialects.ServerTools;

/// <summary>One block of what was said in a loop, kept to be said again to the upstream. Everything is escaped content.</summary>
/// <param name="Kind">Text, thinking, redacted thinking, tool use or tool result.</param>
/// <param name="Text">The text; the input of a call as plain JSON.</param>
internal sealed record LoopBlock(BlockKind Kind, byte[] Text)
{
    /// <summary>A call's id, or that of the call which a result answers.</summary>
    public byte[] Id { get; init; } = [];

    /// <summary>A call's tool.</summary>
    public byte[] Name { get; init; } = [];

    /// <summary>The signature of thinking.</summary>
    public byte[] Signature { get; init; } = [];

    /// <summary>A PDF document that stands in a result behind its text, as base64; empty for none.</summary>
    public byte[] Pdf { get; init; } = [];

    /// <summary>A result that tells a failure.</summary>
    public bool IsError { get; init; }
}
