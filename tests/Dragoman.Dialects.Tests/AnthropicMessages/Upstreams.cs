using System.Text;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Tests.AnthropicMessages;

/// <summary>Reading an upstream's answer in tests, in pieces of any size, into what a client would get.</summary>
internal static class Upstreams
{
    /// <summary>How the bytes arrive: piece sizes, 0 for everything at once.</summary>
    public static readonly int[] Chunkings = [0, 1, 2, 3, 7, 64, 1000];

    /// <summary>The stream that the client gets.</summary>
    public static (string Stream, AnswerReader Reader) Relay(byte[] upstream, int chunk = 0, string model = "asked", Failure? breakWith = null, bool whole = false)
    {
        using var output = new ByteWriter();
        var translation = Answers.NewTranslation(model);
        var sink = whole
            ? Requests.Dialect.CreateAnswerWriter(translation, output)
            : Requests.Dialect.CreateStreamWriter(translation, output);
        var reader = Requests.Dialect.CreateStreamReader(translation, sink);
        Feed(reader, upstream, chunk);
        if (breakWith is null)
        {
            reader.Complete();
        }
        else
        {
            reader.Break(breakWith);
        }

        reader.Dispose();
        return (Encoding.UTF8.GetString(output.Written), reader);
    }

    public static (string Stream, AnswerReader Reader) Relay(string upstream, int chunk = 0, string model = "asked", Failure? breakWith = null) =>
        Relay(Encoding.UTF8.GetBytes(upstream), chunk, model, breakWith);

    /// <summary>Feeds bytes in pieces.</summary>
    public static void Feed(AnswerReader reader, byte[] bytes, int chunk)
    {
        var size = chunk == 0 ? Math.Max(1, bytes.Length) : chunk;
        for (var at = 0; at < bytes.Length; at += size)
        {
            reader.Feed(bytes.AsSpan(at, Math.Min(size, bytes.Length - at)));
        }
    }

    /// <summary>Frames of an upstream's stream, one for each data.</summary>
    public static string Frames(params string[] data) => string.Concat(data.Select(line =>
        $"event: {System.Text.Json.Nodes.JsonNode.Parse(line)!["type"]}\ndata: {line}\n\n"));

    public const string Start = """{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"up","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":10,"output_tokens":1}}}""";
    public const string TextStart = """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""";
    public const string TextDelta = """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"half"}}""";
    public const string CallStart = """{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"toolu_1","name":"Bash","input":{}}}""";
    public const string CallDelta = """{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"command\":\"ls\"}"}}""";
    public const string BlockStop = """{"type":"content_block_stop","index":0}""";
    public const string Finish = """{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":7}}""";
    public const string Stop = """{"type":"message_stop"}""";
    public const string Overloaded = """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""";
}
