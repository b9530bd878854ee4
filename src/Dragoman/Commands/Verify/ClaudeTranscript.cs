using System.Text.Json;

namespace Dragoman.Commands.Verify;

/// <summary>What Claude Code said of one run in its <c>stream-json</c> form, as far as the checks need it.</summary>
internal sealed class ClaudeTranscript
{
    private readonly List<long> _textDeltas = [];

    /// <summary>The session that it made; null where it came to none.</summary>
    public string? SessionId { get; private set; }

    /// <summary>The answer's text.</summary>
    public string Result { get; private set; } = string.Empty;

    /// <summary>It ended well.</summary>
    public bool Succeeded { get; private set; }

    /// <summary>Why it did not end well.</summary>
    public string Problem { get; private set; } = string.Empty;

    /// <summary>Tool calls that it received, all of them.</summary>
    public int ToolCalls { get; private set; }

    /// <summary>Edits among them.</summary>
    public int Edits { get; private set; }

    /// <summary>Edits whose result carries the difference that the terminal shows.</summary>
    public int Diffs { get; private set; }

    /// <summary>When each piece of text arrived, as the clock's timestamps.</summary>
    public IReadOnlyList<long> TextDeltas => _textDeltas;

    /// <summary>Takes a line.</summary>
    public void Add(string line, long timestamp)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            Read(document.RootElement, timestamp);
        }
        catch (JsonException)
        {
            // A line for people among those for programs.
        }
    }

    /// <summary>Takes the end.</summary>
    public void End(int exitCode, string error)
    {
        Succeeded = Succeeded && exitCode == 0;
        if (!Succeeded && Problem.Length == 0)
        {
            var last = error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault();
            Problem = last ?? $"exit code {exitCode}";
        }
    }

    private void Read(JsonElement line, long timestamp)
    {
        SessionId ??= Text(line, "session_id");
        switch (Text(line, "type"))
        {
            case "stream_event" when line.TryGetProperty("event", out var streamed)
                && Text(streamed, "type") == "content_block_delta"
                && streamed.TryGetProperty("delta", out var delta) && Text(delta, "type") == "text_delta":
                _textDeltas.Add(timestamp);
                break;
            case "assistant" when Content(line) is { } blocks:
                foreach (var block in blocks.EnumerateArray().Where(block => Text(block, "type") == "tool_use"))
                {
                    ToolCalls++;
                    Edits += Text(block, "name") is "Edit" or "MultiEdit" ? 1 : 0;
                }

                break;
            case "user" when line.TryGetProperty("tool_use_result", out var result) && result.ValueKind == JsonValueKind.Object
                && result.TryGetProperty("structuredPatch", out var patch) && patch.ValueKind == JsonValueKind.Array:
                Diffs += patch.GetArrayLength() > 0 ? 1 : 0;
                break;
            case "result":
                Succeeded = line.TryGetProperty("is_error", out var failed) && failed.ValueKind == JsonValueKind.False;
                Result = Text(line, "result") ?? string.Empty;
                Problem = Succeeded ? string.Empty : Result.Length > 0 ? Result : Text(line, "subtype") ?? string.Empty;
                break;
            default:
                break;
        }
    }

    private static JsonElement? Content(JsonElement line) =>
        line.TryGetProperty("message", out var message) && message.TryGetProperty("content", out var content)
        && content.ValueKind == JsonValueKind.Array
            ? content
            : null;

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
