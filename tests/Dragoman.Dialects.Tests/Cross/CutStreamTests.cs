using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.Tests.Gemini;
using Dragoman.Dialects.Tests.OpenAiResponses;
using Dragoman.Testing;

namespace Dragoman.Dialects.Tests.Cross;

/// <summary>
/// An upstream that dies behind any event of any recorded stream. Claude Code runs a tool as soon as its block closes (H-319), so the ending
/// must never make it run one twice, run half of one, or take half an answer for a whole one (N06).
/// </summary>
public sealed class CutStreamTests(ITestOutputHelper output)
{
    // Longer streams are cut behind so many events, spread over all of them: the work grows with the square of the length.
    private const int MostCuts = 40;

    [Fact]
    public void N06_chat_streams_that_die_behind_any_event_end_safely() => Judge(Exchange.Chat, null, recording => recording.Api is "chat" or "openai-chat");

    [Fact]
    public void N06_messages_streams_that_die_behind_any_event_end_safely() =>
        Judge(Exchange.Messages, null, recording => recording is { Api: "messages", Provider: "anthropic" });

    [Fact]
    public void N06_responses_streams_that_die_behind_any_event_end_safely() => Judge(Resp.Dialect, Resp.OpenAi, recording => recording.Api == "responses");

    [Fact]
    public void N06_gemini_streams_that_die_behind_any_event_end_safely() =>
        Judge(Gem.Dialect, null, recording => recording.Provider is "gemini" or "vertex" && recording.Api == "stream-generate-content");

    private void Judge(IDialect dialect, object? profile, Func<Recording, bool> isWanted)
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        var faults = new ConcurrentBag<string>();
        var (streams, cuts, silent, errors, kept) = (0, 0, 0, 0, 0);
        Parallel.ForEach(SharedData.Recordings().Where(recording => recording.Status is 200 or 0 && recording.Has("stream.sse") && isWanted(recording)), recording =>
        {
            var body = recording.Bytes("stream.sse");
            if (Tell(dialect, profile, body) is not { Failed: false } whole)
            {
                return;
            }

            Interlocked.Increment(ref streams);
            foreach (var cut in Boundaries(body))
            {
                Interlocked.Increment(ref cuts);
                var told = Tell(dialect, profile, body[..cut]);
                Interlocked.Increment(ref told is null ? ref silent : ref told.Failed ? ref errors : ref kept);
                if (told is not null && Fault(told, whole) is { } fault)
                {
                    faults.Add($"{recording.Case} cut at {cut} of {body.Length}: {fault}");
                }
            }
        });
        output.WriteLine($"{streams} streams, {cuts} cuts: {silent} before anything was told, {errors} ended as errors, {kept} kept what was whole");
        streams.ShouldBeGreaterThan(10);
        Faults.None([.. faults.Order(StringComparer.Ordinal)]);
    }

    private static string? Fault(Spoken told, Spoken whole)
    {
        if (!whole.Text.StartsWith(told.Text, StringComparison.Ordinal))
        {
            return "its text is not the beginning of the whole one's";
        }

        if (told.Failed)
        {
            // The client throws the turn away and asks again: nothing that it ran already may be in it.
            return null;
        }

        // A call that was begun behind a whole one stays, with arguments that nothing can run (H-319): the model is told that they are broken.
        if (told.Calls.Count > 1 && !Runs(told.Calls[^1]))
        {
            told.Calls.RemoveAt(told.Calls.Count - 1);
        }

        if (told.Calls.Count > whole.Calls.Count || !told.Calls.SequenceEqual(whole.Calls.Take(told.Calls.Count), SameCall.Instance))
        {
            return "it ended well with a call that the whole answer does not make";
        }

        var isWhole = told.Text == whole.Text && told.Calls.Count == whole.Calls.Count;
        return told.Stop switch
        {
            StopReason.ToolUse => told.Calls.Count > 0 ? null : "it ended as tool use without a call",
            _ when isWhole && told.Stop == whole.Stop => null,
            _ => $"half an answer ended as {told.Stop}",
        };
    }

    private static bool Runs(SpokenCall call)
    {
        try
        {
            return JsonNode.Parse(call.Arguments) is JsonObject;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // Null where nothing was told: another attempt can follow without the client knowing.
    private static Spoken? Tell(IDialect dialect, object? profile, ReadOnlySpan<byte> body)
    {
        using var request = Exchange.Read(Exchange.Messages, Exchange.SmallMessages);
        using var output = new ByteWriter();
        var attempt = new Translation
        {
            Request = request,
            RequestedModel = "m",
            Model = new ModelTraits { Id = "upstream-model", Reasoning = true },
            Profile = profile,
            Ids = new SerialIds(),
            Envelope = new SignatureEnvelope(new byte[32]),
            Provenance = Exchange.Provenance,
            EstimatedInputTokens = 7,
        };
        using var reader = dialect.CreateStreamReader(attempt, Exchange.Messages.CreateStreamWriter(attempt, output));
        reader.Feed(body);
        reader.Complete();
        return reader.EarlyFailure is not null || !reader.HasContent ? null : MessagesOracle.Stream(output.Written);
    }

    private static IEnumerable<int> Boundaries(byte[] body)
    {
        var all = new List<int>();
        for (var at = 0; at < body.Length;)
        {
            var rest = body.AsSpan(at);
            var (lf, crlf) = (rest.IndexOf("\n\n"u8), rest.IndexOf("\r\n\r\n"u8));
            var next = crlf >= 0 && (lf < 0 || crlf < lf) ? crlf + 4 : lf >= 0 ? lf + 2 : -1;
            if (next < 0)
            {
                break;
            }

            at += next;
            all.Add(at);
        }

        // The last one is no cut: the stream is whole there.
        all.Remove(body.Length);
        var step = Math.Max(1, all.Count / MostCuts);
        return all.Where((_, i) => i % step == 0 || i >= all.Count - 5);
    }

    // Ids are made anew for providers that give none.
    private sealed class SameCall : IEqualityComparer<SpokenCall>
    {
        public static SameCall Instance { get; } = new();

        public bool Equals(SpokenCall? one, SpokenCall? other) => (one?.Name, one?.Arguments) == (other?.Name, other?.Arguments);

        public int GetHashCode(SpokenCall call) => call.Name.GetHashCode(StringComparison.Ordinal);
    }
}
