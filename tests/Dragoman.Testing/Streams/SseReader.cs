using System.Runtime.CompilerServices;
using System.Text;

namespace Dragoman.Testing;

/// <summary>Reads server-sent events as the standard says: any line end, comments, several data lines.</summary>
public static class SseReader
{
    /// <summary>All events of a complete body. A last frame without its blank line is given too.</summary>
    public static IReadOnlyList<SseEvent> ReadAll(ReadOnlySpan<byte> body)
    {
        var text = Encoding.UTF8.GetString(body);
        var events = new List<SseEvent>();
        var frame = new FrameBuilder();
        for (var at = 0; at < text.Length;)
        {
            var end = text.AsSpan(at).IndexOfAny('\r', '\n');
            var lineEnd = end < 0 ? text.Length : at + end;
            var next = end < 0 ? text.Length : lineEnd + (text[lineEnd] == '\r' && lineEnd + 1 < text.Length && text[lineEnd + 1] == '\n' ? 2 : 1);
            if (frame.Add(text[at..lineEnd], text[at..next]) is { } complete)
            {
                events.Add(complete);
            }

            at = next;
        }

        if (frame.Add(string.Empty, string.Empty) is { } last)
        {
            events.Add(last);
        }

        return events;
    }

    /// <summary>Gives each event of a live body as soon as it is complete.</summary>
    public static async IAsyncEnumerable<SseEvent> ReadAsync(Stream body, [EnumeratorCancellation] CancellationToken stop = default)
    {
        // Only whole frames are parsed: a frame is given as soon as its blank line has come.
        var buffer = new byte[16 * 1024];
        var pending = new MemoryStream();
        while (true)
        {
            var read = await body.ReadAsync(buffer, stop);
            if (read == 0)
            {
                break;
            }

            pending.Write(buffer, 0, read);
            var complete = LengthOfCompleteFrames(pending.GetBuffer().AsSpan(0, (int)pending.Length));
            if (complete == 0)
            {
                continue;
            }

            var events = ReadAll(pending.GetBuffer().AsSpan(0, complete));
            var rest = pending.GetBuffer().AsSpan(complete, (int)pending.Length - complete).ToArray();
            pending = new MemoryStream();
            pending.Write(rest);
            foreach (var one in events)
            {
                yield return one;
            }
        }

        foreach (var one in ReadAll(pending.GetBuffer().AsSpan(0, (int)pending.Length)))
        {
            yield return one;
        }
    }

    private static int LengthOfCompleteFrames(ReadOnlySpan<byte> bytes)
    {
        var lf = bytes.LastIndexOf("\n\n"u8);
        var crlf = bytes.LastIndexOf("\r\n\r\n"u8);
        return Math.Max(lf < 0 ? 0 : lf + 2, crlf < 0 ? 0 : crlf + 4);
    }

    private sealed class FrameBuilder
    {
        private readonly StringBuilder _raw = new();
        private List<string>? _data;
        private string _type = string.Empty;

        public SseEvent? Add(string line, string raw)
        {
            _raw.Append(raw);
            if (line.Length == 0)
            {
                SseEvent? complete = _data is null ? null : new SseEvent(_type, string.Join('\n', _data), _raw.ToString());
                _raw.Clear();
                _data = null;
                _type = string.Empty;
                return complete;
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var field = colon < 0 ? line : line[..colon];
            var value = colon < 0 ? string.Empty : line[(colon + 1)..];
            value = value.StartsWith(' ') ? value[1..] : value;
            if (field == "data")
            {
                (_data ??= []).Add(value);
            }
            else if (field == "event")
            {
                _type = value;
            }

            return null;
        }
    }
}
