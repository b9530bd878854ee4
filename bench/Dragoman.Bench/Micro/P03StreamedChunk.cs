using System.Text;
using Dragoman.Bench.Fixtures;
using Dragoman.Dialects;
using Dragoman.Dialects.EventStream;
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
            "openai-responses",
            "text",
            [Responses("response.output_item.added", """ "item":{"id":"msg_0123456789abcdef","type":"message","status":"in_progress","role":"assistant","content":[]}""")],
            """{"type":"response.output_text.delta","sequence_number":17,"item_id":"msg_0123456789abcdef0123456789abcdef","output_index":0,"content_index":0,"delta":" reads the file","logprobs":[],"obfuscation":"a1B2c3D4e5"}""",
            "event: response.output_text.delta\n");
        yield return Of(
            "openai-responses",
            "argument",
            [
                Responses("response.output_item.added", """ "item":{"id":"fc_0123456789abcdef","type":"function_call","status":"in_progress","call_id":"call_0123456789abcdef","name":"Write","arguments":""}"""),
                Responses("response.function_call_arguments.delta", """ "item_id":"fc_0123456789abcdef","delta":"{\"content\":\"" """),
            ],
            """{"type":"response.function_call_arguments.delta","sequence_number":17,"item_id":"fc_0123456789abcdef0123456789abcdef","output_index":0,"delta":" reads the file","obfuscation":"a1B2c3D4e5"}""",
            "event: response.function_call_arguments.delta\n");
        const string MessageStart = """{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":1,"output_tokens":1}}}""";
        const string BlockStart = """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""";
        const string Delta = """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":" reads the file"}}""";
        foreach (var name in (string[])["anthropic-messages", "vertex-anthropic"])
        {
            yield return Of(
                name,
                "text",
                [$"event: message_start\ndata: {MessageStart}\n\n", $"event: content_block_start\ndata: {BlockStart}\n\n"],
                Delta,
                "event: content_block_delta\n");
        }

        yield return Of("bedrock-invoke", "text", [Invoked(MessageStart), Invoked(BlockStart)], Invoked(Delta), Delta);
        const string Text = """{"contentBlockIndex":0,"delta":{"text":" reads the file"},"p":"abcdefghijklmnopqrstuvwxyzABCDEFGH"}""";
        yield return Of("bedrock-converse", "text", [Event("messageStart", """{"role":"assistant"}""")], Event("contentBlockDelta", Text), Text);
        const string Argument = """{"contentBlockIndex":0,"delta":{"toolUse":{"input":" reads the file"}},"p":"abcdefghijklmnopqrstuvwxyzABCDEFGH"}""";
        yield return Of(
            "bedrock-converse",
            "argument",
            [
                Event("contentBlockStart", """{"contentBlockIndex":0,"start":{"toolUse":{"toolUseId":"tooluse_0123456789","name":"Write"}}}"""),
                Event("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"toolUse":{"input":"{\"content\":\""}}}"""),
            ],
            Event("contentBlockDelta", Argument),
            Argument);
        const string Line = """{"model":"qwen3:14b","created_at":"2026-11-20T17:58:55.337823Z","message":{"role":"assistant","content":" reads the file"},"done":false}""";
        yield return Of("ollama-chat", "text", [Encoding.UTF8.GetBytes(Line + "\n")], Encoding.UTF8.GetBytes(Line + "\n"), Line);
        yield return Of("gemini", "text", [$"data: {Piece("It")}\r\n\r\n"], Piece(" reads the file"));
    }

    private static byte[] Invoked(string json) =>
        Event("chunk", $$"""{"bytes":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(json))}}","p":"abcdefghijklmnopqrstuvwxyz"}""");

    private static byte[] Event(string type, string payload)
    {
        using var output = new ByteWriter();
        new EventStreamWriter(output).WriteEvent(Encoding.UTF8.GetBytes(type), Encoding.UTF8.GetBytes(payload));
        return output.Written.ToArray();
    }

    private static Row Of(string name, string what, string[] before, string chunk, string eventLine = "") =>
        Of(name, what, [.. before.Select(Encoding.UTF8.GetBytes)], Encoding.UTF8.GetBytes($"{eventLine}data: {chunk}\n\n"), chunk);

    private static Row Of(string name, string what, byte[][] before, byte[] bytes, string chunk)
    {
        var dialect = DialectRegistry.Find(name)!;
        var output = new ByteWriter(64 * 1024);
        var translation = Translations.For(Translations.Read(RequestBodies.Make(2_000)), Translations.ModelOf(dialect));
        var reader = dialect.CreateStreamReader(translation, Translations.Messages.CreateStreamWriter(translation, output));
        foreach (var frame in before)
        {
            reader.Feed(frame);
        }

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

    private static string Responses(string type, string members) =>
        $"event: {type}\ndata: {{\"type\":\"{type}\",\"output_index\":0,{members}}}\n\n";

    private static string Piece(string text) =>
        $$$"""{"candidates": [{"content": {"parts": [{"text": "{{{text}}}"}],"role": "model"},"index": 0}],"usageMetadata": {"promptTokenCount": 6521,"candidatesTokenCount": 33,"totalTokenCount": 6647,"cachedContentTokenCount": 4096,"promptTokensDetails": [{"modality": "TEXT","tokenCount": 6521}],"thoughtsTokenCount": 93},"modelVersion": "gemini-3.1-pro-preview","responseId": "FyIhav7bJNyw4-EP6eCsqA0"}""";

    private static string Chunk(string delta) => Head + delta + Tail;

    private static string Frame(string delta) => $"data: {Chunk(delta)}\n\n";
}
