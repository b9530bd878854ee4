using System.Text.Json.Nodes;
using Dragoman.Testing;

namespace Dragoman.Tests.Hops;

internal class MessagesPairClient : PairClient
{
    public override string CallsStop => "tool_use";

    public override string Path(string model, bool stream) => "/v1/messages";

    public override JsonObject Body(string model, string row)
    {
        var messages = new JsonArray(Json(new { role = "user", content = "Do it." }));
        var calls = CallCount(row);
        if (calls == 0)
        {
            messages.Add(Json(new { role = "assistant", content = "I think so." }));
            messages.Add(Json(new { role = "user", content = "Go on." }));
        }
        else
        {
            var made = new JsonArray(Json(new { type = "text", text = "I edit." }));
            var results = new JsonArray();
            for (var i = 1; i <= calls; i++)
            {
                made.Add(new JsonObject { ["type"] = "tool_use", ["id"] = $"toolu_{i}", ["name"] = "Edit", ["input"] = JsonNode.Parse(Arguments(i)) });
                JsonNode content = row == "image result"
                    ? new JsonArray(Json(new { type = "image", source = new { type = "base64", media_type = "image/png", data = Png } })) : Result(row, i);
                var result = new JsonObject { ["type"] = "tool_result", ["tool_use_id"] = $"toolu_{i}", ["content"] = content };
                if (row == "error result")
                {
                    result["is_error"] = true;
                }

                // In the order in which they were finished (H-075).
                results.Insert(0, result);
            }

            messages.Add(new JsonObject { ["role"] = "assistant", ["content"] = made });
            messages.Add(new JsonObject { ["role"] = "user", ["content"] = results });
        }

        return new JsonObject
        {
            ["model"] = model,
            ["max_tokens"] = 2000,
            ["system"] = "Be brief.",
            ["tools"] = new JsonArray(new JsonObject { ["name"] = "Edit", ["description"] = "Edits.", ["input_schema"] = Schema() }),
            ["messages"] = messages,
        };
    }

    public override Heard Hear(JsonNode answer)
    {
        var blocks = answer["content"]!.AsArray();
        return new Heard(
            string.Concat(blocks.Where(block => (string?)block!["type"] == "text").Select(block => (string?)block!["text"])),
            [.. blocks.Where(block => (string?)block!["type"] == "tool_use").Select(block => ((string)block!["id"]!, (string)block["name"]!, block["input"]!.ToJsonString()))],
            (string?)answer["stop_reason"],
            (long)answer["usage"]!["input_tokens"]! + ((long?)answer["usage"]!["cache_read_input_tokens"] ?? 0),
            (long)answer["usage"]!["output_tokens"]!);
    }

    public override Heard HearStream(byte[] stream)
    {
        var folded = AnthropicStreamGrammar.Fold(stream);
        folded.Errors.ShouldBeEmpty();
        folded.StreamError.ShouldBeNull();
        return Hear(folded.Message);
    }
}
