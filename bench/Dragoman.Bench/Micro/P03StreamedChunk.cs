using System.Text;
using Dragoman.Bench.Fixtures;
using Dragoman.Dialects;
using Dragoman.Dialects.Json;

namespace Dragoman.Bench.Micro;

/// <summary>P3: one more chunk of a stream that is under way, from the upstream's frame to the client's frame.</summary>
internal static class P03StreamedChunk
{
    private const string Head =
        """{"id":"chatcmpl-AbCdEfGhIjKlMnOpQrStUvWxYz012","object":"chat.completion.chunk","created":1763640000,"model":"gpt-5-2026-08-07","service_tier":"default","system_fingerprint":null,"choices":[{"index":0,"delta":""";

    private const string Tail = ""","logprobs":null,"finish_reason":null}],"usage":null,"obfuscation":"a1B2c3D4e5"}""";

    public static IEnumerable<Row> Rows()
    {
        var start = Frame("""{"role":"assistant","content":"","refusal":null}""");
        yield return Of("openai-chat", "text", [start, Frame("""{"content":"It"}""")], Chunk("""{"content":" reads the file"}"""));
        yield return Of(
            "openai-chat",
            "argument",
            [
                start,
                Frame("""{"tool_calls":[{"index":0,"id":"call_0123456789abcdef","type":"function","function":{"name":"Write","arguments":""}}]}"""),
                Frame("""{"tool_calls":[{"index":0,"function":{"arguments":"{\"content\":\""}}]}"""),
            ],
            Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":" reads the file"}}]}"""));
        yield return Of(
            "anthropic-messages",
            "text",
            [
                "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}}\n\n",
                "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n",
            ],
            "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\" reads the file\"}}",
            "event: content_block_delta\n");
    }

    private static Row Of(string name, string what, string[] before, string chunk, string eventLine = "")
    {
        var dialect = DialectRegistry.Find(name)!;
        var output = new ByteWriter(64 * 1024);
        var translation = Translations.For(Translations.Read(RequestBodies.Make(2_000)));
        var reader = dialect.CreateStreamReader(translation, Translations.Messages.CreateStreamWriter(translation, output));
        foreach (var frame in before)
        {
            reader.Feed(Encoding.UTF8.GetBytes(frame));
        }

        var bytes = Encoding.UTF8.GetBytes($"{eventLine}data: {chunk}\n\n");
        output.Reset();
        reader.Feed(bytes);
        if (output.Length == 0)
        {
            throw new InvalidOperationException($"{name}: a {what} delta writes nothing.");
        }

        return new("P3", $"{what} delta from {name}", () =>
        {
            output.Reset();
            reader.Feed(bytes);
        })
        {
            Baseline = Scan.Of(Encoding.UTF8.GetBytes(chunk)),
            Must = 1.3,
        };
    }

    private static string Chunk(string delta) => Head + delta + Tail;

    private static string Frame(string delta) => $"data: {Chunk(delta)}\n\n";
}
