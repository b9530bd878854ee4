using System.Text.Json.Nodes;

namespace Dragoman.Commands.Conformance;

/// <summary>Whether a model reads what its tools gave back. The calls in front were made by nobody here, as after a change of model.</summary>
internal static class ResultChecks
{
    private static readonly JsonObject Tool = Ask.Tool("read_sensor", "Reads a sensor.", "name");

    public static async Task<CheckResult> ResultAsync(Lab lab, CancellationToken cancellation)
    {
        var answer = await lab.AskAsync(
            History("Read the sensor \"cellar\" and tell me the number that it gives.", Ask.Result("toolu_lab_1", "{\"reading\": 48213}")), cancellation);
        return ToolChecks.Lost(answer) ?? TextChecks.Says(Joined(answer), "48213");
    }

    public static async Task<CheckResult> ErrorAsync(Lab lab, CancellationToken cancellation)
    {
        var answer = await lab.AskAsync(
            History(
                "Read the sensor \"cellar\" once. If it fails, do not try again: tell me the error code.",
                Ask.Result("toolu_lab_1", "sensor unreachable, error code EQ-9917", isError: true)),
            cancellation);
        return ToolChecks.Lost(answer) ?? TextChecks.Says(Joined(answer), "EQ-9917");
    }

    public static async Task<CheckResult> ImageAsync(Lab lab, CancellationToken cancellation)
    {
        var answer = await lab.AskAsync(
            History(
                "Read the sensor \"camera\". It gives a picture of one colour: tell me which, in one English word.",
                Ask.Result("toolu_lab_1", new JsonArray(Ask.Image(Samples.BluePng)))),
            cancellation);
        return ToolChecks.Lost(answer) ?? (answer.Problem is null && answer.Lost("image")
            ? CheckResult.Unsupported("images in results are not sent to this model")
            : TextChecks.Says(Joined(answer), "blue"));
    }

    private static JsonObject History(string prompt, JsonObject result) => Ask.WithTools(prompt, (JsonObject)Tool.DeepClone())
        .Then(Ask.Assistant([Ask.Call("toolu_lab_1", "read_sensor", new JsonObject { ["name"] = "cellar" })]))
        .Then(Ask.User(result));

    // "48,213" is as good.
    private static LabAnswer Joined(LabAnswer answer) =>
        answer with { Content = [Ask.Text(answer.Text.Replace("48,213", "48213", StringComparison.Ordinal))] };
}
