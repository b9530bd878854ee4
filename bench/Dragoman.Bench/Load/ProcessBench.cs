using System.Diagnostics;

namespace Dragoman.Bench.Load;

/// <summary>The rows about one gateway process by itself: memory of idle streams, start, idle size.</summary>
internal sealed class ProcessBench(string directory, int upstreamPort, Action<LoadRow> report)
{
    private const int IdleStreams = 500;
    private const int Starts = 3;
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(2);

    /// <summary>P7: what an open stream holds while nothing comes.</summary>
    public async Task IdleStreamsAsync()
    {
        foreach (var (size, bytes, must) in new[] { ("2 KB", 2_000, 40.0), ("77 KB", 77_000, 60.0) })
        {
            foreach (var prefix in new[] { "", GatewayUnderTest.TranslatedPrefix })
            {
                await using var gateway = await GatewayUnderTest.StartAsync(NewDirectory(), upstreamPort);
                var target = new Target(NameOf(prefix), gateway.Port, gateway.Id, prefix);
                var request = target.Request(bytes, "hold");
                // What any number of streams needs once, such as compiled code, is there after these.
                Close(await OpenAsync(target, request, 50));
                await Task.Delay(Settle);
                var before = ProcessUsage.Resident(gateway.Id);
                var open = await OpenAsync(target, request, IdleStreams);
                await Task.Delay(Settle);
                var each = (ProcessUsage.Resident(gateway.Id) - before) / 1024.0 / IdleStreams;
                Close(open);
                report(new LoadRow("P7", $"idle stream, request of {size}", target.Name, each, "KB", must, $"{IdleStreams} open"));
            }
        }
    }

    /// <summary>P8 and P9: the first turn of a new process, and what it holds when idle.</summary>
    public async Task StartAsync()
    {
        foreach (var prefix in new[] { "", GatewayUnderTest.TranslatedPrefix })
        {
            var first = new List<double>();
            var idle = new List<double>();
            var afterPush = new List<double>();
            for (var i = 0; i < Starts; i++)
            {
                var own = NewDirectory();
                await using var gateway = await GatewayUnderTest.StartAsync(own, upstreamPort);
                var target = new Target(NameOf(prefix), gateway.Port, gateway.Id, prefix);
                var request = target.Request(77_000, "quick");
                using var connection = await LoadConnection.OpenAsync(gateway.Port);
                await connection.TurnAsync(request, CancellationToken.None);
                first.Add(Stopwatch.GetElapsedTime(gateway.Started).TotalSeconds);
                await Task.Delay(Settle);
                idle.Add(ProcessUsage.Resident(gateway.Id) / 1024.0 / 1024.0);
                await File.AppendAllTextAsync(GatewayUnderTest.ConfigFile(own), "# pushed\n");
                await Task.Delay(Settle);
                var begun = Stopwatch.GetTimestamp();
                await connection.TurnAsync(request, CancellationToken.None);
                afterPush.Add(Stopwatch.GetElapsedTime(begun).TotalSeconds);
            }

            report(new LoadRow("P8", "start to first turn of 77 KB", NameOf(prefix), LoadFigures.Middle(first), "s", 0.6, $"median of {Starts}"));
            report(new LoadRow("P8", "first turn after a policy push", NameOf(prefix), LoadFigures.Middle(afterPush), "s", 0.2, $"median of {Starts}"));
            report(new LoadRow("P9", "resident after one turn, idle", NameOf(prefix), LoadFigures.Middle(idle), "MB", 110, $"median of {Starts}"));
        }
    }

    private static string NameOf(string prefix) => prefix.Length == 0 ? "passing" : "translating";

    private string NewDirectory() => Directory.CreateDirectory(Path.Combine(directory, Path.GetRandomFileName())).FullName;

    private static async Task<LoadConnection[]> OpenAsync(Target target, byte[] request, int count)
    {
        var open = new LoadConnection[count];
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        for (var i = 0; i < count; i++)
        {
            open[i] = await LoadConnection.OpenAsync(target.Port);
            await open[i].BeginStreamAsync(request, deadline.Token);
        }

        return open;
    }

    private static void Close(LoadConnection[] connections)
    {
        foreach (var connection in connections)
        {
            connection.Dispose();
        }
    }
}
