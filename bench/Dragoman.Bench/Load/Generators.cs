using System.Diagnostics;

namespace Dragoman.Bench.Load;

/// <summary>The three ways of making load.</summary>
internal static class Generators
{
    /// <summary>So many connections, each sending its next turn as soon as the last was answered.</summary>
    public static async Task<LoadFigures> ClosedAsync(Target target, byte[] request, int connections, TimeSpan duration)
    {
        var open = await OpenAsync(target, request, connections);
        var latencies = new List<double>[connections];
        var meter = CpuMeter.Start(target.ProcessId);
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(open.Select((connection, i) => Task.Run(async () =>
        {
            var mine = latencies[i] = new List<double>(4096);
            while (Stopwatch.GetElapsedTime(started) < duration)
            {
                var begun = Stopwatch.GetTimestamp();
                await connection.TurnAsync(request, CancellationToken.None);
                mine.Add(Stopwatch.GetElapsedTime(begun).TotalMicroseconds);
            }
        })));
        var elapsed = Stopwatch.GetElapsedTime(started);
        var cpu = meter.Microseconds();
        Close(open);
        return LoadFigures.Of(latencies.Sum(l => (long)l.Count), elapsed, cpu, [.. latencies.SelectMany(l => l)]);
    }

    /// <summary>So many turns a second whatever the answers do; the latency counts from when a turn was due.</summary>
    public static async Task<LoadFigures> OpenLoopAsync(Target target, byte[] request, int perSecond, int connections, TimeSpan duration)
    {
        var open = await OpenAsync(target, request, connections);
        var latencies = new List<double>[connections];
        var every = TimeSpan.FromSeconds((double)connections / perSecond);
        var meter = CpuMeter.Start(target.ProcessId);
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(open.Select((connection, i) => Task.Run(async () =>
        {
            var mine = latencies[i] = new List<double>(4096);
            for (var due = every * i / connections; due < duration; due += every)
            {
                var wait = due - Stopwatch.GetElapsedTime(started);
                if (wait > TimeSpan.FromMilliseconds(1))
                {
                    await Task.Delay(wait);
                }

                var begun = Stopwatch.GetTimestamp();
                await connection.TurnAsync(request, CancellationToken.None);
                mine.Add(Stopwatch.GetElapsedTime(begun).TotalMicroseconds);
            }
        })));
        var elapsed = Stopwatch.GetElapsedTime(started);
        var cpu = meter.Microseconds();
        Close(open);
        return LoadFigures.Of(latencies.Sum(l => (long)l.Count), elapsed, cpu, [.. latencies.SelectMany(l => l)]);
    }

    /// <summary>So many long streams at once; every tenth client leaves in the middle, again and again, and another comes.</summary>
    public static async Task<LoadFigures> StreamsAsync(Target target, byte[] request, int streams, TimeSpan duration)
    {
        using var stop = new CancellationTokenSource();
        var counters = new StreamCounter[streams];
        var readers = Enumerable.Range(0, streams).Select(i =>
        {
            counters[i] = new StreamCounter();
            return Task.Run(() => ReadAsync(target, request, i % 10 == 0, counters[i], stop.Token));
        }).ToArray();
        await Task.WhenAny(Task.WhenAll(counters.Select(counter => counter.Begun.Task)), Task.WhenAny(readers));
        foreach (var failed in readers.Where(reader => reader.IsFaulted))
        {
            await failed;
        }

        var meter = CpuMeter.Start(target.ProcessId);
        var before = counters.Sum(counter => Volatile.Read(ref counter.Events));
        var started = Stopwatch.GetTimestamp();
        foreach (var counter in counters)
        {
            Volatile.Write(ref counter.Measures, true);
        }

        await Task.Delay(duration);
        var elapsed = Stopwatch.GetElapsedTime(started);
        var events = counters.Sum(counter => Volatile.Read(ref counter.Events)) - before;
        var cpu = meter.Microseconds();
        await stop.CancelAsync();
        await Task.WhenAll(readers);
        return LoadFigures.Of(events, elapsed, cpu, [.. counters.SelectMany(counter => counter.Ages)]);
    }

    private static async Task ReadAsync(Target target, byte[] request, bool leaves, StreamCounter counter, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            using var connection = await LoadConnection.OpenAsync(target.Port);
            try
            {
                await connection.BeginStreamAsync(request, stop);
                counter.Begun.TrySetResult();
                for (var seen = 0; !leaves || seen < 60;)
                {
                    var (events, age) = await connection.ReadEventsAsync(stop);
                    seen += events;
                    Volatile.Write(ref counter.Events, counter.Events + events);
                    if (events > 0 && Volatile.Read(ref counter.Measures))
                    {
                        counter.Ages.Add(age);
                    }
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private static async Task<LoadConnection[]> OpenAsync(Target target, byte[] request, int connections)
    {
        var open = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => LoadConnection.OpenAsync(target.Port)));
        // The first turn opens the connection behind the target as well, and is not counted.
        await Task.WhenAll(open.Select(connection => connection.TurnAsync(request, CancellationToken.None)));
        return open;
    }

    private static void Close(LoadConnection[] connections)
    {
        foreach (var connection in connections)
        {
            connection.Dispose();
        }
    }

    private sealed class StreamCounter
    {
        public long Events;
        public bool Measures;

        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<double> Ages { get; } = new(1024);
    }
}
