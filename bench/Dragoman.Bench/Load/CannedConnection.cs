using System.Buffers.Text;
using System.Net.Sockets;

namespace Dragoman.Bench.Load;

/// <summary>One connection of the canned provider: a request, an answer, and so on.</summary>
internal sealed class CannedConnection(Socket socket, StreamPacer pacer)
{
    private byte[] _buffer = new byte[16 * 1024];
    private int _length;

    /// <summary>Serves until the other side leaves.</summary>
    public async Task ServeAsync()
    {
        try
        {
            while (await ReceiveAsync() is var (isChat, model) && model != Model.None)
            {
                var answers = isChat ? CannedAnswers.Chat : CannedAnswers.Messages;
                if (model == Model.Quick)
                {
                    await socket.SendAsync(answers.Whole);
                    continue;
                }

                await socket.SendAsync(answers.Head);
                if (model == Model.Live)
                {
                    await pacer.StreamAsync(socket, answers);
                    await socket.SendAsync(answers.End);
                }
                else
                {
                    // Silent until the other side leaves.
                    await socket.ReceiveAsync(new byte[1]);
                    break;
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The other side left.
        }
        finally
        {
            socket.Dispose();
        }
    }

    private async ValueTask<(bool IsChat, Model Model)> ReceiveAsync()
    {
        _length = 0;
        var total = int.MaxValue;
        while (_length < total)
        {
            if (_length == _buffer.Length)
            {
                Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, total == int.MaxValue ? 0 : total));
            }

            var read = await socket.ReceiveAsync(_buffer.AsMemory(_length));
            if (read == 0)
            {
                return (false, Model.None);
            }

            _length += read;
            if (total == int.MaxValue && _buffer.AsSpan(0, _length).IndexOf("\r\n\r\n"u8) is var head and >= 0)
            {
                total = head + 4 + ContentLength(_buffer.AsSpan(0, head));
            }
        }

        var request = _buffer.AsSpan(0, _length);
        var line = request[..request.IndexOf((byte)'\r')];
        return (line.IndexOf("/chat/completions"u8) >= 0, ModelOf(request));
    }

    private static int ContentLength(ReadOnlySpan<byte> head)
    {
        var at = head.IndexOf("ontent-Length: "u8);
        at = at < 0 ? head.IndexOf("ontent-length: "u8) : at;
        return at >= 0 && Utf8Parser.TryParse(head[(at + 15)..], out int length, out _) ? length : 0;
    }

    private static Model ModelOf(ReadOnlySpan<byte> request)
    {
        var at = request.IndexOf("\"model\":\""u8);
        return at < 0 ? Model.Quick : request[at + 9] switch
        {
            (byte)'l' => Model.Live,
            (byte)'h' => Model.Hold,
            _ => Model.Quick,
        };
    }

    private enum Model
    {
        None,
        Quick,
        Live,
        Hold,
    }
}
