using System.Text;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Tests.Cross;

/// <summary>A24: a session of 200 turns that grows to 180,000 tokens costs no more memory per stream at its end than at its start.</summary>
public sealed class LongSessionTests(ITestOutputHelper output)
{
    private const int Turns = 200;

    /// <summary>Bytes of one turn's tool result, so that the last body has about 180,000 tokens of four bytes.</summary>
    private const int ResultBytes = 3_500;

    [Fact]
    public void A24_memory_per_stream_does_not_grow_with_the_session()
    {
        using var session = new ByteWriter();
        session.Write("{\"model\":\"m\",\"max_tokens\":999,\"stream\":true,\"tools\":[{\"name\":\"Read\",\"input_schema\":{\"type\":\"object\"}}],\"messages\":["u8);
        session.Write("{\"role\":\"user\",\"content\":\"Begin.\"}"u8);
        var ends = new int[Turns];
        for (var turn = 0; turn < Turns; turn++)
        {
            AddTurn(session, turn);
            ends[turn] = session.Length;
        }

        session.Length.ShouldBeGreaterThan(180_000 * 4);
        var answer = Answer();
        // The first pass fills the pools, as a gateway's first minutes do.
        Play(session, ends, answer);

        // The pools are the process's: another test may have emptied one just before a turn. What a turn itself takes, it takes each time.
        var allocated = Play(session, ends, answer);
        for (var pass = 0; pass < 4; pass++)
        {
            foreach (var (turn, again) in Play(session, ends, answer).Index())
            {
                allocated[turn] = Math.Min(allocated[turn], again);
            }
        }

        output.WriteLine($"A24: turn 10 {allocated[10]:N0} B, turn 100 {allocated[100]:N0} B, turn 199 {allocated[199]:N0} B for a body of {session.Length:N0} B");
        allocated.Max().ShouldBeLessThan(32 * 1024);
        allocated[^1].ShouldBeLessThanOrEqualTo(allocated[10] + 4_096);
    }

    // Bytes that each turn took outside of pools: request read and written, stream read and told.
    private static long[] Play(ByteWriter session, int[] ends, byte[] answer)
    {
        var allocated = new long[ends.Length];
        using var body = new ByteWriter(session.Length + 16);
        using var upstream = new ByteWriter(session.Length * 2);
        using var told = new ByteWriter(answer.Length * 4);
        var ids = new SerialIds();
        var model = new ModelTraits { Id = "gpt" };
        var envelope = new SignatureEnvelope(new byte[32]);
        for (var turn = 0; turn < ends.Length; turn++)
        {
            body.Reset();
            body.Write(session.Written[..ends[turn]]);
            body.Write("]}"u8);
            upstream.Reset();
            told.Reset();
            var before = GC.GetAllocatedBytesForCurrentThread();
            var arena = new Arena(body.Length + 64);
            var slice = arena.Append(body.Written);
            using var request = ConversationRequest.Rent(arena);
            request.Body = slice;
            var failure = Exchange.Messages.ReadRequest(request);
            var attempt = new Translation
            {
                Request = request,
                RequestedModel = "m",
                Model = model,
                Ids = ids,
                Envelope = envelope,
                Provenance = Exchange.Provenance,
            };
            failure ??= Exchange.Chat.WriteRequest(attempt, upstream);
            using (var reader = Exchange.Chat.CreateStreamReader(attempt, Exchange.Messages.CreateStreamWriter(attempt, told)))
            {
                for (var at = 0; at < answer.Length; at += 1_000)
                {
                    reader.Feed(answer.AsSpan(at, Math.Min(1_000, answer.Length - at)));
                }

                reader.Complete();
            }

            allocated[turn] = GC.GetAllocatedBytesForCurrentThread() - before;
            failure.ShouldBeNull();
            upstream.Length.ShouldBeGreaterThan(ends[turn] / 2);
            told.Length.ShouldBeGreaterThan(answer.Length / 3);
        }

        return allocated;
    }

    private static void AddTurn(ByteWriter session, int turn)
    {
        var id = Encoding.ASCII.GetBytes($"toolu_{turn:D4}");
        session.Write(",{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"Next file.\"},{\"type\":\"tool_use\",\"id\":\""u8);
        session.Write(id);
        session.Write("\",\"name\":\"Read\",\"input\":{\"path\":\"src/a.cs\"}}]},{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\""u8);
        session.Write(id);
        session.Write("\",\"content\":\""u8);
        for (var written = 0; written < ResultBytes; written += 50)
        {
            session.Write("    return \\\"a line of code of a usual length\\\";\\n"u8);
        }

        session.Write("\"}]}"u8);
    }

    // 2,000 text deltas and a call.
    private static byte[] Answer()
    {
        using var request = Exchange.Read(Exchange.Chat, Exchange.SmallChat);
        using var output = new ByteWriter();
        new Script(Exchange.Chat.CreateStreamWriter(Exchange.Attempt(request), output)).Start()
            .Text([.. Enumerable.Repeat("word ", 2_000)]).Call("c", "Read", "{\\\"path\\\":", "\\\"b.cs\\\"}").Finish(StopReason.ToolUse);
        return output.Written.ToArray();
    }
}
