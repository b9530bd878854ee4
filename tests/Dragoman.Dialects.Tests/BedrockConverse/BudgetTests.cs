using System.Text;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.Tests.Cross;
using Dragoman.Dialects.Tests.OpenAiChat;

namespace Dragoman.Dialects.Tests.BedrockConverse;

public sealed class BudgetTests
{
    [Fact]
    public void P3_a_delta_is_read_without_an_allocation()
    {
        using var conversation = Chat.Read(Streams.Plain);
        var sink = new Counting();
        using var reader = Bedrock.Dialect.CreateStreamReader(Bedrock.Attempt(conversation), sink);
        var texts = Enumerable.Range(0, 64).Select(i => Bedrock.Stream(Bedrock.Text($"word {i} "))).ToArray();
        Allocated(reader, texts).ShouldBe(0);
        reader.Feed(Bedrock.Stream(Bedrock.Close(), Bedrock.Call("a", "Bash", 1), Bedrock.Delta("""{"toolUse":{"input":"{\"command\":\"x"}}""", 1)));
        var arguments = Enumerable.Range(0, 64).Select(i => Bedrock.Stream(Bedrock.Delta($$$"""{"toolUse":{"input":"word {{{i}}} "}}""", 1))).ToArray();
        Allocated(reader, arguments).ShouldBe(0);
        sink.Deltas.ShouldBeGreaterThan(100);
    }

    [Fact]
    public void P1_a_request_is_written_without_an_allocation()
    {
        var turns = new StringBuilder("{\"role\":\"user\",\"content\":\"go\"}");
        for (var i = 0; turns.Length < 80_000; i++)
        {
            turns.Append($$$"""
                ,{"role":"assistant","content":[{"type":"text","text":"Next"},{"type":"tool_use","id":"toolu_{{{i}}}","name":"Bash","input":{"command":"cat"}}]},
                {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_{{{i}}}","content":"{{{string.Concat(Enumerable.Repeat("a line of output\\n", 100))}}}"}]}
                """);
        }

        var body = Encoding.UTF8.GetBytes(Chat.Request($"[{turns}]", Streams.SomeTools));
        using var written = new ByteWriter(body.Length * 2);
        var least = long.MaxValue;
        for (var round = 0; round < 30; round++)
        {
            using var request = Chat.Read(body);
            var attempt = Bedrock.Attempt(request);
            written.Reset();
            var before = GC.GetAllocatedBytesForCurrentThread();
            Bedrock.Dialect.WriteRequest(attempt, written).ShouldBeNull();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        least.ShouldBe(0);
    }

    [Fact]
    public void Arbitrary_bytes_give_an_answer_or_a_failure_and_never_an_exception()
    {
        var random = new Random(20261120);
        var good = Bedrock.Stream(
            Bedrock.Start, Bedrock.Delta("""{"reasoningContent":{"text":"a","signature":"s"}}"""), Bedrock.Close(), Bedrock.Call("a", "Bash", 1),
            Bedrock.Delta("""{"toolUse":{"input":"{}"}}""", 1), Bedrock.Close(1), Bedrock.Stop("tool_use"), Bedrock.Usage);
        string[] payloads =
        [
            """{"contentBlockIndex":0,"delta":{"text":"a"}}""", """{"contentBlockIndex":-1,"delta":7}""", """{"delta":{"toolUse":{"input":{}}}}""",
            """{"start":{"toolUse":{"name":1}}}""", """{"contentBlockIndex":99999999999,"start":{"toolUse":{}}}""", """{"stopReason":null}""",
            """{"usage":[]}""", """{"usage":{"inputTokens":-5,"cacheDetails":[1,{"ttl":2}]}}""", "{", "", "null", "\"", """{"delta":{"reasoningContent":{"redactedContent":"%%"}}}""",
            "{\"delta\":{\"text\":\"\\ud83d\"}}",
        ];
        string[] types = ["messageStart", "contentBlockStart", "contentBlockDelta", "contentBlockStop", "messageStop", "metadata", "other", "throttlingException"];
        for (var round = 0; round < 4000; round++)
        {
            byte[] stream;
            if (round % 2 == 0)
            {
                stream = [.. good];
                stream[random.Next(stream.Length)] ^= (byte)(1 << random.Next(8));
            }
            else
            {
                stream = Bedrock.Stream([.. Enumerable.Range(0, random.Next(1, 8)).Select(_ => (types[random.Next(types.Length)], payloads[random.Next(payloads.Length)]))]);
            }

            var told = Bedrock.Read(stream, out var early, out _, size: 1 + random.Next(50));
            (early is not null || told.Ended || told.Failure is not null).ShouldBeTrue($"round {round}");
            Bedrock.Whole(payloads[random.Next(payloads.Length)], out var failure);
            failure.ShouldNotBeNull();
            Bedrock.Dialect.ReadError(random.Next(400, 600), stream, null).Message.ShouldNotBeNullOrWhiteSpace();
        }
    }

    internal static long Allocated(AnswerReader reader, byte[][] chunks)
    {
        var allocated = 0L;
        for (var round = 0; round < 30; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            foreach (var chunk in chunks)
            {
                reader.Feed(chunk);
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        return allocated;
    }

    internal sealed class Counting : IStreamSink
    {
        public int Deltas { get; private set; }

        public void On(in StreamEvent e) => Deltas += e.Kind == StreamEventKind.Delta ? 1 : 0;
    }
}
