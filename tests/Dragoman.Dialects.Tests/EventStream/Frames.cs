using System.Text;
using Dragoman.Dialects.EventStream;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Tests.EventStream;

/// <summary>Frames made by hand or by the writer, and what the reader makes of them.</summary>
internal static class Frames
{
    /// <summary>The frame without headers and payload that the published test vectors of the framing begin with.</summary>
    public static byte[] Empty => Convert.FromHexString("000000100000000005C248EB7D98C8FF");

    /// <summary>One event frame.</summary>
    public static byte[] Event(string type, string payload)
    {
        using var output = new ByteWriter();
        new EventStreamWriter(output).WriteEvent(Encoding.UTF8.GetBytes(type), Encoding.UTF8.GetBytes(payload));
        return output.Written.ToArray();
    }

    /// <summary>One exception frame.</summary>
    public static byte[] Exception(string type, string payload)
    {
        using var output = new ByteWriter();
        new EventStreamWriter(output).WriteException(Encoding.UTF8.GetBytes(type), Encoding.UTF8.GetBytes(payload));
        return output.Written.ToArray();
    }

    /// <summary>The frames of a stream that arrives in pieces of <paramref name="chunk"/> bytes, as text; last a fault or a rest.</summary>
    public static List<string> Read(byte[] stream, int chunk)
    {
        using var reader = new EventStreamReader();
        var frames = new List<string>();
        for (var at = 0; at < stream.Length; at += chunk)
        {
            reader.Append(stream.AsSpan(at, Math.Min(chunk, stream.Length - at)));
            while (reader.TryRead(out var frame))
            {
                frames.Add(Text(frame));
            }
        }

        if (reader.Fault != EventStreamFault.None)
        {
            frames.Add(reader.Fault.ToString());
        }
        else if (reader.Pending > 0)
        {
            frames.Add($"rest {reader.Pending}");
        }

        return frames;
    }

    private static string Text(EventStreamFrame frame)
    {
        var text = new StringBuilder();
        foreach (var header in frame.Headers)
        {
            text.Append(Encoding.UTF8.GetString(header.Name)).Append('=');
            text.Append(header.Type switch
            {
                EventStreamHeaderType.String => Encoding.UTF8.GetString(header.Value),
                EventStreamHeaderType.Bytes or EventStreamHeaderType.Uuid => Convert.ToHexString(header.Value),
                _ => $"{header.Type}:{header.Number}",
            }).Append(' ');
        }

        return text.Append('|').Append(Encoding.UTF8.GetString(frame.Payload)).ToString();
    }
}
