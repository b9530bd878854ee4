using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Dragoman.Bench.Load;

/// <summary>A process that was started for a measurement and ends with it.</summary>
internal sealed class OwnedProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);
    private readonly Process _process;

    private OwnedProcess(Process process, int port, long started)
    {
        _process = process;
        Port = port;
        Started = started;
    }

    /// <summary>Its port.</summary>
    public int Port { get; }

    /// <summary>Its id.</summary>
    public int Id => _process.Id;

    /// <summary>When it was started, as a time stamp.</summary>
    public long Started { get; }

    /// <summary>A port that is free now.</summary>
    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    /// <summary>Starts it and waits until it accepts connections.</summary>
    public static async Task<OwnedProcess> StartAsync(ProcessStartInfo start, int port)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        var started = Stopwatch.GetTimestamp();
        var process = Process.Start(start)!;
        var said = new System.Text.StringBuilder();
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        while (!Accepts(port))
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(started) > StartDeadline)
            {
                throw new InvalidOperationException($"{start.FileName} does not listen on port {port}: {said}");
            }

            await Task.Delay(2);
        }

        return new OwnedProcess(process, port, started);

        void Hear(string? line)
        {
            lock (said)
            {
                said.AppendLine(line);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static bool Accepts(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
