using System.Collections.Concurrent;
using System.Security.Cryptography;
using Dragoman.Dialects.Json;
using Dragoman.Testing;

namespace Dragoman.Dialects.Tests.Cross;

/// <summary>However the bytes of a stream arrive, the client gets the same bytes.</summary>
public sealed class ChunkingTests
{
    /// <summary>Up to this a stream is cut at every byte; above, at some: the work grows with the square of the length.</summary>
    private const int EveryCut = 3_000;

    /// <summary>Cuts of a longer stream, and its greatest length.</summary>
    private const int SomeCuts = 50;
    private const int LongestCut = 20_000;

    [Fact]
    public void H_295_chat_streams_do_not_depend_on_how_their_bytes_arrive() =>
        Faults.None(Differences(Exchange.Chat, Exchange.Messages, Recordings.Chat));

    [Fact]
    public void H_295_messages_streams_do_not_depend_on_how_their_bytes_arrive() =>
        Faults.None(Differences(Exchange.Messages, Exchange.Chat, Recordings.Messages));

    private static IReadOnlyList<string> Differences(IDialect from, IDialect to, IEnumerable<Recording> recordings)
    {
        var found = new ConcurrentBag<string>();
        Parallel.ForEach(recordings.Where(recording => recording.IsStream()), recording =>
        {
            var body = recording.Body();
            var whole = Tell(from, to, body, []);
            foreach (var piece in new[] { 1, 7, 64, 1_000 })
            {
                if (!Tell(from, to, body, [.. Enumerable.Range(1, (body.Length - 1) / piece).Select(i => i * piece)]).SequenceEqual(whole))
                {
                    found.Add($"{recording.Case}: in pieces of {piece}");
                }
            }

            foreach (var cut in Cuts(body.Length))
            {
                if (!Tell(from, to, body, [cut]).SequenceEqual(whole))
                {
                    found.Add($"{recording.Case}: cut at {cut}");
                    break;
                }
            }
        });
        return [.. found.Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<int> Cuts(int length)
    {
        if (length <= EveryCut)
        {
            return Enumerable.Range(1, length - 1);
        }

        var random = new Random(length);
        return Enumerable.Range(0, length <= LongestCut ? SomeCuts : 0).Select(_ => random.Next(1, length));
    }

    private static byte[] Tell(IDialect from, IDialect to, byte[] body, int[] cuts)
    {
        using var request = Exchange.Read(to, to == Exchange.Chat ? Exchange.SmallChat : Exchange.SmallMessages);
        using var output = new ByteWriter();
        var attempt = Exchange.Attempt(request);
        using var reader = from.CreateStreamReader(attempt, to.CreateStreamWriter(attempt, output));
        var start = 0;
        foreach (var cut in cuts)
        {
            reader.Feed(body.AsSpan(start..cut));
            start = cut;
        }

        reader.Feed(body.AsSpan(start..));
        reader.Complete();
        return SHA256.HashData(output.Written);
    }
}
