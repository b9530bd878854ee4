using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Dragoman.Bench.Load;

/// <summary>
/// The provider behind everything that is measured: it speaks just enough HTTP over raw sockets to be faster than what stands in
/// front of it. The model's name says what it does: <c>quick</c> answers at once, <c>live</c> streams 50 events a second,
/// <c>hold</c> begins a stream and falls silent.
/// </summary>
internal static class CannedUpstream
{
    /// <summary>Serves on a port of the loopback until its standard input ends, which is when its owner does.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args is not [var text] || !int.TryParse(text, CultureInfo.InvariantCulture, out var port))
        {
            Console.Error.WriteLine("usage: upstream PORT");
            return 2;
        }

        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen(4096);
        var pacer = new StreamPacer();
        var accepting = AcceptAsync(listener, pacer);
        var pacing = pacer.RunAsync();
        Console.WriteLine("listening");
        await Task.WhenAny(accepting, pacing, Console.In.ReadToEndAsync());
        return 0;
    }

    private static async Task AcceptAsync(Socket listener, StreamPacer pacer)
    {
        while (true)
        {
            var socket = await listener.AcceptAsync();
            socket.NoDelay = true;
            _ = new CannedConnection(socket, pacer).ServeAsync();
        }
    }
}
