using System.Collections.Concurrent;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.OpenAiChat;
using Dragoman.Testing;

namespace Dragoman.Dialects.Tests.Cross;

/// <summary>
/// Reads an answer of one dialect, tells it in another as a stream and as a whole, reads both back, and holds everything against what
/// the answer says by its own JSON. A difference that no loss explains is a fault.
/// </summary>
internal static class Retelling
{
    /// <summary>All faults of one answer.</summary>
    public static List<string> Faults(IDialect from, IDialect to, byte[] body, bool isStream, OpenAiChatProfile? profile = null)
    {
        var faults = new List<string>();
        var expected = Oracle(from, body, isStream, []);
        foreach (var asStream in new[] { true, false })
        {
            using var request = Exchange.Read(to, to == Exchange.Chat ? Exchange.SmallChat : Exchange.SmallMessages);
            using var output = new ByteWriter();
            var attempt = Exchange.Attempt(request, profile);
            var heard = new SpokenSink(asStream ? to.CreateStreamWriter(attempt, output) : to.CreateAnswerWriter(attempt, output));
            if (!Read(from, body, isStream, attempt, heard))
            {
                return expected.Failed ? faults : ["nothing could be read"];
            }

            faults.AddRange(heard.Faults.Select(fault => $"event grammar: {fault}"));
            Compare("read", expected, heard.Spoken, null, faults);
            if (!heard.Spoken.Failed)
            {
                ReadBack(to, output.Written.ToArray(), asStream, heard.Spoken, attempt.Losses, faults);
            }
        }

        return faults;
    }

    /// <summary>All faults of many answers, each with its name in front.</summary>
    public static IReadOnlyList<string> Faults(IDialect from, IDialect to, IEnumerable<Recording> recordings)
    {
        var found = new ConcurrentBag<string>();
        Parallel.ForEach(recordings, recording =>
        {
            foreach (var fault in Faults(from, to, recording.Body(), recording.IsStream()))
            {
                if (!Oddities.Explain(recording, fault))
                {
                    found.Add($"{recording.Case}: {fault}");
                }
            }
        });
        return [.. found.Order(StringComparer.Ordinal)];
    }

    /// <summary>Feeds an answer to its reader. False where nothing was raised because the answer is an error.</summary>
    public static bool Read(IDialect dialect, byte[] body, bool isStream, Translation attempt, IStreamSink sink)
    {
        if (!isStream)
        {
            return dialect.ReadAnswer(body, attempt, sink) is null;
        }

        using var reader = dialect.CreateStreamReader(attempt, sink);
        reader.Feed(body);
        reader.Complete();
        return reader.EarlyFailure is null;
    }

    private static void ReadBack(IDialect to, byte[] told, bool asStream, Spoken heard, Losses losses, List<string> faults)
    {
        var way = asStream ? "stream" : "whole";
        var grammar = new List<string>();
        var oracle = Oracle(to, told, asStream, grammar);
        faults.AddRange(grammar.Select(fault => $"{way}: {fault}"));
        Compare($"{way} as told", heard, oracle, losses, faults);
        if (!oracle.Calls.Select(call => call.Id).SequenceEqual(heard.Calls.Select(call => call.Id)))
        {
            faults.Add($"{way}: ids {string.Join(", ", heard.Calls.Select(call => call.Id))} / {string.Join(", ", oracle.Calls.Select(call => call.Id))}");
        }

        using var request = Exchange.Read(Exchange.Messages, Exchange.SmallMessages);
        var again = new SpokenSink();
        if (!Read(to, told, asStream, Exchange.Attempt(request), again))
        {
            faults.Add($"{way}: what was told cannot be read");
        }

        Compare($"{way} read back", heard, again.Spoken, losses, faults);
    }

    private static Spoken Oracle(IDialect dialect, byte[] body, bool isStream, List<string> grammar)
    {
        if (dialect == Exchange.Messages)
        {
            return isStream ? MessagesOracle.Stream(body, grammar) : MessagesOracle.Whole(body);
        }

        if (isStream)
        {
            grammar.AddRange(OpenAiStreamFold.Fold(body).Errors);
        }

        return isStream ? ChatOracle.Stream(body) : ChatOracle.Whole(body);
    }

    private static void Compare(string step, Spoken expected, Spoken actual, Losses? losses, List<string> faults)
    {
        foreach (var (what, detail) in expected.Differences(actual))
        {
            // Where the provider counted nothing, estimates stand (H-243).
            var isEstimate = what == "usage" && !expected.Usage.IsReported;
            if (!isEstimate && !(losses is not null && IsExplained(what, expected, actual, losses)))
            {
                faults.Add($"{step}: unexplained loss: {what}: {detail}");
            }
        }
    }

    // Each reason to stop that a dialect has no word for is noted as a loss of its own kind. A refusal without text tells its
    // explanation, which chat completions have in the place of text (H-201).
    private static bool IsExplained(string what, Spoken expected, Spoken actual, Losses losses) =>
        (what == "text" && expected is { Stop: StopReason.Refusal, Text: "" })
        || (what == "stop" && IsExplained((expected.Stop, actual.Stop), losses));

    private static bool IsExplained((StopReason Expected, StopReason Actual) stop, Losses losses) => stop switch
    {
        (StopReason.StopSequence, StopReason.EndTurn) => losses.Has(LossKind.StopSequence),
        (StopReason.PauseTurn, StopReason.EndTurn) => losses.Has(LossKind.ServerTool),
        (StopReason.ContextWindowExceeded, StopReason.MaxTokens) => losses.Has(LossKind.MaxTokens),
        (StopReason.Compaction, StopReason.EndTurn) => losses.Has(LossKind.UnknownBlock),
        _ => false,
    };
}
