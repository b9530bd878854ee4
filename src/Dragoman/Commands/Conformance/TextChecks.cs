using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dragoman.Commands.Conformance;

/// <summary>What a model says.</summary>
internal static class TextChecks
{
    public static async Task<CheckResult> TextAsync(Lab lab, CancellationToken cancellation)
    {
        var answer = await lab.AskAsync(Ask.For("Reply with exactly this word and nothing else: zebra-7319"), cancellation);
        return Says(answer, "zebra-7319");
    }

    public static async Task<CheckResult> SystemAsync(Lab lab, CancellationToken cancellation)
    {
        var body = Ask.For("What is the capital of France?")
            .And("system", "Whatever you are asked, you answer with exactly this word and nothing else: heron-2284");
        return Says(await lab.AskAsync(body, cancellation), "heron-2284");
    }

    public static async Task<CheckResult> WholeAsync(Lab lab, CancellationToken cancellation)
    {
        var answer = await lab.AskAsync(Ask.For("Reply with exactly this word and nothing else: otter-5061").And("stream", false), cancellation);
        return Says(answer, "otter-5061");
    }

    public static async Task<CheckResult> StructuredAsync(Lab lab, CancellationToken cancellation)
    {
        var schema = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["product"] = new JsonObject { ["type"] = "integer" },
                ["even"] = new JsonObject { ["type"] = "boolean" },
            },
            ["required"] = new JsonArray("product", "even"),
            ["additionalProperties"] = false,
        };
        var answer = await lab.AskAsync(
            Ask.For("What is 6 times 7, and is it even?")
                .And("output_config", new JsonObject { ["format"] = new JsonObject { ["type"] = "json_schema", ["schema"] = schema } }),
            cancellation);
        if (answer.Problem is { } problem)
        {
            return problem;
        }

        if (answer.Lost("output_format"))
        {
            return CheckResult.Unsupported("the schema is not sent to this upstream");
        }

        try
        {
            var said = JsonNode.Parse(answer.Text) as JsonObject;
            return CheckResult.Of(
                said is { Count: 2 } && (string?)said["product"]?.ToJsonString() == "42" && said["even"]?.GetValueKind() == JsonValueKind.True,
                "the answer follows its schema",
                $"the answer is {answer.Text}");
        }
        catch (JsonException)
        {
            return CheckResult.Failed($"the answer is no JSON: {answer.Text}");
        }
    }

    /// <summary>Passed where the answer ended by itself and says the word.</summary>
    internal static CheckResult Says(LabAnswer answer, string word) => answer.Problem
        ?? CheckResult.Of(
            answer.Text.Contains(word, StringComparison.OrdinalIgnoreCase) && answer.Stop == "end_turn",
            $"said {word}",
            $"said \"{answer.Text}\" and stopped for {answer.Stop ?? "no reason"}");
}
