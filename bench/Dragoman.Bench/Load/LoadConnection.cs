using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Dragoman.Bench.Load;

/// <summary>One keep-alive connection of the load client, over a raw socket so that the client costs little.</summary>
internal sealed class LoadConnection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[32 * 1024];

    /// <summary>Connects.</summary>
    public static async Task<LoadConnection> OpenAsync(int port)
    {
        var connection = new LoadConnection();
        await connection._socket.ConnectAsync(IPAddress.Loopback, port);
        return connection;
    }

    /// <summary>Sends a request and reads its whole answer.</summary>
    /// <exception cref="InvalidOperationException">It is not a 200, or the connection ended.</exception>
    public async Task TurnAsync(ReadOnlyMemory<byte> request, CancellationToken cancellation)
    {
        await SendAsync(request, cancellation);
        var total = int.MaxValue;
        var chunked = false;
        var length = 0;
        while (length < total)
        {
            var read = await _socket.ReceiveAsync(_buffer.AsMemory(length), SocketFlags.None, cancellation);
            if (read == 0)
            {
                throw new InvalidOperationException("The connection ended in an answer.");
            }

            length += read;
            var seen = _buffer.AsSpan(0, length);
            if (total == int.MaxValue && !chunked && seen.IndexOf("\r\n\r\n"u8) is var head and >= 0)
            {
                Check(seen);
                var bodyLength = ContentLength(seen[..head]);
                chunked = bodyLength < 0;
                total = chunked ? int.MaxValue : head + 4 + bodyLength;
            }

            if (chunked && seen.EndsWith("\r\n0\r\n\r\n"u8))
            {
                return;
            }
        }
    }

    /// <summary>Begins a streamed turn and returns when its first content is there.</summary>
    public async Task BeginStreamAsync(ReadOnlyMemory<byte> request, CancellationToken cancellation)
    {
        await SendAsync(request, cancellation);
        var length = 0;
        while (_buffer.AsSpan(0, length).IndexOf(CannedAnswers.StampMark) < 0)
        {
            var read = await _socket.ReceiveAsync(_buffer.AsMemory(length), SocketFlags.None, cancellation);
            if (read == 0)
            {
                throw new InvalidOperationException("The connection ended before the answer's first content.");
            }

            length += read;
        }

        Check(_buffer);
    }

    /// <summary>Reads on: how many events came, and how old the last one was in microseconds.</summary>
    public async ValueTask<(int Events, double Age)> ReadEventsAsync(CancellationToken cancellation)
    {
        var read = await _socket.ReceiveAsync(_buffer, SocketFlags.None, cancellation);
        var now = Stopwatch.GetTimestamp();
        if (read == 0)
        {
            throw new InvalidOperationException("A stream ended.");
        }

        var seen = _buffer.AsSpan(0, read);
        var events = seen.Count(CannedAnswers.StampMark);
        var last = seen.LastIndexOf(CannedAnswers.StampMark) + CannedAnswers.StampMark.Length;
        var age = events > 0 && Utf8Parser.TryParse(seen[last..], out long sent, out _)
            ? (now - sent) * 1e6 / Stopwatch.Frequency
            : 0;
        return (events, age);
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private async Task SendAsync(ReadOnlyMemory<byte> request, CancellationToken cancellation)
    {
        while (!request.IsEmpty)
        {
            request = request[await _socket.SendAsync(request, SocketFlags.None, cancellation)..];
        }
    }

    private static void Check(ReadOnlySpan<byte> answer)
    {
        if (!answer.StartsWith("HTTP/1.1 200"u8))
        {
            throw new InvalidOperationException(System.Text.Encoding.UTF8.GetString(answer[..Math.Min(answer.Length, 600)]));
        }
    }

    private static int ContentLength(ReadOnlySpan<byte> head)
    {
        var at = head.IndexOf("\r\nContent-Length: "u8);
        return at >= 0 && Utf8Parser.TryParse(head[(at + 18)..], out int length, out _) ? length : -1;
    }
}
