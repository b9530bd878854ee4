using System.Runtime.CompilerServices;
using Dragoman.Commands.Claude;
using Dragoman.Commands.Doctor;
using Dragoman.Core.Configuration;
using Dragoman.Store.Engines;
using Dragoman.Store.Turns;

namespace Dragoman.Commands.Verify;

/// <summary>
/// Two checks before and four in a session (L05): the address, a request in the record; each alias, a live stream, as many tool
/// calls as edits, and a difference to show for each edit.
/// </summary>
internal sealed class Verification(GatewaySession session, ClaudeRunner claude, StorePlace place, CommandHost host)
{
    private const string Hello = "Reply with the single word: ready";
    private const string Long = "Write the numbers from 1 to 60 in words, one per line, and nothing else.";

    /// <summary>Shorter than this, nobody can tell a stream from one piece.</summary>
    private static readonly TimeSpan Tellable = TimeSpan.FromMilliseconds(150);

    private readonly TurnStore _store = new(place.Open(host.Time));

    /// <summary>Makes the checks.</summary>
    public async IAsyncEnumerable<Finding> RunAsync(IEnumerable<string> models, [EnumeratorCancellation] CancellationToken cancellation)
    {
        yield return Address();
        var scratch = Directory.CreateTempSubdirectory("dragoman-verify-");
        try
        {
            yield return await RequestAsync(scratch.FullName, cancellation);
            foreach (var alias in Aliases().Concat(models).Distinct(StringComparer.Ordinal))
            {
                yield return await AliasAsync(scratch.FullName, alias, cancellation);
            }

            yield return await StreamAsync(scratch.FullName, cancellation);
        }
        finally
        {
            scratch.Delete(recursive: true);
        }

        using var task = new RenameTask();
        foreach (var finding in await RenameAsync(task, cancellation))
        {
            yield return finding;
        }
    }

    private IEnumerable<string> Aliases() => session.Snapshot is { } snapshot
        ? snapshot.Routes.Select(route => route.Name).Concat(UpstreamList.Tiers(snapshot).Select(tier => tier.Tier).Intersect(["haiku", "sonnet", "opus"]))
        : ["haiku", "sonnet", "opus"];

    private Finding Address()
    {
        const string Check = "address";
        var here = ClaudeEnvironment.BaseUrl(session.Address);
        var shell = host.Variable("ANTHROPIC_BASE_URL");
        return session.IsOwn ? Finding.Fine(Check, $"ANTHROPIC_BASE_URL is {here} for Claude Code; this gateway was started for the check")
            : shell?.TrimEnd('/') == here ? Finding.Fine(Check, $"ANTHROPIC_BASE_URL is {here} in this shell")
            : Finding.Warn(
                Check,
                $"ANTHROPIC_BASE_URL is {shell ?? "not set"} in this shell; the check sets it to {here} for Claude Code",
                "Paste the lines that `dragoman serve` prints, or use `dragoman claude`.");
    }

    private async Task<Finding> RequestAsync(string directory, CancellationToken cancellation)
    {
        const string Check = "request log";
        var run = await claude.RunAsync(directory, Hello, model: null, cancellation);
        if (!run.Succeeded)
        {
            return Failed(Check, run);
        }

        var turns = await TurnsOfAsync(run, turns => turns.Count > 0, cancellation);
        return turns.Count > 0
            ? Finding.Fine(Check, $"Claude Code answered \"{Short(run.Result)}\"; {turns.Count} of its turns are recorded")
            : Finding.Fail(Check, "Claude Code answered, but no turn of its session is recorded", "It went past the gateway: see `dragoman doctor`.");
    }

    private async Task<Finding> AliasAsync(string directory, string alias, CancellationToken cancellation)
    {
        var check = $"alias {alias}";
        var run = await claude.RunAsync(directory, Hello, alias, cancellation);
        if (!run.Succeeded)
        {
            return Failed(check, run);
        }

        var turns = await TurnsOfAsync(run, turns => turns.Any(Answered), cancellation);
        return turns.FirstOrDefault(Answered) is { } turn
            ? Finding.Fine(check, $"answered by {turn.Upstream}/{turn.UpstreamModel} ({turn.Reason})")
            : Finding.Fail(check, "no completed turn is recorded for it", "See `dragoman turns --failed`.");
    }

    private async Task<Finding> StreamAsync(string directory, CancellationToken cancellation)
    {
        const string Check = "live stream";
        var run = await claude.RunAsync(directory, Long, model: null, cancellation);
        if (!run.Succeeded)
        {
            return Failed(Check, run);
        }

        var turns = await TurnsOfAsync(run, turns => turns.Any(Answered), cancellation);
        var sent = turns.Where(Answered).Select(turn => turn.Duration - (turn.TimeToFirstEvent ?? turn.Duration)).DefaultIfEmpty().Max();
        var seen = run.TextDeltas.Count > 1 ? host.Time.GetElapsedTime(run.TextDeltas[0], run.TextDeltas[^1]) : TimeSpan.Zero;
        var detail = $"{run.TextDeltas.Count} pieces over {seen.TotalSeconds:0.00} s";
        return run.TextDeltas.Count > 2 && seen >= Tellable && seen >= sent / 2 ? Finding.Fine(Check, detail)
            : sent < Tellable ? Finding.Warn(
                Check, $"{detail}: the whole answer came at once", "The model is very fast, or its endpoint or a proxy before it holds streams back.")
            : Finding.Fail(
                Check, $"{detail}, though the gateway relayed for {sent.TotalSeconds:0.00} s", "Something between Claude Code and the gateway buffers; see docs/operations.md.");
    }

    private async Task<IReadOnlyList<Finding>> RenameAsync(RenameTask task, CancellationToken cancellation)
    {
        const string Check = "tool count";
        var run = await claude.RunAsync(task.Directory, RenameTask.Prompt, model: null, cancellation);
        if (!run.Succeeded)
        {
            return [Failed(Check, run)];
        }

        // Side requests of the session (a title, for example) call no tools, so the sum is that of the conversation.
        var turns = await TurnsOfAsync(run, turns => turns.Sum(turn => turn.ToolCalls) >= run.ToolCalls, cancellation);
        var recorded = turns.Sum(turn => turn.ToolCalls);
        var renamed = task.Renamed();
        var counts = $"{run.Edits} edits, {renamed} of {RenameTask.Edits} files right, {run.ToolCalls} tool calls seen and {recorded} recorded";
        return
        [
            recorded != run.ToolCalls ? Finding.Fail(Check, counts, "Tool calls were lost or doubled on the way: report it with `dragoman turns --json`.")
                : renamed != RenameTask.Edits ? Finding.Fail(Check, counts, "The model did not finish the task; try again, or give edits to another model.")
                : run.Edits == RenameTask.Edits ? Finding.Fine(Check, counts)
                : Finding.Warn(Check, counts, "Every file is right, but not by one edit each: the model works in its own way."),
            run.Diffs >= run.Edits && run.Diffs > 0
                ? Finding.Fine("diff", $"{run.Diffs} differences to show")
                : Finding.Fail("diff", $"{run.Diffs} differences for {run.Edits} edits", "An edit failed or came damaged; see `dragoman turns`."),
        ];
    }

    private static bool Answered(TurnRecord turn) => turn.Outcome == TurnOutcome.Completed && turn.Upstream is not null;

    private static Finding Failed(string check, ClaudeTranscript run) =>
        Finding.Fail(check, $"Claude Code did not succeed: {Short(run.Problem)}", "See `dragoman turns --failed` and `dragoman doctor`.");

    private static string Short(string text)
    {
        var line = text.ReplaceLineEndings(" ").Trim();
        return line.Length > 160 ? line[..160] + "…" : line;
    }

    /// <summary>The session's turns. They are written a moment after the answer ends, so it looks again for a while.</summary>
    private async Task<IReadOnlyList<TurnRecord>> TurnsOfAsync(
        ClaudeTranscript run, Func<IReadOnlyList<TurnRecord>, bool> enough, CancellationToken cancellation)
    {
        if (run.SessionId is null)
        {
            return [];
        }

        var filter = new TurnFilter { SessionId = run.SessionId };
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100), host.Time);
        for (var left = 50; ; left--)
        {
            var turns = _store.Recent(TurnStore.MaxPage, filter).Turns;
            if (left == 0 || enough(turns))
            {
                return turns;
            }

            await timer.WaitForNextTickAsync(cancellation);
        }
    }
}
