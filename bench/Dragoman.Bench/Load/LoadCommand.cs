using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Dragoman.Bench.Load;

/// <summary>Runs <c>load [P4 …] [--json FILE] [--seconds N] [--rounds N]</c>: starts provider, gateway and nginx, and measures.</summary>
internal static class LoadCommand
{
    private const int WarmUps = 4;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Measures; bounded in time.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var ids = args.TakeWhile(arg => !arg.StartsWith('-')).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var seconds = double.Parse(Option(args, "--seconds") ?? "1.2", CultureInfo.InvariantCulture);
        var rounds = int.Parse(Option(args, "--rounds") ?? "3", CultureInfo.InvariantCulture);
        var directory = Directory.CreateTempSubdirectory("dragoman-load-").FullName;
        var rows = new List<LoadRow>();
        try
        {
            await MeasureAsync(directory, ids, TimeSpan.FromSeconds(seconds), rounds, Report);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }

        if (Option(args, "--json") is { } json)
        {
            await File.WriteAllTextAsync(json, JsonSerializer.Serialize(rows, Indented) + "\n");
        }

        return rows.Count > 0 ? 0 : 2;

        void Report(LoadRow row)
        {
            rows.Add(row);
            Console.WriteLine(row);
        }
    }

    private static async Task MeasureAsync(string directory, HashSet<string> ids, TimeSpan runTime, int rounds, Action<LoadRow> report)
    {
        var upstreamPort = OwnedProcess.FreePort();
        await using var upstream = await OwnedProcess.StartAsync(
            new ProcessStartInfo(DotNet.Host)
            {
                ArgumentList = { Path.Combine(AppContext.BaseDirectory, "Dragoman.Bench.dll"), "upstream", $"{upstreamPort}" },
            },
            upstreamPort);
        if (Wants("P7"))
        {
            await new ProcessBench(directory, upstreamPort, report).IdleStreamsAsync();
        }

        if (Wants("P8") || Wants("P9"))
        {
            await new ProcessBench(directory, upstreamPort, report).StartAsync();
        }

        if (!Wants("P4") && !Wants("P5") && !Wants("P6"))
        {
            return;
        }

        await using var gateway = await GatewayUnderTest.StartAsync(directory, upstreamPort);
        await using var nginx = await NginxAsync(directory, upstreamPort);
        Target[] targets =
        [
            new("no proxy", upstreamPort, upstream.Id),
            .. nginx is null ? Array.Empty<Target>() : [new("nginx", nginx.Port, nginx.Id)],
            new("passing", gateway.Port, gateway.Id),
            new("translating", gateway.Port, gateway.Id, GatewayUnderTest.TranslatedPrefix),
        ];
        await WarmUpAsync(targets);

        var bench = new LoadBench(targets, runTime, rounds, report);
        await (Wants("P4") ? bench.TurnsAsync() : Task.CompletedTask);
        await (Wants("P5") ? bench.LightAsync() : Task.CompletedTask);
        await (Wants("P6") ? bench.StreamsAsync() : Task.CompletedTask);

        bool Wants(string id) => ids.Count == 0 || ids.Contains(id);
    }

    // The runtime compiles what is hot once more, in the background, and begins only after a moment without new code.
    private static async Task WarmUpAsync(Target[] targets)
    {
        for (var i = 0; i < WarmUps; i++)
        {
            foreach (var target in targets)
            {
                await Generators.ClosedAsync(target, target.Request(2_000, "quick"), 16, TimeSpan.FromSeconds(0.7));
                await Generators.ClosedAsync(target, target.Request(77_000, "quick"), 16, TimeSpan.FromSeconds(0.7));
                await Generators.StreamsAsync(target, target.Request(2_000, "live"), 20, TimeSpan.FromSeconds(0.4));
            }

            await Task.Delay(500);
        }
    }

    private static async Task<OwnedProcess?> NginxAsync(string directory, int upstreamPort)
    {
        if (Nginx.Executable is not null)
        {
            return await Nginx.StartAsync(directory, upstreamPort);
        }

        Console.WriteLine("nginx is not installed: ratios to it are left out, and only CPU times are told");
        return null;
    }

    private static string? Option(string[] args, string name) =>
        Array.IndexOf(args, name) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : null;
}
