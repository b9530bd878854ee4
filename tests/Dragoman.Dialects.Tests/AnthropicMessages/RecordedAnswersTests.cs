using System.Text;
using System.Text.Json.Nodes;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Tests.AnthropicMessages;

public sealed class RecordedAnswersTests
{
    // Two answers cut together in the middle of a call; no honest reader can make one message of it.
    private const string Spliced = "messages__spliced-message-start";

    private static readonly System.Text.Json.JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public void B01_every_recorded_stream_is_emitted_again_without_loss_at_every_chunking()
    {
        var count = 0;
        foreach (var (name, bytes) in Streams())
        {
            var original = Data(bytes);
            var model = (string)original[0]["message"]!["model"]!;
            foreach (var chunk in Upstreams.Chunkings)
            {
                var (stream, reader) = Upstreams.Relay(bytes, chunk, model);
                if (name == Spliced)
                {
                    Answers.Events(stream, complete: false)[^1]["type"]!.ToString().ShouldBe("error");
                    continue;
                }

                reader.EarlyFailure.ShouldBeNull(name);
                reader.BrokenBy.ShouldBeNull(name);
                SameEvents(Answers.Events(stream), original, name);
            }

            count++;
        }

        count.ShouldBeGreaterThan(30);
    }

    [Fact]
    public void B07_every_recorded_stream_is_folded_into_the_message_that_the_sdks_make()
    {
        foreach (var (name, bytes) in Streams().Where(stream => stream.Name != Spliced))
        {
            var original = Data(bytes);
            var (whole, reader) = Upstreams.Relay(bytes, 7, (string)original[0]["message"]!["model"]!, whole: true);
            reader.BrokenBy.ShouldBeNull(name);
            reader.EarlyFailure.ShouldBeNull(name);
            var expected = Folding.Fold(original.SelectMany(Spread));
            JsonNode.DeepEquals(JsonNode.Parse(whole), expected).ShouldBeTrue($"{name}\n{whole}\n{expected.ToJsonString()}");
        }
    }

    [Fact]
    public void B07_every_recorded_answer_is_read_and_written_back_without_loss()
    {
        var count = 0;
        foreach (var folder in SharedData.RecordedMessages().Where(folder => File.Exists(Path.Combine(folder, "response.json"))))
        {
            var bytes = File.ReadAllBytes(Path.Combine(folder, "response.json"));
            var original = JsonNode.Parse(bytes)!.AsObject();
            using var output = new ByteWriter();
            var translation = Answers.NewTranslation((string?)original["model"] ?? "x");
            var failure = Requests.Dialect.ReadAnswer(bytes, translation, Requests.Dialect.CreateAnswerWriter(translation, output));
            if ((string?)original["type"] == "error")
            {
                failure.ShouldNotBeNull(folder);
                continue;
            }

            failure.ShouldBeNull(folder);
            var written = JsonNode.Parse(output.Written);
            JsonNode.DeepEquals(written, original).ShouldBeTrue($"{folder}\n{written!.ToJsonString()}\n{original.ToJsonString()}");
            count++;
        }

        count.ShouldBeGreaterThan(30);
    }

    [Fact]
    public void H_287_every_recorded_answer_becomes_a_stream_that_folds_into_it()
    {
        foreach (var folder in SharedData.RecordedMessages().Where(folder => File.Exists(Path.Combine(folder, "response.json"))))
        {
            var bytes = File.ReadAllBytes(Path.Combine(folder, "response.json"));
            var original = JsonNode.Parse(bytes)!.AsObject();
            if ((string?)original["type"] == "error")
            {
                continue;
            }

            using var output = new ByteWriter();
            var translation = Answers.NewTranslation((string)original["model"]!);
            Requests.Dialect.ReadAnswer(bytes, translation, Requests.Dialect.CreateStreamWriter(translation, output)).ShouldBeNull();
            var folded = Folding.Fold(Answers.Events(Encoding.UTF8.GetString(output.Written)));
            JsonNode.DeepEquals(folded, original).ShouldBeTrue($"{folder}\n{folded.ToJsonString()}\n{original.ToJsonString()}");
        }
    }

    private static List<JsonObject> Data(byte[] stream) => Encoding.UTF8.GetString(stream).Split('\n')
        .Where(line => line.StartsWith("data:", StringComparison.Ordinal))
        .Select(line => JsonNode.Parse(line[5..])!.AsObject()).ToList();

    // Some recordings hold the streams of several turns, one behind the other.
    private static IEnumerable<(string Name, byte[] Bytes)> Streams()
    {
        const string End = "event: message_stop\n";
        foreach (var folder in SharedData.RecordedMessages().Where(folder => File.Exists(Path.Combine(folder, "stream.sse"))))
        {
            var text = File.ReadAllText(Path.Combine(folder, "stream.sse"));
            while (text.AsSpan().Trim().Length > 0)
            {
                var stop = text.IndexOf(End, StringComparison.Ordinal);
                var end = stop < 0 ? -1 : text.IndexOf("\n\n", stop, StringComparison.Ordinal);
                var one = end < 0 ? text : text[..(end + 2)];
                text = text[one.Length..];
                yield return (Path.GetFileName(folder), Encoding.UTF8.GetBytes(one));
            }
        }
    }

    private static void SameEvents(IEnumerable<JsonObject> written, IEnumerable<JsonObject> original, string name)
    {
        var left = WithoutPings(written);
        var right = WithoutPings(original.SelectMany(Spread).SelectMany(InDeltas));
        for (var i = 0; i < Math.Min(left.Count, right.Count); i++)
        {
            JsonNode.DeepEquals(left[i], right[i]).ShouldBeTrue($"{name}, event {i}\n{left[i].ToJsonString()}\n{right[i].ToJsonString()}");
        }

        left.Count.ShouldBe(right.Count, name);
    }

    // Two changes are made on purpose. A message that came whole in its start is told in events …
    private static IEnumerable<JsonObject> Spread(JsonObject data)
    {
        if (data["message"]?["content"] is not JsonArray { Count: > 0 } content)
        {
            return [data];
        }

        var start = data.DeepClone().AsObject();
        start["message"]!["content"] = new JsonArray();
        start["message"]!["stop_reason"] = null;
        start["message"]!["stop_sequence"] = null;
        var blocks = content.SelectMany((block, index) => new[]
        {
            new JsonObject { ["type"] = "content_block_start", ["index"] = index, ["content_block"] = block!.DeepClone() },
            new JsonObject { ["type"] = "content_block_stop", ["index"] = index },
        });
        var message = data["message"]!;
        var finish = new JsonObject
        {
            ["type"] = "message_delta",
            ["delta"] = new JsonObject { ["stop_reason"] = message["stop_reason"]?.DeepClone(), ["stop_sequence"] = message["stop_sequence"]?.DeepClone() },
            ["usage"] = message["usage"]?.DeepClone(),
        };
        return [start, .. blocks, finish];
    }

    // … and input that stands in a block's start is told in a delta (H-282).
    private static IEnumerable<JsonObject> InDeltas(JsonObject data)
    {
        if (data["content_block"]?["input"] is not JsonObject { Count: > 0 } input)
        {
            return [data];
        }

        var start = data.DeepClone().AsObject();
        start["content_block"]!["input"] = new JsonObject();
        return [start, new JsonObject
        {
            ["type"] = "content_block_delta",
            ["index"] = (int)data["index"]!,
            ["delta"] = new JsonObject { ["type"] = "input_json_delta", ["partial_json"] = input.ToJsonString(Relaxed) },
        }];
    }

    private static List<JsonObject> WithoutPings(IEnumerable<JsonObject> events) =>
        events.Where(data => (string)data["type"]! != "ping").ToList();
}
