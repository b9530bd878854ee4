using System.Diagnostics;

namespace Dragoman.Bench.Micro;

/// <summary>
/// Measures a row in short rounds that alternate with its baseline, so that whatever else the machine does falls on both. The
/// ratio of each round is taken first and the median of those then.
/// </summary>
internal static class Harness
{
    private const int Rounds = 21;
    private const int AllocationRounds = 5;
    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(600);
    private static readonly TimeSpan RoundTime = TimeSpan.FromMilliseconds(6);

    /// <summary>Time and allocations of a row.</summary>
    public static Result Measure(Row row)
    {
        var calls = Calls(row.Work, row);
        var baselineCalls = row.Baseline is { } baseline ? Calls(baseline, null) : 0;
        var times = new double[Rounds];
        var ratios = new double[Rounds];
        for (var round = 0; round < Rounds; round++)
        {
            var compared = row.Baseline is null ? 1 : Time(row.Baseline, baselineCalls);
            times[round] = Time(row.Work, calls) / row.Operations;
            row.AfterRound?.Invoke();
            ratios[round] = times[round] / compared;
        }

        var spread = row.Baseline is null ? times : ratios;
        Array.Sort(times);
        Array.Sort(ratios);
        return new Result(
            row.Key,
            times[Rounds / 2],
            row.Baseline is null ? null : ratios[Rounds / 2],
            spread[Rounds / 4],
            spread[Rounds * 3 / 4],
            Allocated(row, calls),
            row.Must);
    }

    /// <summary>
    /// Allocations alone. Only the steady state counts: pools and caches are filled by the first rounds, and a round in which a pool
    /// was trimmed is not the one with the fewest bytes.
    /// </summary>
    public static Result MeasureAllocations(Row row)
    {
        var calls = row.MaxCalls > 0 ? row.MaxCalls : 64;
        for (var i = 0; i < calls; i++)
        {
            row.Work();
        }

        row.AfterRound?.Invoke();
        return new Result(row.Key, 0, null, 0, 0, Allocated(row, calls), 0);
    }

    private static long Allocated(Row row, int calls)
    {
        var least = long.MaxValue;
        for (var round = 0; round < AllocationRounds; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < calls; i++)
            {
                row.Work();
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            row.AfterRound?.Invoke();
        }

        // What does not happen in every operation (a list that grows now and then) is not rounded away.
        return (least + (calls * (long)row.Operations) - 1) / (calls * (long)row.Operations);
    }

    // Runs until the code is compiled at its last tier, and finds how many calls make a round.
    private static int Calls(Action work, Row? row)
    {
        var started = Stopwatch.GetTimestamp();
        var calls = 0;
        do
        {
            for (var i = 0; i < 16; i++)
            {
                work();
            }

            calls += 16;
            if (row?.MaxCalls > 0 && calls % row.MaxCalls < 16)
            {
                row.AfterRound?.Invoke();
            }
        }
        while (Stopwatch.GetElapsedTime(started) < WarmUp);
        row?.AfterRound?.Invoke();
        var probe = Math.Max(1, Math.Min(calls / 100, row?.MaxCalls > 0 ? row.MaxCalls : int.MaxValue));
        var each = Time(work, probe);
        row?.AfterRound?.Invoke();
        var fit = (int)Math.Clamp(RoundTime.TotalNanoseconds / Math.Max(each, 1), 1, 1_000_000);
        return row?.MaxCalls > 0 ? Math.Min(fit, row.MaxCalls) : fit;
    }

    private static double Time(Action work, int calls)
    {
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < calls; i++)
        {
            work();
        }

        return Stopwatch.GetElapsedTime(started).TotalNanoseconds / calls;
    }
}
