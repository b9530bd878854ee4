using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.AnthropicMessages.Passthrough;

/// <summary>
/// Puts the model id that the client asked for into the answer: the client keys prices and windows on it (H-207). Every other byte
/// stays.
/// </summary>
public static class ModelEcho
{
    /// <summary>
    /// Copies whole frames with the model of <c>message_start</c> replaced. The frames must hold that event from its first to its last
    /// byte (H-293). False, and nothing written, where it is not there.
    /// </summary>
    public static bool InFrames(ReadOnlySpan<byte> frames, ReadOnlySpan<byte> model, ByteWriter output)
    {
        var at = frames.IndexOf("event: message_start"u8);
        var data = at < 0 ? -1 : frames[at..].IndexOf("data:"u8);
        if (data < 0)
        {
            return false;
        }

        var start = at + data + "data:"u8.Length;
        var end = frames[start..].IndexOfAny((byte)'\n', (byte)'\r');
        var json = end < 0 ? frames[start..] : frames.Slice(start, end);
        var message = StreamObserver.Member(json, "message"u8);
        if (message.IsEmpty)
        {
            return false;
        }

        json.Overlaps(message, out var offset);
        return Replace(frames, start + offset, message, model, output);
    }

    /// <summary>Copies a whole answer with its model replaced. False, and nothing written, where it has none.</summary>
    public static bool InAnswer(ReadOnlySpan<byte> answer, ReadOnlySpan<byte> model, ByteWriter output) =>
        Replace(answer, 0, answer, model, output);

    private static bool Replace(
        ReadOnlySpan<byte> whole, int start, ReadOnlySpan<byte> message, ReadOnlySpan<byte> model, ByteWriter output)
    {
        var value = StreamObserver.Member(message, "model"u8);
        if (value.IsEmpty || value[0] != '"')
        {
            return false;
        }

        message.Overlaps(value, out var offset);
        output.Write(whole[..(start + offset)]);
        output.WriteString(model);
        output.Write(whole[(start + offset + value.Length)..]);
        return true;
    }
}
