using System.Text.Json;

namespace Dragoman.Tests.DataPlane;

/// <summary>An answer of chat completions as a client puts it together, from one body or from a stream.</summary>
internal sealed record ChatAnswer(
    string Model, string Text, IReadOnlyList<(string Id, string Name, string Arguments)> Calls, string Finish, JsonElement? Usage)
{
    public static ChatAnswer OfWhole(string body)
    {
        var answer = JsonDocument.Parse(body).RootElement;
        answer.GetProperty("object").GetString().ShouldBe("chat.completion");
        var choice = answer.GetProperty("choices")[0];
        var message = choice.GetProperty("message");
        var calls = message.TryGetProperty("tool_calls", out var list)
            ? list.EnumerateArray().Select(call => (
                call.GetProperty("id").GetString()!,
                call.GetProperty("function").GetProperty("name").GetString()!,
                call.GetProperty("function").GetProperty("arguments").GetString()!)).ToList()
            : [];
        return new(
            answer.GetProperty("model").GetString()!,
            message.GetProperty("content").GetString() ?? string.Empty,
            calls,
            choice.GetProperty("finish_reason").GetString()!,
            answer.GetProperty("usage"));
    }

    public static ChatAnswer OfStream(string body)
    {
        var model = string.Empty;
        var text = string.Empty;
        var finish = string.Empty;
        JsonElement? usage = null;
        var calls = new List<(string Id, string Name, string Arguments)>();
        var frames = body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        frames[^1].ShouldBe("data: [DONE]");
        foreach (var frame in frames[..^1].Where(frame => frame[0] != ':'))
        {
            var chunk = JsonDocument.Parse(frame["data: ".Length..]).RootElement;
            chunk.GetProperty("object").GetString().ShouldBe("chat.completion.chunk");
            model = chunk.GetProperty("model").GetString()!;
            if (chunk.TryGetProperty("usage", out var told) && told.ValueKind == JsonValueKind.Object)
            {
                usage = told;
            }

            foreach (var choice in chunk.GetProperty("choices").EnumerateArray())
            {
                finish = choice.GetProperty("finish_reason").GetString() ?? finish;
                var delta = choice.GetProperty("delta");
                text += delta.TryGetProperty("content", out var piece) ? piece.GetString() : string.Empty;
                foreach (var call in delta.TryGetProperty("tool_calls", out var list) ? list.EnumerateArray().ToList() : [])
                {
                    Add(call, calls);
                }
            }
        }

        return new(model, text, calls, finish, usage);
    }

    private static void Add(JsonElement call, List<(string Id, string Name, string Arguments)> calls)
    {
        var index = call.GetProperty("index").GetInt32();
        var function = call.GetProperty("function");
        var arguments = function.TryGetProperty("arguments", out var piece) ? piece.GetString() : string.Empty;
        if (index == calls.Count)
        {
            calls.Add((call.GetProperty("id").GetString()!, function.GetProperty("name").GetString()!, arguments!));
        }
        else
        {
            calls[index] = calls[index] with { Arguments = calls[index].Arguments + arguments };
        }
    }
}
