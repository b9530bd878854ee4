using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Dragoman.Dialects.AnthropicMessages;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.OpenAiChat;
using Dragoman.Testing;

namespace Dragoman.Dialects.Tests.OpenAiChat;

/// <summary>What the hot path may cost: allocations are asserted, times only told.</summary>
public sealed class BudgetTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(77)]
    [InlineData(700)]
    public void P1_a_request_is_translated_without_an_allocation(int kilobytes)
    {
        var body = LongConversation(kilobytes * 1000);
        var dialect = new OpenAiChatDialect();
        using var written = new ByteWriter(body.Length * 2);
        Warm(() => Translate(dialect, body, written), 40);
        // The attempt itself, and the dialect's object, belong to the caller; what is measured is reading and writing.
        var messages = new AnthropicMessagesDialect();
        var (read, write) = (long.MaxValue, long.MaxValue);
        for (var i = 0; i < 5; i++)
        {
            using var request = ConversationRequest.Rent(new Arena(body.Length + 64));
            request.Body = request.Arena.Append(body);
            var attempt = Chat.Attempt(request);
            written.Reset();
            var before = GC.GetAllocatedBytesForCurrentThread();
            messages.ReadRequest(request).ShouldBeNull();
            var between = GC.GetAllocatedBytesForCurrentThread();
            dialect.WriteRequest(attempt, written).ShouldBeNull();
            var after = GC.GetAllocatedBytesForCurrentThread();
            (read, write) = (Math.Min(read, between - before), Math.Min(write, after - between));
        }

        (read, write).ShouldBe((0, 0));
        Report($"P1 {kilobytes} KB", () => Translate(dialect, body, written), () => Scan(body));
    }

    [Theory]
    [InlineData("text")]
    [InlineData("arguments")]
    [InlineData("reasoning")]
    [InlineData("padded")]
    [InlineData("changing")]
    public void P3_a_delta_is_read_without_an_allocation(string kind)
    {
        using var conversation = Chat.Read(Streams.Plain);
        var sink = new Counting();
        using var reader = new OpenAiChatDialect().CreateStreamReader(Chat.Attempt(conversation), sink);
        if (kind == "arguments")
        {
            reader.Feed(Encoding.UTF8.GetBytes(Streams.Sse(Streams.Call(0, "a", "Bash", "{\"command\":\"x"))));
        }

        var chunks = Enumerable.Range(0, 64).Select(i => Encoding.UTF8.GetBytes(Streams.Sse(Chunk(kind, i)))).ToArray();
        Warm(() => Feed(reader, chunks), 30);
        // The least of some rounds: a collection that another test causes may trim the pool in one of them.
        var allocated = long.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            var deltas = sink.Deltas;
            var before = GC.GetAllocatedBytesForCurrentThread();
            Feed(reader, chunks);
            allocated = Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
            (sink.Deltas - deltas).ShouldBe(chunks.Length);
        }

        allocated.ShouldBe(0);
        Report($"P3 {kind}", () => Feed(reader, chunks), () => Scan(chunks));
    }

    private static string Chunk(string kind, int i) => kind switch
    {
        "arguments" => Streams.Delta($$$$"""{"tool_calls":[{"index":0,"function":{"arguments":"word {{{{i}}}} "}}]}"""),
        "reasoning" => Streams.Delta($$"""{"reasoning_content":"word {{i}} "}"""),
        "padded" => $$"""{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"gpt-x","choices":[{"index":0,"delta":{"content":"word"},"finish_reason":null}],"obfuscation":"{{new string('x', i % 9)}}"}""",
        "changing" => $$$$"""{"id":"chatcmpl-1","object":"chat.completion.chunk","created":{{{{i}}}},"model":"gpt-x","choices":[{"index":0,"delta":{"content":"word"},"finish_reason":null}]}""",
        _ => Streams.Delta($$"""{"content":"word {{i}} "}"""),
    };

    private static void Translate(OpenAiChatDialect dialect, byte[] body, ByteWriter written)
    {
        var arena = new Arena(body.Length + 64);
        using var request = ConversationRequest.Rent(arena);
        request.Body = arena.Append(body);
        new AnthropicMessagesDialect().ReadRequest(request).ShouldBeNull();
        written.Reset();
        dialect.WriteRequest(Chat.Attempt(request), written).ShouldBeNull();
    }

    private static void Feed(AnswerReader reader, byte[][] chunks)
    {
        foreach (var chunk in chunks)
        {
            reader.Feed(chunk);
        }
    }

    private static void Scan(params byte[][] bodies)
    {
        foreach (var body in bodies)
        {
            ReadOnlySpan<byte> json = body;
            if (json.StartsWith("data: "u8))
            {
                json = json[6..];
            }

            var reader = new Utf8JsonReader(json.TrimEnd("\n"u8), new JsonReaderOptions { MaxDepth = 512 });
            while (reader.Read())
            {
            }
        }
    }

    private static void Warm(Action action, int times)
    {
        for (var i = 0; i < times; i++)
        {
            action();
        }
    }

    private void Report(string name, Action action, Action scan)
    {
        Warm(action, 200);
        Warm(scan, 200);
        // The best of many short runs is what is left when nobody else has the processor.
        var (best, bestScan) = (double.MaxValue, double.MaxValue);
        for (var i = 0; i < 60; i++)
        {
            (best, bestScan) = (Math.Min(best, Time(action)), Math.Min(bestScan, Time(scan)));
        }

        output.WriteLine($"{name}: {best / bestScan:0.00} x scan ({best:0} and {bestScan:0} microseconds)");

        static double Time(Action action)
        {
            var start = Stopwatch.GetTimestamp();
            Warm(action, 3);
            return Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }
    }

    /// <summary>A conversation as the CLI has it: a large head and tools, then turns of text, calls and results.</summary>
    private static byte[] LongConversation(int bytes)
    {
        if (SharedData.Captures().FirstOrDefault(capture => capture.Name == "interleave-2") is { } capture)
        {
            var body = System.Text.Json.Nodes.JsonNode.Parse(capture.Body)!;
            var messages = body["messages"]!.AsArray();
            for (var i = 0; body.ToJsonString().Length < bytes; i++)
            {
                messages.Add(System.Text.Json.Nodes.JsonNode.Parse($$$$"""{"role":"assistant","content":[{"type":"text","text":"Next {{{{i}}}}"},{"type":"tool_use","id":"toolu_{{{{i}}}}_a","name":"Bash","input":{"command":"cat file{{{{i}}}}.txt | grep \"x\""}}]}"""));
                messages.Add(System.Text.Json.Nodes.JsonNode.Parse($$$$"""{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_{{{{i}}}}_a","content":[{"type":"text","text":"{{{{string.Concat(Enumerable.Repeat("a line of output with \\\"quotes\\\"\\n", 60))}}}}"}]}]}"""));
            }

            return Encoding.UTF8.GetBytes(body.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        }

        var turns = new StringBuilder("{\"role\":\"user\",\"content\":\"go\"}");
        for (var i = 0; turns.Length < bytes; i++)
        {
            turns.Append($$$$""",{"role":"assistant","content":[{"type":"tool_use","id":"toolu_{{{{i}}}}","name":"Bash","input":{"command":"cat"}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_{{{{i}}}}","content":"{{{{string.Concat(Enumerable.Repeat("a line of output\\n", 100))}}}}"}]}""");
        }

        return Encoding.UTF8.GetBytes(Chat.Request($"[{turns}]", Streams.SomeTools));
    }

    private sealed class Counting : IStreamSink
    {
        public int Deltas { get; private set; }

        public void On(in StreamEvent e) => Deltas += e.Kind == StreamEventKind.Delta ? 1 : 0;
    }
}
