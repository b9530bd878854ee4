using System.Globalization;
using Dragoman.Core.Runaway;
using Dragoman.Dialects.Conversation;

namespace Dragoman.DataPlane.Watch;

/// <summary>What developers and models are told of a runaway.</summary>
internal static class RunawayWords
{
    /// <summary>The refusal of a paused session's turn: a 429 that is not worth a retry and says how to go on.</summary>
    public static Failure Paused(in RunawayVerdict verdict, string sessionId, string baseUrl)
    {
        var again = verdict.Cause == RunawayCause.Repeats ? "say in the session what to do instead, or " : string.Empty;
        return new Failure(
            FailureCause.RateLimit,
            429,
            $"The gateway paused this session: {What(verdict)}. To go on, {again}open {baseUrl}{ResumePage.Path}{verdict.Token}, or run: dragoman sessions resume {sessionId}")
        {
            Side = FailureSide.Gateway,
            ShouldRetry = false,
        };
    }

    /// <summary>The note to the model.</summary>
    public static string Note(in RunawayVerdict verdict) =>
        $"<system-reminder>\nThe gateway noticed that {What(verdict)}. Repeating this will pause the session. Do something else: look at what the last result really says, change the approach, or stop and tell the user what is in the way.\n</system-reminder>";

    /// <summary>For the record and the response's head: <c>note repeats=2</c>.</summary>
    public static string Mark(in RunawayVerdict verdict) => verdict.Level == RunawayLevel.None ? string.Empty : string.Create(
        CultureInfo.InvariantCulture,
        $"{Word(verdict.Level)} {Word(verdict.Cause)}={(verdict.Cause == RunawayCause.Spend ? Dollars(verdict.Count) : verdict.Count.ToString(CultureInfo.InvariantCulture))}");

    /// <summary>A member of an enum as it is written.</summary>
    public static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    /// <summary>What happened, in half a sentence.</summary>
    public static string What(in RunawayVerdict verdict) => verdict.Cause switch
    {
        RunawayCause.Repeats => $"the same tool calls gave the same results {verdict.Count + 1} times in a row",
        RunawayCause.Depth => $"agents start agents {verdict.Count} levels deep",
        RunawayCause.Agents => $"{verdict.Count} agents were started within ten minutes",
        _ => $"it spends {Dollars(verdict.Count)} dollars a minute",
    };

    private static string Dollars(long nanoUsd) => (nanoUsd / 1e9).ToString("0.00", CultureInfo.InvariantCulture);
}
