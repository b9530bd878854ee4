using System.Text.Json.Nodes;

namespace Dragoman.Commands.Conformance;

/// <summary>What a model calls, and whether it arrives as it was written (A06, A07, A09).</summary>
internal static class ToolChecks
{
    private static readonly string[] Files = ["alpha.txt", "beta.txt", "gamma.txt", "delta.txt", "epsilon.txt"];

    // What is lost in one of these is lost in code, too: quotes, escapes, other scripts, numbers of both kinds, empty things, depth.
    private const string Odd = """{"path":"C:\\new\\table.txt","text":"She said \"no\".\n\tThen: é ü 漢字 😀","deep":{"list":[1,-2.5,true,false,null,[],{}],"inner":{"more":{"last":"</tag> & 'x'"}}},"empty":""}""";

    public static async Task<CheckResult> OneCallAsync(Lab lab, CancellationToken cancellation)
    {
        var answer = await lab.AskAsync(Ask.WithTools("What is the weather in Oslo? Use the tool.", Ask.Tool("get_weather", "The weather of a city.", "city")), cancellation);
        return answer.Problem ?? Lost(answer) ?? CheckResult.Of(
            answer is { Calls: [{ Name: "get_weather", Input: { } input, Id.Length: > 0 }], Stop: "tool_use" } && ((string?)input["city"])?.Contains("Oslo", StringComparison.OrdinalIgnoreCase) == true,
            "one call with its argument",
            Describe(answer));
    }

    public static async Task<CheckResult> FiveCallsAsync(Lab lab, CancellationToken cancellation)
    {
        var prompt = $"Read these five files: {string.Join(", ", Files)}. Make all five calls at once, in one answer, before you see any result.";
        var answer = await lab.AskAsync(Ask.WithTools(prompt, Ask.Tool("read_file", "Reads one file.", "path")), cancellation);
        if ((answer.Problem ?? Lost(answer)) is { } problem)
        {
            return problem;
        }

        var paths = answer.Calls.Select(call => (string?)call.Input?["path"]).ToHashSet(StringComparer.Ordinal);
        var ids = answer.Calls.Select(call => call.Id).Distinct(StringComparer.Ordinal).Count();
        return CheckResult.Of(
            answer.Calls.Count == Files.Length && Files.All(paths.Contains) && ids == Files.Length && answer.Stop == "tool_use",
            "five calls in one answer, each with its own id and argument",
            Describe(answer));
    }

    public static async Task<CheckResult> ArgumentsAsync(Lab lab, CancellationToken cancellation)
    {
        var tool = Ask.Tool("store", "Stores a value.");
        tool["input_schema"] = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject { ["value"] = new JsonObject { ["type"] = "object", ["additionalProperties"] = true } },
            ["required"] = new JsonArray("value"),
        };
        var answer = await lab.AskAsync(Ask.WithTools($"Call store once. Its value is exactly this JSON object, unchanged:\n{Odd}", tool), cancellation);
        return answer.Problem ?? Lost(answer) ?? CheckResult.Of(
            answer.Calls is [{ Input: { } input }] && JsonNode.DeepEquals(input["value"], JsonNode.Parse(Odd)),
            "nested, escaped and foreign characters arrive unchanged",
            Describe(answer));
    }

    public static async Task<CheckResult> EmptyArgumentsAsync(Lab lab, CancellationToken cancellation)
    {
        var answer = await lab.AskAsync(Ask.WithTools("What time is it? Use the tool.", Ask.Tool("get_time", "The time. Takes nothing.")), cancellation);
        return answer.Problem ?? Lost(answer) ?? CheckResult.Of(
            answer is { Calls: [{ Name: "get_time", Input.Count: 0 }], Stop: "tool_use" }, "a call without arguments is an empty object", Describe(answer));
    }

    public static async Task<CheckResult> ForcedChoiceAsync(Lab lab, CancellationToken cancellation)
    {
        var body = Ask.WithTools("Hello there!", Ask.Tool("note", "Notes a greeting.", "text"), Ask.Tool("other", "Does something else.", "text"))
            .And("tool_choice", new JsonObject { ["type"] = "tool", ["name"] = "note" });
        var answer = await lab.AskAsync(body, cancellation);
        return answer.Problem ?? (answer.Lost("tool_choice") ? CheckResult.Unsupported("no tool can be forced here") : CheckResult.Of(
            answer.Calls is [{ Name: "note" }, ..], "the tool that was asked for is called", Describe(answer)));
    }

    /// <summary>Unsupported where the tools never reached the model.</summary>
    internal static CheckResult? Lost(LabAnswer answer) =>
        answer.Lost("tool") ? CheckResult.Unsupported("tools are not sent to this model") : null;

    /// <summary>What came instead.</summary>
    internal static string Describe(LabAnswer answer) => answer.Calls.Count == 0
        ? $"no call, but \"{answer.Text}\" (stopped for {answer.Stop ?? "no reason"})"
        : $"{answer.Calls.Count} calls: {string.Join(", ", answer.Calls.Select(call => $"{call.Name}({call.Input?.ToJsonString() ?? "no object"})"))} (stopped for {answer.Stop ?? "no reason"})";
}
