using System.Globalization;

namespace Dragoman.Bench.Load;

/// <summary>
/// The CPU time that a process uses from a moment on: what the system's scheduler says of each of its threads, which is exact to the
/// nanosecond where the process's own figure goes in steps of 10 ms. Threads that ended meanwhile are in that figure alone, which
/// therefore counts where it is clearly larger.
/// </summary>
internal sealed class CpuMeter
{
    private const double TwoSteps = 20_000;

    private readonly int _processId;
    private readonly Dictionary<string, double> _before;
    private readonly double _stepsBefore;

    private CpuMeter(int processId)
    {
        _processId = processId;
        _stepsBefore = ProcessUsage.CpuMicroseconds(processId);
        _before = Threads(processId);
    }

    /// <summary>Begins to count.</summary>
    public static CpuMeter Start(int processId) => new(processId);

    /// <summary>User and system time of all threads since then, in microseconds.</summary>
    public double Microseconds()
    {
        var steps = ProcessUsage.CpuMicroseconds(_processId) - _stepsBefore;
        var threads = Threads(_processId).Sum(thread => thread.Value - _before.GetValueOrDefault(thread.Key));
        return steps - threads > TwoSteps ? steps : threads;
    }

    // Empty where this kernel keeps no such figures.
    private static Dictionary<string, double> Threads(int processId)
    {
        var threads = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var thread in Directory.GetDirectories($"/proc/{processId}/task"))
        {
            try
            {
                var nanoseconds = File.ReadAllText(Path.Combine(thread, "schedstat")).Split(' ')[0];
                threads[thread] = long.Parse(nanoseconds, CultureInfo.InvariantCulture) / 1000.0;
            }
            catch (IOException)
            {
                // It ended between the list and the file, or there is no such file.
            }
        }

        return threads;
    }
}
