using System.Diagnostics;
using System.Globalization;
using Dragoman.Store.Charges;
using Dragoman.Store.Engines;
using Dragoman.Store.Turns;
using Dragoman.Testing.Postgres;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dragoman.Bench.History;

/// <summary>
/// Millions of turns in either engine: how long a session's decisions take, and last month's cost by repository? Written by the gateway's
/// own writer, in the order of time, as a team of 300 would.
/// </summary>
internal static class HistoryCommand
{
    private const int UsualRows = 10_000_000;
    private const int Days = 60;
    private const int TurnsOfASession = 200;
    private const int Looks = 7;
    private const int Chunk = 20_000;

    private static readonly DateTimeOffset Start = new(2026, 9, 21, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan SessionBudget = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MonthBudget = TimeSpan.FromSeconds(2);

    /// <summary>Runs <c>history [--rows N] [--engine sqlite|postgres]</c>.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var rows = Option(args, "--rows") is { } text ? int.Parse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture) : UsualRows;
        var only = Option(args, "--engine");
        var within = true;
        var directory = Directory.CreateTempSubdirectory("dragoman-history-");
        try
        {
            if (only is null or "sqlite")
            {
                within &= await MeasureAsync("SQLite", directory.FullName, null, rows);
            }

            if (only is null or "postgres")
            {
                using var server = new PostgresServer();
                within &= await MeasureAsync("PostgreSQL", directory.FullName, server.CreateDatabase(), rows);
            }
        }
        finally
        {
            directory.Delete(recursive: true);
        }

        return within ? 0 : 1;
    }

    private static async Task<bool> MeasureAsync(string name, string directory, string? address, int rows)
    {
        await using var engine = SqlEngine.Open(directory, address, TimeProvider.System);
        var store = new TurnStore(engine);
        var clock = Stopwatch.StartNew();
        await FillAsync(store, rows);
        Print(name, string.Create(CultureInfo.InvariantCulture, $"{rows:N0} turns written, {rows / clock.Elapsed.TotalSeconds:N0}/s"), null, null);

        var sessions = new List<TimeSpan>();
        for (var i = 0; i < Looks; i++)
        {
            clock.Restart();
            var found = store.Recent(TurnStore.MaxPage, new TurnFilter { SessionId = SessionOf(rows / (i + 2)) }).Turns.Count;
            sessions.Add(clock.Elapsed);
            if (found != TurnsOfASession)
            {
                throw new InvalidOperationException($"A session has {found} turns, not {TurnsOfASession}.");
            }
        }

        var usage = new UsageStore(engine);
        var month = new UsageFilter { Since = new DateTimeOffset(2026, 10, 1, 0, 0, 0, TimeSpan.Zero), Until = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero) };
        var months = new List<TimeSpan>();
        var repositories = 0;
        for (var i = 0; i < Looks; i++)
        {
            clock.Restart();
            repositories = (await usage.SumAsync(month, UsageDimension.Project)).Count;
            months.Add(clock.Elapsed);
        }

        return Print(name, $"a session's {TurnsOfASession} decisions", sessions, SessionBudget)
            & Print(name, $"last month's cost of {repositories} repositories", months, MonthBudget);
    }

    private static async Task FillAsync(TurnStore store, int rows)
    {
        await using var writer = new TurnWriter(store, TimeProvider.System, NullLogger.Instance);
        var step = TimeSpan.FromDays(Days) / rows;
        for (var i = 0; i < rows; i++)
        {
            var record = writer.Rent(string.Create(CultureInfo.InvariantCulture, $"req_{i:D24}"), Start + (step * i));
            Fill(record, i);
            writer.TryWrite(record);
            if (i % Chunk == Chunk - 1)
            {
                await writer.FlushAsync();
            }
        }

        await writer.FlushAsync();
        if (writer.Written != rows)
        {
            throw new InvalidOperationException($"{writer.Written} of {rows} turns were written.");
        }
    }

    // 300 users work at the same time; each goes from session to session, in two repositories, with one model at one upstream. Sums by
    // hour are then as many as users at work, however many turns they make.
    private static void Fill(TurnRecord record, int i)
    {
        const int Users = 300;
        var user = i % Users;
        record.SessionId = SessionOf(i);
        record.RequestedModel = "claude-sonnet-5";
        record.UserId = Cached(Names.Users, user, "user_");
        record.TeamId = Cached(Names.Teams, user % 20, "team_");
        record.Project = Cached(Names.Projects, ((user * 7) + (i / Users / TurnsOfASession % 2)) % 120, "example/repository-");
        record.Upstream = i % 5 == 0 ? "openai" : "anthropic";
        record.UpstreamModel = (i % 3) switch { 0 => "claude-haiku-4-5", 1 => "claude-sonnet-5", _ => "gpt-5.2" };
        record.KeyId = "key_0VbYsCbCjTCQ6FjapOMR7d1F";
        record.Candidates = """[{"target":"anthropic/claude-sonnet-5"},{"target":"openai/gpt-5.2","left_out":"cost"}]""";
        record.Reason = "the session's cache is warm";
        record.Status = 200;
        record.CostNanoUsd = 1_000_003 + i;
    }

    private static string SessionOf(int i) =>
        string.Create(CultureInfo.InvariantCulture, $"7f3c0000-0000-4000-8000-{(i / 300 / TurnsOfASession * 300) + (i % 300):D12}");

    private static string Cached(string?[] names, int at, string prefix) =>
        names[at] ??= string.Create(CultureInfo.InvariantCulture, $"{prefix}{at:D4}");

    private static bool Print(string engine, string what, List<TimeSpan>? looks, TimeSpan? budget)
    {
        if (looks is null)
        {
            Console.WriteLine($"{engine,-11} {what}");
            return true;
        }

        // The slowest one counts: it is the one that somebody waits for, caches cold as they are after the writing.
        var worst = looks.Max();
        var verdict = worst <= budget!.Value ? "within" : "OVER";
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{engine,-11} {what,-48} median {looks.Order().ElementAt(Looks / 2).TotalMilliseconds,8:N1} ms, slowest {worst.TotalMilliseconds,8:N1} ms  {verdict} {budget.Value.TotalSeconds:0} s"));
        return worst <= budget.Value;
    }

    private static string? Option(string[] args, string name) =>
        Array.IndexOf(args, name) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : null;

    private static class Names
    {
        public static readonly string?[] Users = new string?[300];
        public static readonly string?[] Teams = new string?[20];
        public static readonly string?[] Projects = new string?[120];
    }
}
