namespace Dragoman.Commands.Conformance;

/// <summary>How an answer travels.</summary>
internal static class StreamChecks
{
    private const string Count = "Write the numbers from 1 to 60 in English words, one per line, and nothing else.";

    /// <summary>Fewer pieces than this for sixty lines is no stream.</summary>
    private const int FewestPieces = 5;

    /// <summary>An answer that took this long and still came all at once was held back on the way.</summary>
    private static readonly TimeSpan Tellable = TimeSpan.FromSeconds(2);

    public static async Task<CheckResult> StreamingAsync(Lab lab, CancellationToken cancellation)
    {
        var answer = await lab.AskAsync(Ask.For(Count).And("max_tokens", 4096), cancellation);
        if (answer.Problem is { } problem)
        {
            return problem;
        }

        var seen = $"{answer.TextPieces} pieces over {answer.Spread.TotalSeconds:0.00} s, the first after {answer.FirstPiece.TotalSeconds:0.00} s";
        var isHeldBack = answer.FirstPiece > Tellable && answer.Spread < answer.FirstPiece / 20;
        return CheckResult.Of(
            answer.TextPieces >= FewestPieces && !isHeldBack && answer.Text.Contains("sixty", StringComparison.OrdinalIgnoreCase), seen, isHeldBack ? $"held back: {seen}" : seen);
    }

    public static async Task<CheckResult> CancellationAsync(Lab lab, CancellationToken cancellation)
    {
        if (!await lab.LeaveAsync(Ask.For(Count).And("max_tokens", Lab.UsualMaxTokens), cancellation))
        {
            return CheckResult.Inconclusive("nothing came that could be left");
        }

        // What was left must not hold up or disturb what comes next.
        return await TextChecks.TextAsync(lab, cancellation) is { Outcome: Core.Capabilities.CheckOutcome.Passed }
            ? CheckResult.Passed("left in the middle, and asked again")
            : CheckResult.Failed("the turn behind one that was left does not work");
    }
}
