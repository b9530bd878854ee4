using Dragoman.Dialects.AnthropicMessages;
using Dragoman.Dialects.AnthropicMessages.Passthrough;

namespace Dragoman.Dialects.Conversation.Phases;

/// <summary>
/// Tells a turn's phase from what Claude Code 2.1 sends: its side requests have a shape of their own, its modes are told to the model in
/// fixed words, and inside a tool loop the last call says what is being done. What is not recognised is an ordinary turn.
/// </summary>
/// <remarks>A request without tools is no side request for that alone (H-192): each has a mark that nothing else has.</remarks>
public static class PhaseRecogniser
{
    /// <summary>The phase of a scanned Messages request.</summary>
    /// <param name="body">The body that was scanned.</param>
    /// <param name="scan">What was found.</param>
    /// <param name="requestClass">What the client calls the request; empty where it says nothing.</param>
    /// <param name="isAsked">True where a decision hangs on the phase: all messages are looked through for plan mode.</param>
    public static TurnPhase Of(ReadOnlySpan<byte> body, in MessagesScan scan, string requestClass, bool isAsked)
    {
        var call = body.Slice(scan.LastCall.Start, scan.LastCall.Length);
        return Of(new PhaseMarks
        {
            RequestClass = requestClass,
            ToolCount = scan.ToolCount,
            MaxTokens = scan.MaxTokens ?? 0,
            IsUserPrompt = scan.IsUserPrompt,
            FirstTool = body.Slice(scan.FirstTool.Start, scan.FirstTool.Length),
            StopSequences = body.Slice(scan.StopSequences.Start, scan.StopSequences.Length),
            Output = body.Slice(scan.Output.Start, scan.Output.Length),
            LastBlock = body.Slice(scan.LastBlock.Start, scan.LastBlock.Length),
            CallName = scan.IsUserPrompt ? default : RawObject.Text(call, "name"u8),
            CallInput = scan.IsUserPrompt ? default : RawObject.Value(call, "input"u8),
            Messages = isAsked ? body.Slice(scan.Messages.Start, scan.Messages.Length) : default,
        });
    }

    /// <summary>The phase.</summary>
    public static TurnPhase Of(in PhaseMarks marks)
    {
        if (SideRequest(in marks) is { } side)
        {
            return side;
        }

        if (IsPlanning(in marks))
        {
            return TurnPhase.Plan;
        }

        return marks.IsUserPrompt || marks.CallName.IsEmpty ? TurnPhase.Prompt : OfCall(marks.CallName, marks.CallInput);
    }

    private static TurnPhase? SideRequest(in PhaseMarks marks)
    {
        if (marks.MaxTokens == 1)
        {
            return TurnPhase.Probe;
        }

        if (marks.ToolCount == 1 && RawObject.Text(marks.FirstTool, "type"u8).StartsWith("web_search_"u8))
        {
            return TurnPhase.Search;
        }

        if (marks.ToolCount == 0)
        {
            if (marks.StopSequences.IndexOf("\"</severity>\""u8) >= 0 || marks.StopSequences.IndexOf("\"</block>\""u8) >= 0)
            {
                return TurnPhase.Classifier;
            }

            if (marks.Output.IndexOf("\"json_schema\""u8) >= 0 && marks.Output.IndexOf("\"title\""u8) >= 0)
            {
                return TurnPhase.Title;
            }
        }

        return marks.RequestClass is "compaction" || IsCompaction(marks.LastBlock) ? TurnPhase.Compaction
            : marks.RequestClass is "auxiliary" or "side_reply" ? TurnPhase.Auxiliary
            : null;
    }

    private static bool IsCompaction(ReadOnlySpan<byte> last) =>
        IsText(last) && last.IndexOf("Your task is to create a detailed summary of "u8) >= 0;

    private static bool IsPlanning(in PhaseMarks marks)
    {
        var text = marks.Messages.IsEmpty ? IsText(marks.LastBlock) ? marks.LastBlock : default : marks.Messages;
        var begun = Math.Max(text.LastIndexOf("Plan mode is active"u8), text.LastIndexOf("Plan mode still active"u8));
        return begun >= 0 && text[begun..].IndexOf("User has approved your plan"u8) < 0 && text[begun..].IndexOf("Exited Plan Mode"u8) < 0;
    }

    // A result may quote anything; only what the client itself wrote counts.
    private static bool IsText(ReadOnlySpan<byte> block) => !block.IsEmpty && !RawObject.Text(block, "type"u8).SequenceEqual("tool_result"u8);

    private static TurnPhase OfCall(ReadOnlySpan<byte> name, ReadOnlySpan<byte> input)
    {
        if (name.SequenceEqual("Bash"u8) || name.SequenceEqual("PowerShell"u8))
        {
            return RunsTests(RawObject.Text(input, "command"u8)) ? TurnPhase.Test : TurnPhase.Run;
        }

        if (name.SequenceEqual("Edit"u8) || name.SequenceEqual("Write"u8) || name.SequenceEqual("MultiEdit"u8) || name.SequenceEqual("NotebookEdit"u8))
        {
            return TurnPhase.Edit;
        }

        if (name.SequenceEqual("Read"u8) || name.SequenceEqual("Grep"u8) || name.SequenceEqual("Glob"u8) || name.SequenceEqual("LS"u8)
            || name.SequenceEqual("NotebookRead"u8) || name.SequenceEqual("WebFetch"u8) || name.SequenceEqual("WebSearch"u8) || name.SequenceEqual("ToolSearch"u8))
        {
            return TurnPhase.Explore;
        }

        return name.SequenceEqual("Task"u8) || name.SequenceEqual("Agent"u8) ? TurnPhase.Delegate : TurnPhase.Tool;
    }

    // "npm test", "dotnet test", "./test", "make check", "pytest -q", "npx vitest": the word as a whole one, or the runner's name.
    private static bool RunsTests(ReadOnlySpan<byte> command) =>
        HasWord(command, "test"u8) || HasWord(command, "tests"u8) || HasWord(command, "pytest"u8) || HasWord(command, "jest"u8)
        || HasWord(command, "vitest"u8) || HasWord(command, "rspec"u8) || HasWord(command, "phpunit"u8) || HasWord(command, "unittest"u8)
        || HasWord(command, "ctest"u8) || HasWord(command, "tox"u8) || command.IndexOf("make check"u8) >= 0;

    private static bool HasWord(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word)
    {
        for (var from = 0; text[from..].IndexOf(word) is >= 0 and var found; from += found + word.Length)
        {
            var before = text[..(from + found)];
            var behind = text[(from + found + word.Length)..];
            if ((before.IsEmpty || IsBoundary(before[^1]) || before.EndsWith("./"u8)) && (behind.IsEmpty || IsBoundary(behind[0])))
            {
                return true;
            }
        }

        return false;
    }

    // A path's part is no word: `cat test/data` runs no tests, `./test` does.
    private static bool IsBoundary(byte value) => value is (byte)' ' or (byte)'"' or (byte)';' or (byte)':' or (byte)'&' or (byte)'|' or (byte)'\\';
}
