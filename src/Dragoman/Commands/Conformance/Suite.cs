using Dragoman.Core.Capabilities;

namespace Dragoman.Commands.Conformance;

/// <summary>Every check, in the order in which they are made: what others rest on comes first.</summary>
internal static class Suite
{
    /// <summary>The text check, without which nothing else can be told.</summary>
    public const string First = "text";

    /// <summary>Every check.</summary>
    public static IReadOnlyList<LabCheck> All { get; } =
    [
        new(First, 60, 300, TextChecks.TextAsync),
        new("system_prompt", 80, 300, TextChecks.SystemAsync),
        new("whole_answer", 60, 300, TextChecks.WholeAsync),
        new(CheckNames.OneCall, 300, 400, ToolChecks.OneCallAsync),
        new(CheckNames.FiveCalls, 350, 800, ToolChecks.FiveCallsAsync),
        new(CheckNames.Arguments, 500, 600, ToolChecks.ArgumentsAsync),
        new(CheckNames.EmptyArguments, 250, 300, ToolChecks.EmptyArgumentsAsync),
        new("forced_choice", 250, 300, ToolChecks.ForcedChoiceAsync),
        new(CheckNames.ToolResult, 300, 300, ResultChecks.ResultAsync),
        new("error_result", 300, 300, ResultChecks.ErrorAsync),
        new("image_result", 500, 400, ResultChecks.ImageAsync),
        new("thinking", 900, 3000, ThinkingChecks.TwoTurnsAsync),
        new(CheckNames.Image, 300, 300, MediaChecks.ImageAsync),
        new(CheckNames.Pdf, 2000, 300, MediaChecks.PdfAsync),
        new(CheckNames.Structured, 200, 400, TextChecks.StructuredAsync),
        new("streaming", 80, 900, StreamChecks.StreamingAsync),
        new("cancellation", 80, 300, StreamChecks.CancellationAsync),
        new("stop_sequence", 80, 400, LimitChecks.StopSequenceAsync),
        new("max_tokens", 60, 100, LimitChecks.MaxTokensAsync),
        new("count_tokens", 2500, 300, LimitChecks.CountTokensAsync),
        new("cache_reads", 20_000, 900, LimitChecks.CacheReadsAsync),
        new("context_overflow", 0, 0, LimitChecks.OverflowAsync),
    ];
}
