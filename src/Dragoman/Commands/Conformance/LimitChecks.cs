using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Dragoman.Commands.Conformance;

/// <summary>Where answers and prompts end, and how they are counted.</summary>
internal static class LimitChecks
{
    private const int MaxTokens = 64;

    /// <summary>Windows up to this are filled; above, the request alone would be many megabytes.</summary>
    private const long LargestWindow = 300_000;

    /// <summary>How far a count may be off (N08).</summary>
    private const double Tolerance = 0.05;

    public static async Task<CheckResult> StopSequenceAsync(Lab lab, CancellationToken cancellation)
    {
        var body = Ask.For("Write the words one two three four five six, separated by spaces.").And("stop_sequences", new JsonArray("four"));
        var answer = await lab.AskAsync(body, cancellation);
        return answer.Problem ?? (answer.Lost("stop_sequence") && answer.Stop != "stop_sequence"
            ? CheckResult.Unsupported("stop sequences are not sent to this model, or it does not say that it met one")
            : CheckResult.Of(
                answer.Stop is "stop_sequence" or "end_turn" && answer.Text.Contains("three", StringComparison.OrdinalIgnoreCase)
                    && !answer.Text.Contains("four", StringComparison.OrdinalIgnoreCase),
                answer.Stop == "stop_sequence" ? "stops where it was told to" : "stops where it was told to, and does not say that this was why",
                $"said \"{answer.Text}\" and stopped for {answer.Stop ?? "no reason"}"));
    }

    public static async Task<CheckResult> MaxTokensAsync(Lab lab, CancellationToken cancellation)
    {
        var answer = await lab.AskAsync(Ask.For("Tell a long story about a lighthouse.").And("max_tokens", MaxTokens), cancellation);
        return answer.Problem ?? CheckResult.Of(
            answer.Stop == "max_tokens" && answer.Usage.OutputTokens is > 0 and <= MaxTokens * 2,
            $"cut after {answer.Usage.OutputTokens} tokens",
            $"{answer.Usage.OutputTokens} tokens, stopped for {answer.Stop ?? "no reason"}");
    }

    public static async Task<CheckResult> CountTokensAsync(Lab lab, CancellationToken cancellation)
    {
        // As in any session: what the last turn had is known, what this one appends is estimated.
        const string Say = "\nReply with exactly this word and nothing else: zebra-7319";
        var session = Ask.For(Prose(1, 120) + Say);
        var first = await lab.AskAsync((JsonObject)session.DeepClone(), cancellation);
        if (first.Problem is { } problem)
        {
            return problem;
        }

        session.Then(Ask.Assistant(first.Content)).Then(Ask.User(Ask.Text(Prose(2, 20) + Say)));
        var counted = await lab.CountAsync((JsonObject)session.DeepClone(), cancellation);
        var answer = await lab.AskAsync(session, cancellation);
        var real = answer.Usage.TotalInputTokens;
        if (answer.Problem is not null || counted is null || real == 0)
        {
            return answer.Problem ?? CheckResult.Failed("no count, or the upstream reports no input tokens");
        }

        var error = Math.Abs(counted.Value - real) / (double)real;
        var seen = string.Create(CultureInfo.InvariantCulture, $"{counted} counted, {real} billed: {error * 100:0.0} % off");
        return CheckResult.Of(error <= Tolerance, seen, seen);
    }

    public static async Task<CheckResult> CacheReadsAsync(Lab lab, CancellationToken cancellation)
    {
        for (var i = 0; i < 3; i++)
        {
            var body = Ask.For("Reply with exactly this word and nothing else: zebra-7319").And("system", new JsonArray(
                Ask.Text(Prose(3, 700)).And("cache_control", new JsonObject { ["type"] = "ephemeral" })));
            var answer = await lab.AskAsync(body, cancellation);
            if (answer.Problem is { } problem)
            {
                return problem;
            }

            if (i > 0 && answer.Usage.CacheReadTokens > 0)
            {
                return CheckResult.Passed($"{answer.Usage.CacheReadTokens} of {answer.Usage.TotalInputTokens} tokens read from the cache");
            }
        }

        return CheckResult.Unsupported("no cache is read, or the upstream does not say so");
    }

    public static async Task<CheckResult> OverflowAsync(Lab lab, CancellationToken cancellation)
    {
        if (lab.Target.Traits.ContextWindow is not { } window || window > LargestWindow)
        {
            return CheckResult.Inconclusive("the window is not known, or too large to be filled for a check");
        }

        // A word of one letter and a space is at least half a token everywhere.
        var answer = await lab.AskAsync(Ask.For(new StringBuilder().Insert(0, "x y z ", (int)(window / 2)).ToString()), cancellation);
        return answer.Error is { } error && answer.Status is 400 or 413
            ? CheckResult.Of(
                error.StartsWith("prompt is too long", StringComparison.Ordinal), "refused in words that make the client compact", $"refused as \"{error}\"")
            : answer.Error is { } other ? CheckResult.Inconclusive($"status {answer.Status}: {other}")
            : CheckResult.Failed("a prompt beyond the window is answered, so something was cut from it in silence");
    }

    // Text that no cache has seen by chance, and always the same.
    private static string Prose(int seed, int sentences)
    {
        var text = new StringBuilder();
        for (var i = 0; i < sentences; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"Rule {seed}.{i}: the keeper of lamp {(i * 37 + seed) % 101} writes the weather down at {i % 24} o'clock. ");
        }

        return text.ToString();
    }
}
