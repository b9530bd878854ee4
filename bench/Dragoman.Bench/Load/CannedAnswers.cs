using System.Text;

namespace Dragoman.Bench.Load;

/// <summary>What the canned provider says, in both dialects, made once.</summary>
internal sealed class CannedAnswers
{
    /// <summary>The digits of a frame's time stamp, between these two signs in its text.</summary>
    public const int StampLength = 19;

    /// <summary>What stands in front of the time stamp.</summary>
    public static ReadOnlySpan<byte> StampMark => "sent@"u8;

    private const string Text =
        "The basket adds an article with its price and sums all lines. I would round each line once, where it is made, and not in the total, "
        + "so that what is shown and what is paid are the same. The test for an empty basket is there already; the one for two articles is missing.";

    private static readonly string Stamp = Encoding.UTF8.GetString(StampMark) + new string('0', StampLength);

    private CannedAnswers(string whole, string start, string delta, string end)
    {
        Whole = Bytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(whole)}\r\n\r\n{whole}");
        Head = Bytes("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n" + Chunked(start + delta));
        Delta = Bytes(Chunked(delta));
        StampAt = Delta.AsSpan().IndexOf(StampMark) + StampMark.Length;
        End = Bytes(Chunked(end) + "0\r\n\r\n");
    }

    /// <summary>The Messages API.</summary>
    public static CannedAnswers Messages { get; } = new(
        $$$"""{"id":"msg_01AbCdEfGhIjKlMnOpQrStUv","type":"message","role":"assistant","model":"quick","content":[{"type":"text","text":"{{{Text}}}"},{"type":"tool_use","id":"toolu_01AbCdEf","name":"Read","input":{"file_path":"/src/orders/Basket.cs"}}],"stop_reason":"tool_use","stop_sequence":null,"usage":{"input_tokens":19000,"cache_creation_input_tokens":0,"cache_read_input_tokens":18000,"output_tokens":120}}""",
        Event("message_start", """{"type":"message_start","message":{"id":"msg_01AbCdEfGhIjKlMnOpQrStUv","type":"message","role":"assistant","model":"live","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":19000,"output_tokens":1}}}""")
            + Event("content_block_start", """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"""),
        Event("content_block_delta", $$$"""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"{{{Stamp}}} reads the file"}}"""),
        Event("content_block_stop", """{"type":"content_block_stop","index":0}""")
            + Event("message_delta", """{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":500}}""")
            + Event("message_stop", """{"type":"message_stop"}"""));

    /// <summary>Chat completions.</summary>
    public static CannedAnswers Chat { get; } = new(
        $$$$"""{"id":"chatcmpl-AbCdEfGhIjKl","object":"chat.completion","created":1763640000,"model":"gpt-5","choices":[{"index":0,"message":{"role":"assistant","content":"{{{{Text}}}}","refusal":null,"tool_calls":[{"id":"call_AbCdEf","type":"function","function":{"name":"Read","arguments":"{\"file_path\":\"/src/orders/Basket.cs\"}"}}]},"logprobs":null,"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":19000,"completion_tokens":120,"total_tokens":19120,"prompt_tokens_details":{"cached_tokens":18000}}}""",
        Chunk("""{"role":"assistant","content":"","refusal":null}"""),
        Chunk($$"""{"content":"{{Stamp}} reads the file"}"""),
        Chunk("{}", "\"stop\"")
            + "data: {\"id\":\"chatcmpl-AbCdEfGhIjKl\",\"object\":\"chat.completion.chunk\",\"created\":1763640000,\"model\":\"gpt-5\",\"choices\":[],\"usage\":{\"prompt_tokens\":19000,\"completion_tokens\":500,\"total_tokens\":19500}}\n\n"
            + "data: [DONE]\n\n");

    /// <summary>A whole answer with its head.</summary>
    public byte[] Whole { get; }

    /// <summary>The head of a stream and its first frames, content included.</summary>
    public byte[] Head { get; }

    /// <summary>One more frame.</summary>
    public byte[] Delta { get; }

    /// <summary>Where the time stamp stands in <see cref="Delta"/>.</summary>
    public int StampAt { get; }

    /// <summary>The last frames and the end of the body.</summary>
    public byte[] End { get; }

    private static string Event(string name, string data) => $"event: {name}\ndata: {data}\n\n";

    private static string Chunk(string delta, string finish = "null") =>
        "data: {\"id\":\"chatcmpl-AbCdEfGhIjKl\",\"object\":\"chat.completion.chunk\",\"created\":1763640000,\"model\":\"gpt-5-2026-08-07\",\"service_tier\":\"default\",\"system_fingerprint\":null,\"choices\":[{\"index\":0,\"delta\":"
        + delta + ",\"logprobs\":null,\"finish_reason\":" + finish + "}],\"usage\":null,\"obfuscation\":\"a1B2c3D4e5\"}\n\n";

    private static string Chunked(string body) => $"{Encoding.UTF8.GetByteCount(body):x}\r\n{body}\r\n";

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
