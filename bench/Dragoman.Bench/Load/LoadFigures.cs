namespace Dragoman.Bench.Load;

/// <summary>What one run against one target showed.</summary>
/// <param name="PerSecond">Turns or events a second.</param>
/// <param name="CpuMicroseconds">CPU time of the target's process for one of them.</param>
/// <param name="P50Microseconds">Median latency.</param>
/// <param name="P99Microseconds">99th percentile.</param>
internal sealed record LoadFigures(double PerSecond, double CpuMicroseconds, double P50Microseconds, double P99Microseconds)
{
    /// <summary>Figures from what was counted.</summary>
    public static LoadFigures Of(long count, TimeSpan elapsed, double cpuMicroseconds, List<double> latencies)
    {
        latencies.Sort();
        return new LoadFigures(
            count / elapsed.TotalSeconds,
            cpuMicroseconds / Math.Max(1, count),
            latencies.Count == 0 ? 0 : latencies[latencies.Count / 2],
            latencies.Count == 0 ? 0 : latencies[(int)(latencies.Count * 0.99)]);
    }

    /// <summary>The median of each figure over several runs.</summary>
    public static LoadFigures Median(IReadOnlyCollection<LoadFigures> runs) => new(
        Middle(runs.Select(run => run.PerSecond)),
        Middle(runs.Select(run => run.CpuMicroseconds)),
        Middle(runs.Select(run => run.P50Microseconds)),
        Middle(runs.Select(run => run.P99Microseconds)));

    /// <summary>The middle one.</summary>
    public static double Middle(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? 0 : sorted[sorted.Length / 2];
    }
}
