using System.Diagnostics;
using System.Globalization;

namespace Dragoman.Bench.Load;

/// <summary>The rows that need whole processes. Runs against the targets alternate, and ratios are taken round by round.</summary>
internal sealed class LoadBench(IReadOnlyList<Target> targets, TimeSpan runTime, int rounds, Action<LoadRow> report)
{
    private const string Yardstick = "nginx";
    private const string Bare = "no proxy";

    /// <summary>P4: CPU of a whole turn, three sizes, two numbers of connections.</summary>
    public async Task TurnsAsync()
    {
        foreach (var (size, bytes, must) in new[] { ("2 KB", 2_000, 2.0), ("77 KB", 77_000, 2.25), ("700 KB", 700_000, 2.5) })
        {
            foreach (var connections in new[] { 16, 64 })
            {
                var runs = await InterleaveAsync(
                    [.. targets.Where(target => target.Name != Bare)],
                    target => Request(target, bytes, "quick"),
                    (target, request) => Generators.ClosedAsync(target, request, connections, runTime));
                Report("P4", $"turn of {size}, {connections} connections", runs, must, "turn");
            }
        }
    }

    /// <summary>P5: light load; CPU and added latency.</summary>
    public async Task LightAsync()
    {
        foreach (var (size, bytes, perSecond) in new[] { ("2 KB", 2_000, 1000), ("77 KB", 77_000, 300) })
        {
            var runs = await InterleaveAsync(
                targets,
                target => Request(target, bytes, "quick"),
                (target, request) => Generators.OpenLoopAsync(target, request, perSecond, 8, runTime));
            Report("P5", $"light load, {perSecond}/s of {size}", [.. runs.Where(run => run.Target.Name != Bare)], 3, "turn");
            ReportAdded($"light load, {perSecond}/s of {size}", runs);
        }
    }

    /// <summary>P6: CPU of a streamed event, end to end, with clients that leave.</summary>
    public async Task StreamsAsync()
    {
        var runs = await InterleaveAsync(
            targets,
            target => Request(target, 77_000, "live"),
            (target, request) => Generators.StreamsAsync(target, request, 200, runTime * 2));
        Report("P6", "200 streams at 50 events/s", [.. runs.Where(run => run.Target.Name != Bare)], 2, "event");
        ReportAdded("200 streams at 50 events/s", runs);
    }

    private static byte[] Request(Target target, int bytes, string model) => target.Request(bytes, model);

    private async Task<List<(Target Target, List<LoadFigures> Runs)>> InterleaveAsync(
        IReadOnlyList<Target> among, Func<Target, byte[]> makeRequest, Func<Target, byte[], Task<LoadFigures>> run)
    {
        var all = among.Select(target => (Target: target, Request: makeRequest(target), Runs: new List<LoadFigures>())).ToList();
        for (var round = 0; round < rounds; round++)
        {
            foreach (var (target, request, runs) in all)
            {
                runs.Add(await run(target, request));
            }
        }

        return [.. all.Select(entry => (entry.Target, entry.Runs))];
    }

    private void Report(string id, string what, List<(Target Target, List<LoadFigures> Runs)> all, double must, string unit)
    {
        var yardstick = all.Find(entry => entry.Target.Name == Yardstick).Runs;
        foreach (var (target, runs) in all)
        {
            var figures = LoadFigures.Median(runs);
            var note = string.Create(
                CultureInfo.InvariantCulture,
                $"{figures.CpuMicroseconds:0.0} µs/{unit}, {figures.PerSecond:0}/s, p50 {figures.P50Microseconds / 1000:0.00} ms, p99 {figures.P99Microseconds / 1000:0.00} ms");
            var isYardstick = target.Name == Yardstick;
            report(yardstick is null
                ? new LoadRow(id, what, target.Name, figures.CpuMicroseconds, $"µs/{unit}", 0, note + "; no nginx here to compare with")
                : new LoadRow(id, what, target.Name, Ratio(runs, yardstick), "x nginx", isYardstick ? 0 : must, note));
        }
    }

    private static double Ratio(List<LoadFigures> runs, List<LoadFigures> yardstick) => LoadFigures.Middle(
        runs.Zip(yardstick, (run, compared) => run.CpuMicroseconds / Math.Max(0.01, compared.CpuMicroseconds)));

    // Latency that the hop adds: the median minus that of the same turns sent straight to the provider.
    private void ReportAdded(string what, List<(Target Target, List<LoadFigures> Runs)> all)
    {
        var bare = all.Find(entry => entry.Target.Name == Bare).Runs;
        var yardstick = all.Find(entry => entry.Target.Name == Yardstick).Runs;
        foreach (var (target, runs) in all.Where(entry => entry.Target.Name != Bare))
        {
            var added = Added(runs, bare);
            var note = string.Create(CultureInfo.InvariantCulture, $"{added:0} µs added at the median");
            if (yardstick is null || target.Name == Yardstick)
            {
                report(new LoadRow("P5", $"added by {what}", target.Name, added, "µs", 0, note));
            }
            else
            {
                report(new LoadRow("P5", $"added by {what}", target.Name, added / Math.Max(1, Added(yardstick, bare)), "x nginx's", 3, note));
            }
        }
    }

    private static double Added(List<LoadFigures> runs, List<LoadFigures> bare) =>
        LoadFigures.Middle(runs.Zip(bare, (run, without) => run.P50Microseconds - without.P50Microseconds));
}
