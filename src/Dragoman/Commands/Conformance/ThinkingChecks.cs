using System.Text.Json.Nodes;

namespace Dragoman.Commands.Conformance;

/// <summary>Whether thinking comes, and is taken back on the next turn (A12).</summary>
internal static class ThinkingChecks
{
    private const int Room = 4096;

    public static async Task<CheckResult> TwoTurnsAsync(Lab lab, CancellationToken cancellation)
    {
        var body = Body();
        var first = await lab.AskAsync((JsonObject)body.DeepClone(), cancellation);
        if ((first.Problem ?? ToolChecks.Lost(first)) is { } problem)
        {
            return problem;
        }

        var thoughts = first.Blocks("thinking").ToList();
        if (thoughts.Count == 0 && !first.Blocks("redacted_thinking").Any())
        {
            return CheckResult.Unsupported("no thinking is shown");
        }

        if (thoughts.Exists(thought => string.IsNullOrEmpty((string?)thought["signature"])))
        {
            return CheckResult.Failed("thinking came without a signature, so it cannot be given back");
        }

        if (first.Calls.Count == 0)
        {
            return CheckResult.Inconclusive($"no call to go on from: {ToolChecks.Describe(first)}");
        }

        var second = await lab.AskAsync(
            body.Then(Ask.Assistant(first.Content)).Then(Ask.User([.. first.Calls.Select(call => Ask.Result(call.Id, "17"))])), cancellation);
        return second.Error is { } error ? CheckResult.Failed($"the second turn, which gives the thinking back, fails: {error}")
            : second.Lost("thinking") ? CheckResult.Unsupported("thinking is shown, but this upstream does not take it back")
            : CheckResult.Passed("thinking comes and is taken back");
    }

    private static JsonObject Body() => Ask
        .WithTools(
            "Think first: the sensors north and south give a number each, and I want their product. Begin with the sensor north alone, by the tool.",
            Ask.Tool("read_sensor", "Reads a sensor.", "name"))
        .And("max_tokens", Room)
        .And("thinking", new JsonObject { ["type"] = "adaptive", ["display"] = "summarized" });
}
