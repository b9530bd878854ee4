using Dragoman.Testing;

namespace Dragoman.Dialects.Tests.Cross;

/// <summary>
/// Recorded answers that say something which no correct reading keeps as it stands. Each row names the case, the difference, and why
/// it is right; a row that no longer matches anything is a mistake and fails its own test.
/// </summary>
internal static class Oddities
{
    private static readonly (string Case, string Difference, string Why)[] Rows =
    [
        ("messages__spliced-message-start", "read: ",
            "a second message_start in the middle: a proxy spliced two answers; going on would run calls of both, so it ends as an error (H-279)"),
        ("messages__programmatic-tool-calling", "stop_reason end_turn beside a tool_use block",
            "the provider's own code made the calls, so the turn is over although they stand in it"),
        ("messages__programmatic-tool-calling", "stop: EndTurn / ToolUse",
            "the same: elsewhere calls that are told must be answered (H-225)"),
        ("openrouter/chat__video-url-public-api", "usage: in 0 read 0 write 0 out 180",
            "the host counts a prompt of no tokens, and the client's meter must not stand at zero (H-235)"),
    ];

    /// <summary>The cases and differences that the table names.</summary>
    public static IEnumerable<(string Case, string Difference)> All => Rows.Select(row => (row.Case, row.Difference));

    /// <summary>True where the table knows this difference.</summary>
    public static bool Explain(Recording recording, string fault) => Array.Exists(Rows, row =>
        recording.Case.Contains(row.Case, StringComparison.Ordinal) && fault.Contains(row.Difference, StringComparison.Ordinal));
}
