using System.Text.Json.Nodes;

namespace Dragoman.Tests.Hops;

internal sealed class ResponsesPairClient : PairClient
{
    public override string CallsStop => "completed";

    public override string Path(string model, bool stream) => "/v1/responses";

    public override JsonObject Body(string model, string row)
    {
        var input = new JsonArray(Json(new { role = "user", content = "Do it." }));
        var calls = CallCount(row);
        if (calls == 0)
        {
            input.Add(Json(new { role = "assistant", content = "I think so." }));
            input.Add(Json(new { role = "user", content = "Go on." }));
        }
        else
        {
            input.Add(Json(new { role = "assistant", content = "I edit." }));
            for (var i = 1; i <= calls; i++)
            {
                input.Add(Json(new { type = "function_call", call_id = $"call_{i}", name = "Edit", arguments = Arguments(i) }));
            }

            for (var i = calls; i >= 1; i--)
            {
                var output = row == "image result" ? Json(new[] { new { type = "input_image", image_url = $"data:image/png;base64,{Png}" } }) : Result(row, i);
                input.Add(new JsonObject { ["type"] = "function_call_output", ["call_id"] = $"call_{i}", ["output"] = output });
            }
        }

        return new JsonObject
        {
            ["model"] = model,
            ["max_output_tokens"] = 2000,
            ["store"] = false,
            ["instructions"] = "Be brief.",
            ["tools"] = new JsonArray(new JsonObject { ["type"] = "function", ["name"] = "Edit", ["description"] = "Edits.", ["parameters"] = Schema() }),
            ["input"] = input,
        };
    }

    public override Heard Hear(JsonNode answer)
    {
        var items = answer["output"]!.AsArray();
        return new Heard(
            string.Concat(items.Where(item => (string?)item!["type"] == "message").SelectMany(item => item!["content"]!.AsArray()).Select(part => (string?)part!["text"])),
            [.. items.Where(item => (string?)item!["type"] == "function_call").Select(item => ((string)item!["call_id"]!, (string)item["name"]!, (string)item["arguments"]!))],
            (string?)answer["status"],
            (long)answer["usage"]!["input_tokens"]!,
            (long)answer["usage"]!["output_tokens"]!);
    }

    // What was told piece by piece is what stands whole in the last event.
    public override Heard HearStream(byte[] stream)
    {
        var events = Data(stream).Select(data => JsonNode.Parse(data)!).ToList();
        var heard = Hear(events[^1]["response"]!);
        string Deltas(string type) => string.Concat(events.Where(one => (string?)one["type"] == type).Select(one => (string?)one["delta"]));
        Deltas("response.output_text.delta").ShouldBe(heard.Text);
        Deltas("response.function_call_arguments.delta").ShouldBe(string.Concat(heard.Calls.Select(call => call.Arguments)));
        return heard;
    }
}
