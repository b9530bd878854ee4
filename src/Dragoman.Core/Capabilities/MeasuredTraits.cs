namespace Dragoman.Core.Capabilities;

/// <summary>What the checks of one model say about it, for routing; null where they say nothing.</summary>
public sealed record MeasuredTraits
{
    /// <summary>Takes tools: calls one, with the arguments that were meant, and reads results.</summary>
    public bool? Tools { get; init; }

    /// <summary>Calls several tools in one answer.</summary>
    public bool? ParallelTools { get; init; }

    /// <summary>Sees images.</summary>
    public bool? Vision { get; init; }

    /// <summary>Reads PDF documents.</summary>
    public bool? Documents { get; init; }

    /// <summary>Follows a JSON Schema.</summary>
    public bool? StructuredOutput { get; init; }

    /// <summary>When the youngest check was made.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>A model of which nothing bad is assumed, so that everything about it is tried.</summary>
    public static MeasuredTraits Everything { get; } = new()
    {
        Tools = true, ParallelTools = true, Vision = true, Documents = true, StructuredOutput = true,
    };

    /// <summary>What these checks of one model say.</summary>
    public static MeasuredTraits Of(IReadOnlyList<CapabilityCheck> checks)
    {
        var tools = All(checks, CheckNames.OneCall, CheckNames.Arguments, CheckNames.EmptyArguments, CheckNames.ToolResult);
        return new MeasuredTraits
        {
            Tools = tools,
            // Who calls none at all calls no five either, whatever the other check happened to see.
            ParallelTools = tools == false ? false : All(checks, CheckNames.FiveCalls),
            Vision = All(checks, CheckNames.Image),
            Documents = All(checks, CheckNames.Pdf),
            StructuredOutput = All(checks, CheckNames.Structured),
            At = checks.Count == 0 ? default : checks.Max(static check => check.At),
        };
    }

    // False where one did not pass, true where all that say something passed, null where none does.
    private static bool? All(IReadOnlyList<CapabilityCheck> checks, params ReadOnlySpan<string> names)
    {
        bool? all = null;
        foreach (var check in checks)
        {
            if (names.Contains(check.Name) && check.Outcome != CheckOutcome.Inconclusive)
            {
                all = check.Outcome == CheckOutcome.Passed && all != false;
            }
        }

        return all;
    }
}
