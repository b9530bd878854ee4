using System.Text.Json.Nodes;

namespace Dragoman.Testing;

/// <summary>A stream folded to what it said.</summary>
/// <param name="Message">The final message as JSON, in its own dialect.</param>
/// <param name="Errors">What was wrong with the stream; empty for a good one.</param>
/// <param name="StreamError">The message of an error that ended the stream, or null.</param>
public sealed record FoldedMessage(JsonObject Message, IReadOnlyList<string> Errors, string? StreamError)
{
    /// <summary>The text of all text blocks, joined.</summary>
    public string Text => string.Concat(Blocks("text").Select(block => block["text"]!.GetValue<string>()));

    /// <summary>The blocks of a type, in order (Messages shape).</summary>
    public IReadOnlyList<JsonObject> Blocks(string type) =>
        [.. ((Message["content"] as JsonArray) ?? []).OfType<JsonObject>().Where(block => (string?)block["type"] == type)];

    /// <summary>Why it ended (Messages shape).</summary>
    public string? StopReason => (string?)Message["stop_reason"];
}
