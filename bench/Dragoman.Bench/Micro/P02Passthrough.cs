using Dragoman.Bench.Fixtures;
using Dragoman.Core.Caching;
using Dragoman.Core.Configuration;
using Dragoman.Core.Runaway;
using Dragoman.Core.Tokens;
using Dragoman.Dialects.AnthropicMessages.Passthrough;
using Dragoman.Dialects.AnthropicMessages.Prints;
using Dragoman.Dialects.Json;

namespace Dragoman.Bench.Micro;

/// <summary>P2: what a passing turn needs from its bytes: the scan, the estimate, and another model name spliced in.</summary>
internal static class P02Passthrough
{
    private static readonly BlockPrints Prints = new();
    private static readonly CacheBook Caches = new();
    private static readonly RunawayBook Runaways = new(() => "token");
    private static readonly RunawayConfig Thresholds = new();

    public static IEnumerable<Row> Rows()
    {
        var output = new ByteWriter(1024 * 1024);
        foreach (var (name, body, budgeted) in Bodies())
        {
            yield return new("P2", $"scan and estimate, {name}", () => Look(body))
            {
                Baseline = Scan.Of(body),
                Must = 0.3,
                IsBudgeted = budgeted,
            };
            yield return new("P2", $"scan, estimate and splice, {name}", () => Pass(body, output))
            {
                Baseline = Scan.Of(body),
                Must = 0.3,
                IsBudgeted = budgeted,
            };
            yield return new("P2", $"watch a session's turn, {name}", () => Watch(body))
            {
                Baseline = Scan.Of(body),
                Must = 0.4,
                IsBudgeted = budgeted,
            };
        }
    }

    private static IEnumerable<(string Name, byte[] Body, bool Budgeted)> Bodies() =>
    [
        ("2 KB", RequestBodies.Make(2_000), true),
        ("77 KB", RequestBodies.Make(77_000), true),
        ("700 KB", RequestBodies.Make(700_000), true),
        .. RequestBodies.Captured().Select(captured => (captured.Name, captured.Body, false)),
    ];

    // The same scan with fingerprints, compared with the turn before and held against the runaway breaker.
    private static void Watch(byte[] body)
    {
        Prints.Clear();
        if (!MessagesScan.TryScanAndPrint(body, Prints, out var scan, out var failure))
        {
            throw new InvalidOperationException(failure!.Message);
        }

        TokenEstimator.Estimate(body, scan.MessageCount, scan.ToolCount);
        Caches.Look("key", "session", Prints, "claude-opus-5-5", out _);
        Runaways.Look(new RunawayAsk("key", "session", "", "", TurnStep.Of(Prints.Messages, Thresholds.PatientNames), scan.IsUserPrompt), Thresholds, 0);
    }

    private static MessagesScan Look(byte[] body)
    {
        if (!MessagesScan.TryScan(body, out var scan, out var failure))
        {
            throw new InvalidOperationException(failure!.Message);
        }

        TokenEstimator.Estimate(body, scan.MessageCount, scan.ToolCount);
        return scan;
    }

    private static void Pass(byte[] body, ByteWriter output)
    {
        var scan = Look(body);
        output.Reset();
        if (!RequestSplicer.TryCut(body.Length, in scan, "claude-opus-5-5-20261101"u8, output, out _, out _))
        {
            throw new InvalidOperationException("The body needs more than another name.");
        }
    }
}
