namespace Dragoman.Core.Capabilities;

/// <summary>The names of the conformance checks that routing looks at. They stand in stores, so they never change.</summary>
public static class CheckNames
{
    /// <summary>One tool is called.</summary>
    public const string OneCall = "one_call";

    /// <summary>Five tools are called in one answer.</summary>
    public const string FiveCalls = "five_calls";

    /// <summary>Nested and odd arguments arrive as they were written.</summary>
    public const string Arguments = "arguments";

    /// <summary>A call without arguments arrives as one.</summary>
    public const string EmptyArguments = "empty_arguments";

    /// <summary>A tool's result is read.</summary>
    public const string ToolResult = "tool_result";

    /// <summary>An image is seen.</summary>
    public const string Image = "image";

    /// <summary>A PDF document is read.</summary>
    public const string Pdf = "pdf";

    /// <summary>An answer follows a JSON Schema.</summary>
    public const string Structured = "structured_output";
}
