using System.Text.Json.Nodes;

namespace Dragoman.Tests.Hops;

internal sealed class GeminiPairClient : PairClient
{
    public override string CallsStop => "STOP";

    public override string Path(string model, bool stream) => $"/v1beta/models/{model}:{(stream ? "streamGenerateContent?alt=sse" : "generateContent")}";

    public override JsonObject Body(string model, string row)
    {
        var contents = new JsonArray(Content("user", Json(new { text = "Do it." })));
        var calls = CallCount(row);
        if (calls == 0)
        {
            contents.Add(Content("model", Json(new { text = "I think so." })));
            contents.Add(Content("user", Json(new { text = "Go on." })));
        }
        else
        {
            var made = new List<JsonNode> { Json(new { text = "I edit." }) };
            var results = new List<JsonNode>();
            for (var i = 1; i <= calls; i++)
            {
                made.Add(new JsonObject { ["functionCall"] = new JsonObject { ["id"] = $"call_{i}", ["name"] = "Edit", ["args"] = JsonNode.Parse(Arguments(i)) } });
                var answer = new JsonObject
                {
                    ["id"] = $"call_{i}",
                    ["name"] = "Edit",
                    ["response"] = new JsonObject { [row == "error result" ? "error" : "output"] = row == "image result" ? "a picture" : Result(row, i) },
                };
                if (row == "image result")
                {
                    answer["parts"] = new JsonArray(Json(new { inlineData = new { mimeType = "image/png", data = Png } }));
                }

                results.Insert(0, new JsonObject { ["functionResponse"] = answer });
            }

            contents.Add(Content("model", [.. made]));
            contents.Add(Content("user", [.. results]));
        }

        return new JsonObject
        {
            ["systemInstruction"] = new JsonObject { ["parts"] = new JsonArray(Json(new { text = "Be brief." })) },
            ["tools"] = new JsonArray(new JsonObject
            {
                ["functionDeclarations"] = new JsonArray(new JsonObject { ["name"] = "Edit", ["description"] = "Edits.", ["parametersJsonSchema"] = Schema() }),
            }),
            ["generationConfig"] = new JsonObject { ["maxOutputTokens"] = 2000 },
            ["contents"] = contents,
        };
    }

    // The method says it.
    public override void Stream(JsonObject body)
    {
    }

    public override Heard Hear(JsonNode answer) => Hear([answer]);

    public override Heard HearStream(byte[] stream) => Hear([.. Data(stream).Select(data => JsonNode.Parse(data)!)]);

    private static Heard Hear(IReadOnlyList<JsonNode> chunks)
    {
        var parts = chunks.SelectMany(chunk => chunk["candidates"]?[0]?["content"]?["parts"]?.AsArray() ?? []).Select(part => part!).ToList();
        var usage = chunks[^1]["usageMetadata"]!;
        return new Heard(
            string.Concat(parts.Where(part => (bool?)part["thought"] != true).Select(part => (string?)part["text"])),
            [.. parts.Select(part => part["functionCall"]).OfType<JsonNode>().Select(call => ((string)call["id"]!, (string)call["name"]!, call["args"]!.ToJsonString()))],
            chunks.Select(chunk => (string?)chunk["candidates"]?[0]?["finishReason"]).Single(reason => reason is not null),
            (long)usage["promptTokenCount"]!,
            (long)usage["candidatesTokenCount"]! + ((long?)usage["thoughtsTokenCount"] ?? 0));
    }

    private static JsonObject Content(string role, params JsonNode[] parts) => new() { ["role"] = role, ["parts"] = new JsonArray([.. parts]) };
}
