using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Tests.AnthropicMessages;

/// <summary>Writing answers in tests, and checking the grammar of what was written.</summary>
internal static partial class Answers
{
    /// <summary>A translation for a request that does not matter.</summary>
    public static Translation NewTranslation(string requestedModel = "claude-opus-5-5", ConversationRequest? request = null, long estimate = 42) => new()
    {
        Request = request ?? Requests.Read("""{"model":"m","messages":[]}"""),
        RequestedModel = requestedModel,
        Model = new ModelTraits { Id = "upstream-model" },
        Ids = new CountingIds(),
        Envelope = new SignatureEnvelope(new byte[32]),
        Provenance = "anthropic/main",
        EstimatedInputTokens = estimate,
    };

    /// <summary>What the stream writer makes of events.</summary>
    public static string Stream(Action<IStreamSink> events, Translation? translation = null)
    {
        using var output = new ByteWriter();
        events(Requests.Dialect.CreateStreamWriter(translation ?? NewTranslation(), output));
        return Encoding.UTF8.GetString(output.Written);
    }

    /// <summary>What the whole-answer writer makes of events.</summary>
    public static JsonObject Whole(Action<IStreamSink> events, Translation? translation = null)
    {
        using var output = new ByteWriter();
        events(Requests.Dialect.CreateAnswerWriter(translation ?? NewTranslation(), output));
        return JsonNode.Parse(output.Written)!.AsObject();
    }

    /// <summary>
    /// The events of a written stream. Fails unless every frame has exactly the form that the CLI reads (H-273, H-291) and the events
    /// follow the grammar (H-274 to H-286).
    /// </summary>
    public static List<JsonObject> Events(string stream, bool complete = true)
    {
        var events = new List<JsonObject>();
        foreach (var frame in stream.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var match = Frame().Match(frame);
            match.Success.ShouldBeTrue(frame);
            var data = JsonNode.Parse(match.Groups["data"].Value)!.AsObject();
            ((string?)data["type"]).ShouldBe(match.Groups["type"].Value);
            events.Add(data);
        }

        (stream.Length == 0 || stream.EndsWith("\n\n", StringComparison.Ordinal)).ShouldBeTrue();
        CheckGrammar(events, complete);
        return events;
    }

    /// <summary>The types of events, deltas and blocks in a compact form.</summary>
    public static string Shape(IEnumerable<JsonObject> events) => string.Join(' ', events.Select(data => (string)data["type"]! switch
    {
        "content_block_start" => $"start:{data["content_block"]!["type"]}",
        "content_block_delta" => (string)data["delta"]!["type"]!,
        "content_block_stop" => "stop",
        var type => type,
    }));

    private static void CheckGrammar(List<JsonObject> events, bool complete)
    {
        var open = false;
        var next = 0;
        for (var i = 0; i < events.Count; i++)
        {
            var type = (string)events[i]["type"]!;
            (type == "message_start").ShouldBe(i == 0, $"event {i}: {type}");
            switch (type)
            {
                case "content_block_start":
                    open.ShouldBeFalse();
                    ((int)events[i]["index"]!).ShouldBe(next);
                    open = true;
                    break;
                case "content_block_delta":
                    open.ShouldBeTrue();
                    ((int)events[i]["index"]!).ShouldBe(next);
                    break;
                case "content_block_stop":
                    open.ShouldBeTrue();
                    ((int)events[i]["index"]!).ShouldBe(next++);
                    open = false;
                    break;
                case "message_delta":
                    open.ShouldBeFalse();
                    events[i]["usage"].ShouldNotBeNull();
                    break;
                case "message_stop":
                    i.ShouldBe(events.Count - 1);
                    break;
            }
        }

        if (complete)
        {
            ((string)events[^1]["type"]!).ShouldBe("message_stop");
            events.Count(data => (string)data["type"]! == "message_delta").ShouldBe(1);
        }
    }

    [GeneratedRegex("""^event: (?<type>[a-z_]+)\ndata: (?<data>\{[^\n]*\})$""", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Frame();
}

/// <summary>Ids that a test can name: aaaa…, bbbb…, and so on.</summary>
internal sealed class CountingIds : IIdSource
{
    private int _next;

    public void Fill(Span<byte> target) => target.Fill((byte)('a' + (_next++ % 26)));
}
