using System.Text.Json.Nodes;

namespace Dragoman.Commands.Conformance;

/// <summary>What a model sees.</summary>
internal static class MediaChecks
{
    public static async Task<CheckResult> ImageAsync(Lab lab, CancellationToken cancellation)
    {
        var answer = await lab.AskAsync(
            Messages(Ask.Image(Samples.RedPng), Ask.Text("This picture has one colour. Which? One English word.")), cancellation);
        return answer.Problem is null && answer.Lost("image")
            ? CheckResult.Unsupported("images are not sent to this model") : TextChecks.Says(answer, "red");
    }

    public static async Task<CheckResult> PdfAsync(Lab lab, CancellationToken cancellation)
    {
        var answer = await lab.AskAsync(Messages(Ask.Pdf(Samples.Pdf), Ask.Text("Which password does the document tell?")), cancellation);
        return answer.Problem is null && answer.Lost("document")
            ? CheckResult.Unsupported("documents are not sent to this model") : TextChecks.Says(answer, Samples.PdfWord);
    }

    private static JsonObject Messages(params JsonNode[] blocks) => new() { ["messages"] = new JsonArray(Ask.User(blocks)) };
}
