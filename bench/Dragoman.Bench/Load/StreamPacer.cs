using System.Diagnostics;
using System.Buffers.Text;
using System.Net.Sockets;

namespace Dragoman.Bench.Load;

/// <summary>
/// Sends 50 events a second on every live stream, a tenth of the streams every other millisecond, so that they do not come in one
/// burst. Each event says when it was sent, by a clock that all processes of the machine share.
/// </summary>
internal sealed class StreamPacer
{
    private const int Slots = 10;
    private const int EventsPerStream = 1500;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(2);

    private readonly List<Live>[] _slots = [.. Enumerable.Range(0, Slots).Select(_ => new List<Live>())];
    private readonly Lock _lock = new();
    private int _next;

    /// <summary>Streams on a socket; done when all events are sent. Faults when the other side left.</summary>
    public Task StreamAsync(Socket socket, CannedAnswers answers)
    {
        var live = new Live(socket, (byte[])answers.Delta.Clone(), answers.StampAt);
        lock (_lock)
        {
            _slots[_next++ % Slots].Add(live);
        }

        return live.Done.Task;
    }

    /// <summary>Sends until the process ends.</summary>
    public async Task RunAsync()
    {
        using var timer = new PeriodicTimer(Tick);
        var started = Stopwatch.GetTimestamp();
        for (long tick = 0; await timer.WaitForNextTickAsync();)
        {
            // Ticks that the timer could not keep are made up for.
            for (var due = (long)(Stopwatch.GetElapsedTime(started) / Tick); tick < due; tick++)
            {
                lock (_lock)
                {
                    _slots[tick % Slots].RemoveAll(static live => live.Send());
                }
            }
        }
    }

    private sealed class Live(Socket socket, byte[] frame, int stampAt)
    {
        private int _sent;

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        // True when this stream is over.
        public bool Send()
        {
            try
            {
                Utf8Formatter.TryFormat(
                    Stopwatch.GetTimestamp(), frame.AsSpan(stampAt, CannedAnswers.StampLength), out _, new('D', CannedAnswers.StampLength));
                socket.Send(frame);
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                Done.TrySetException(exception);
                return true;
            }

            if (++_sent < EventsPerStream)
            {
                return false;
            }

            Done.TrySetResult();
            return true;
        }
    }
}
