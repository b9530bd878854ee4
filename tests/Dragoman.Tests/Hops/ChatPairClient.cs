using System.Text;
using System.Text.Json.Nodes;
using Dragoman.Tests.DataPlane;

namespace Dragoman.Tests.Hops;

internal sealed class ChatPairClient : PairClient
{
    public override string CallsStop => "tool_calls";

    public override string Path(string model, bool stream) => "/v1/chat/completions";

    public override void Stream(JsonObject body)
    {
        base.Stream(body);
        body["stream_options"] = new JsonObject { ["include_usage"] = true };
    }

    public override JsonObject Body(string model, string row)
    {
        var messages = new JsonArray(Json(new { role = "system", content = "Be brief." }), Json(new { role = "user", content = "Do it." }));
        var calls = CallCount(row);
        if (calls == 0)
        {
            messages.Add(Json(new { role = "assistant", content = "I think so." }));
            messages.Add(Json(new { role = "user", content = "Go on." }));
        }
        else
        {
            messages.Add(Json(new
            {
                role = "assistant",
                content = "I edit.",
                tool_calls = Enumerable.Range(1, calls).Select(i => new { id = $"call_{i}", type = "function", function = new { name = "Edit", arguments = Arguments(i) } }),
            }));
            for (var i = calls; i >= 1; i--)
            {
                var content = row == "image result" ? Json(new[] { new { type = "image_url", image_url = new { url = $"data:image/png;base64,{Png}" } } }) : Result(row, i);
                messages.Add(new JsonObject { ["role"] = "tool", ["tool_call_id"] = $"call_{i}", ["content"] = content });
            }
        }

        return new JsonObject
        {
            ["model"] = model,
            ["max_completion_tokens"] = 2000,
            ["tools"] = new JsonArray(new JsonObject
            {
                ["type"] = "function",
                ["function"] = new JsonObject { ["name"] = "Edit", ["description"] = "Edits.", ["parameters"] = Schema() },
            }),
            ["messages"] = messages,
        };
    }

    public override Heard Hear(JsonNode answer)
    {
        var choice = answer["choices"]![0]!;
        return new Heard(
            (string?)choice["message"]!["content"] ?? string.Empty,
            [.. (choice["message"]!["tool_calls"]?.AsArray() ?? []).Select(call => ((string)call!["id"]!, (string)call["function"]!["name"]!, (string)call["function"]!["arguments"]!))],
            (string?)choice["finish_reason"],
            (long)answer["usage"]!["prompt_tokens"]!,
            (long)answer["usage"]!["completion_tokens"]!);
    }

    public override Heard HearStream(byte[] stream)
    {
        var answer = ChatAnswer.OfStream(Encoding.UTF8.GetString(stream));
        var usage = answer.Usage.ShouldNotBeNull();
        return new Heard(
            answer.Text, answer.Calls, answer.Finish, usage.GetProperty("prompt_tokens").GetInt64(), usage.GetProperty("completion_tokens").GetInt64());
    }
}
