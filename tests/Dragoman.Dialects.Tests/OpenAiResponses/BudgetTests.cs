using System.Text;
using Dragoman.Dialects.AnthropicMessages;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.Tests.OpenAiChat;

namespace Dragoman.Dialects.Tests.OpenAiResponses;

/// <summary>What the hot path may cost: allocations are asserted.</summary>
public sealed class BudgetTests
{
    [Fact]
    public void P1_a_request_is_translated_without_an_allocation()
    {
        var turn = """
            {"role":"assistant","content":[{"type":"text","text":"I look at it with care."},{"type":"tool_use","id":"c%","name":"Bash","input":{"command":"ls -l"}}]},
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"c%","content":"a\nb\nc"}]},
            """;
        var turns = string.Concat(Enumerable.Range(0, 200).Select(i => turn.Replace("%", i.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)));
        var body = Encoding.UTF8.GetBytes(Chat.Request($$"""[{"role":"user","content":"hi"},{{turns}}{"role":"user","content":"more"}]""", Streams.SomeTools));
        using var written = new ByteWriter(body.Length * 2);
        var (read, write) = (long.MaxValue, long.MaxValue);
        for (var i = 0; i < 40; i++)
        {
            using var request = ConversationRequest.Rent(new Arena(body.Length + 64));
            request.Body = request.Arena.Append(body);
            var attempt = Resp.Attempt(request);
            written.Reset();
            var before = GC.GetAllocatedBytesForCurrentThread();
            new AnthropicMessagesDialect().ReadRequest(request).ShouldBeNull();
            var between = GC.GetAllocatedBytesForCurrentThread();
            Resp.Dialect.WriteRequest(attempt, written).ShouldBeNull();
            var after = GC.GetAllocatedBytesForCurrentThread();
            (read, write) = (Math.Min(read, between - before), Math.Min(write, after - between));
        }

        write.ShouldBe(0);
        read.ShouldBeLessThan(100, "the dialect's own object");
    }

    [Theory]
    [InlineData("text")]
    [InlineData("arguments")]
    [InlineData("reasoning")]
    public void P3_a_delta_is_read_without_an_allocation(string kind)
    {
        using var conversation = Chat.Read(Streams.Plain);
        var sink = new Counting();
        using var reader = Resp.Dialect.CreateStreamReader(Resp.Attempt(conversation), sink);
        if (kind == "arguments")
        {
            reader.Feed(Encoding.UTF8.GetBytes(Resp.Sse(Resp.Added(0, """{"id":"fc","type":"function_call","call_id":"c","name":"Bash","arguments":""}"""), Resp.Arguments(0, "{\"command\":\"x"))));
        }

        var events = Enumerable.Range(0, 64).Select(i => Encoding.UTF8.GetBytes(Resp.Sse(kind switch
        {
            "arguments" => Resp.Arguments(0, $"word {i} "),
            "reasoning" => $$"""{"type":"response.reasoning_summary_text.delta","item_id":"rs","output_index":0,"summary_index":0,"delta":"word {{i}} "}""",
            _ => Resp.Text(0, $"word {i} "),
        }))).ToArray();
        void Feed()
        {
            foreach (var piece in events)
            {
                reader.Feed(piece);
            }
        }

        for (var i = 0; i < 30; i++)
        {
            Feed();
        }

        var deltas = sink.Deltas;
        var before = GC.GetAllocatedBytesForCurrentThread();
        Feed();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        (sink.Deltas - deltas).ShouldBe(events.Length);
    }

    private sealed class Counting : IStreamSink
    {
        public int Deltas { get; private set; }

        public void On(in StreamEvent streamEvent) => Deltas += streamEvent.Kind == StreamEventKind.Delta ? 1 : 0;
    }
}
