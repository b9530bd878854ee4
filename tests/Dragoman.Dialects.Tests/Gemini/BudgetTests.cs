using System.Text;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Tests.OpenAiChat;

namespace Dragoman.Dialects.Tests.Gemini;

/// <summary>What a piece of an answer costs.</summary>
public sealed class BudgetTests
{
    [Theory]
    [InlineData("text")]
    [InlineData("thought")]
    public void P3_a_piece_is_read_without_an_allocation(string kind)
    {
        using var conversation = Chat.Read(Gem.Plain);
        var sink = new Counting();
        using var reader = Gem.Dialect.CreateStreamReader(Gem.Attempt(conversation), sink);
        var chunks = Enumerable.Range(0, 64).Select(i => Encoding.UTF8.GetBytes(Gem.Sse(Gem.Chunk(
            kind == "text" ? Gem.Text($"word {i} ") : Gem.Thought($"word {i} "), null, """ "usageMetadata":{"promptTokenCount":6521,"candidatesTokenCount":33} """)))).ToArray();
        for (var i = 0; i < 30; i++)
        {
            Feed(reader, chunks);
        }

        var deltas = sink.Deltas;
        var before = GC.GetAllocatedBytesForCurrentThread();
        Feed(reader, chunks);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        (sink.Deltas - deltas).ShouldBe(chunks.Length);
    }

    private static void Feed(AnswerReader reader, byte[][] chunks)
    {
        foreach (var chunk in chunks)
        {
            reader.Feed(chunk);
        }
    }

    private sealed class Counting : IStreamSink
    {
        public int Deltas { get; private set; }

        public void On(in StreamEvent e) => Deltas += e.Kind == StreamEventKind.Delta ? 1 : 0;
    }
}
