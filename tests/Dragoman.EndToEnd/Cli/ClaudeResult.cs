using System.Text.Json;

namespace Dragoman.EndToEnd.Cli;

/// <summary>What a run of the CLI came to.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Events">Its output, line by line.</param>
/// <param name="Errors">What it wrote to standard error.</param>
public sealed record ClaudeResult(int ExitCode, IReadOnlyList<ClaudeEvent> Events, string Errors)
{
    /// <summary>The last <c>result</c> event.</summary>
    public JsonElement Final => Events.LastOrDefault(one => one.Type == "result")?.Json
        ?? throw new InvalidOperationException($"The CLI gave no result. Exit code {ExitCode}. {Describe()}");

    /// <summary>The text of the result.</summary>
    public string Text => ClaudeEvent.Text(Final, "result");

    /// <summary>success, error_during_execution …</summary>
    public string Subtype => ClaudeEvent.Text(Final, "subtype");

    /// <summary>What the CLI itself says of the run.</summary>
    public bool IsError => Final.TryGetProperty("is_error", out var error) && error.ValueKind == JsonValueKind.True;

    /// <summary>The session, for <c>--resume</c>.</summary>
    public string SessionId => ClaudeEvent.Text(Final, "session_id");

    /// <summary>The tool calls the CLI saw, in order.</summary>
    public IReadOnlyList<JsonElement> ToolUses =>
        [.. Events.Where(one => one.Type == "assistant").SelectMany(one => one.Blocks).Where(block => ClaudeEvent.Text(block, "type") == "tool_use")];

    /// <summary>The tool results the CLI produced, in order.</summary>
    public IReadOnlyList<JsonElement> ToolResults =>
        [.. Events.Where(one => one.Type == "user").SelectMany(one => one.Blocks).Where(block => ClaudeEvent.Text(block, "type") == "tool_result")];

    /// <summary>A short account for the message of a failed assertion.</summary>
    public string Describe() =>
        $"exit {ExitCode}\n{string.Join('\n', Events.Where(one => one.Type is not "stream_event" && ClaudeEvent.Text(one.Json, "subtype") is not ("init" or "status")).TakeLast(12).Select(one => Short(one.Json.GetRawText())))}\n{Short(Errors)}";

    private static string Short(string text) => text.Length <= 900 ? text : text[..900] + "…";
}
