using System.CommandLine;
using System.Globalization;
using Dragoman.Store.Engines;
using Dragoman.Store.Turns;

namespace Dragoman.Commands;

/// <summary><c>dragoman turns</c>: what happened lately.</summary>
internal static class TurnsCommand
{
    private const int UsualLimit = 20;

    /// <summary>The verb.</summary>
    public static Verb Create(SharedOptions shared, CommandHost host)
    {
        var limit = new Option<int>("--limit")
        {
            Description = $"How many, at most {TurnStore.MaxPage}.",
            HelpName = "N",
            DefaultValueFactory = _ => UsualLimit,
        };
        limit.Validators.Add(result =>
        {
            if (!int.TryParse(result.Tokens.LastOrDefault()?.Value ?? "1", NumberStyles.None, CultureInfo.InvariantCulture, out var asked)
                || asked is < 1 or > TurnStore.MaxPage)
            {
                result.AddError($"--limit takes a number from 1 to {TurnStore.MaxPage}");
            }
        });
        var session = new Option<string?>("--session") { Description = "Only those of one session.", HelpName = "ID" };
        var failed = new Option<bool>("--failed") { Description = "Only those that were not completed." };
        var json = SharedOptions.Json();
        var verb = new Verb("turns", "List recent turns, the youngest first: model asked, upstream, tokens, cost, losses, status.")
        {
            Examples = ["dragoman turns", "dragoman turns --failed --limit 100", "dragoman turns --session 7f3c… --json"],
        };
        verb.Options.Add(limit);
        verb.Options.Add(session);
        verb.Options.Add(failed);
        verb.Options.Add(json);
        verb.SetAction((parsed, _) => RunAsync(
            shared.Place(parsed),
            parsed.GetValue(limit),
            new TurnFilter { SessionId = parsed.GetValue(session), FailedOnly = parsed.GetValue(failed) },
            parsed.GetValue(json),
            host));
        return verb;
    }

    private static async Task<int> RunAsync(StorePlace place, int limit, TurnFilter filter, bool json, CommandHost host)
    {
        // Opening makes what is missing; a look at turns should leave no trace in a wrong directory.
        IReadOnlyList<TurnRecord> turns = [];
        if (place.Exists)
        {
            await using var engine = place.Open(host.Time);
            turns = new TurnStore(engine).Recent(limit, filter).Turns;
        }

        if (json)
        {
            JsonOutput.Write(host.Out, turns.Select(TurnShape.Of));
        }
        else if (turns.Count == 0)
        {
            host.Out.WriteLine($"No turns in {(place.IsFile ? place.DataDirectory : place)}{(filter == TurnFilter.None ? "" : " that fit")}.");
        }
        else
        {
            Table.Print(
                host,
                ["TIME", "MODEL", "ANSWERED BY", "IN>", "CACHED>", "OUT>", "COST>", "SECONDS>", "STATUS", "CACHE MISS", "LOSSES"],
                turns.Select(Row));
        }

        return 0;
    }

    private static string[] Row(TurnRecord turn) =>
    [
        turn.StartedAt.ToLocalTime().ToString("MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        turn.RequestedModel,
        turn.Upstream is null ? "-" : $"{turn.Upstream}/{turn.UpstreamModel}",
        Number(turn.Usage.TotalInputTokens),
        Number(turn.Usage.CacheReadTokens),
        Number(turn.Usage.OutputTokens),
        turn.CostNanoUsd is { } cost ? (cost / 1e9).ToString("$0.0000", CultureInfo.InvariantCulture) : "-",
        turn.Duration.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture),
        turn.Outcome == TurnOutcome.Completed
            ? turn.Status.ToString(CultureInfo.InvariantCulture)
            : $"{turn.Status} {TurnShape.Snake(turn.Outcome)}",
        Miss(turn),
        turn.Losses ?? "-",
    ];

    private static string Miss(TurnRecord turn) => turn.CacheCause is not { } cause ? "-"
        : string.Concat(
            cause,
            turn.CachePlace is { } place ? $" at {place}" : "",
            turn.CacheLostNanoUsd is > 0 and var lost ? (lost / 1e9).ToString(" $0.0000", CultureInfo.InvariantCulture) : "");

    private static string Number(long count) => count.ToString(CultureInfo.InvariantCulture);
}
