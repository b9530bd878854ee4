using System.Text.Json;

namespace Dragoman.EndToEnd.Cli;

/// <summary>One line of the CLI's stream-json output.</summary>
/// <param name="ArrivedAt">When the line was read: a <see cref="System.Diagnostics.Stopwatch"/> timestamp.</param>
/// <param name="Json">The line.</param>
public sealed record ClaudeEvent(long ArrivedAt, JsonElement Json)
{
    /// <summary>system, stream_event, assistant, user, result …</summary>
    public string Type => Text(Json, "type");

    /// <summary>The text of a text delta, or empty.</summary>
    public string TextDelta =>
        Type == "stream_event" && Json.GetProperty("event").TryGetProperty("delta", out var delta) ? Text(delta, "text") : string.Empty;

    /// <summary>The content blocks of an assistant or user message.</summary>
    public IEnumerable<JsonElement> Blocks =>
        Json.TryGetProperty("message", out var message) && message.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.Array
            ? content.EnumerateArray()
            : [];

    internal static string Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : string.Empty;
}
