using System.Text;
using Dragoman.Dialects.Conversation;

namespace Dragoman.Dialects.Tests.AnthropicMessages;

/// <summary>Raises events in tests. Texts are given plain.</summary>
internal static class SinkExtensions
{
    public static IStreamSink Start(this IStreamSink sink, string id = "chatcmpl-1", Usage usage = default, string raw = "")
    {
        sink.On(new StreamEvent { Kind = StreamEventKind.MessageStart, Id = Bytes(id), Name = "up"u8, Usage = usage, Raw = Bytes(raw) });
        return sink;
    }

    public static IStreamSink Open(this IStreamSink sink, BlockKind kind, string id = "", string name = "", string raw = "")
    {
        sink.On(new StreamEvent { Kind = StreamEventKind.BlockStart, Block = kind, Id = Bytes(id), Name = Bytes(name), Raw = Bytes(raw) });
        return sink;
    }

    public static IStreamSink Delta(this IStreamSink sink, DeltaKind kind, string text, string raw = "")
    {
        sink.On(new StreamEvent { Kind = StreamEventKind.Delta, Delta = kind, Text = Escape(text), Raw = Bytes(raw) });
        return sink;
    }

    public static IStreamSink Close(this IStreamSink sink)
    {
        sink.On(new StreamEvent { Kind = StreamEventKind.BlockStop });
        return sink;
    }

    public static IStreamSink Text(this IStreamSink sink, string text) => sink.Open(BlockKind.Text).Delta(DeltaKind.Text, text).Close();

    public static IStreamSink Call(this IStreamSink sink, string id, string name, string input) =>
        sink.Open(BlockKind.ToolUse, id, name).Delta(DeltaKind.InputJson, input).Close();

    public static IStreamSink Finish(this IStreamSink sink, StopReason stop, Usage usage = default, string sequence = "", string explanation = "", string raw = "")
    {
        sink.On(new StreamEvent
        {
            Kind = StreamEventKind.Finish,
            Stop = stop,
            Usage = usage,
            StopSequence = Escape(sequence),
            Explanation = Escape(explanation),
            Raw = Bytes(raw),
        });
        return sink;
    }

    public static IStreamSink End(this IStreamSink sink) => sink.Raise(StreamEventKind.End);

    public static IStreamSink Raise(this IStreamSink sink, StreamEventKind kind, Failure? failure = null, string raw = "")
    {
        sink.On(new StreamEvent { Kind = kind, Failure = failure, Raw = Bytes(raw) });
        return sink;
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Escape(string text)
    {
        using var output = new Dragoman.Dialects.Json.ByteWriter();
        Dragoman.Dialects.Json.JsonStrings.Escape(Bytes(text), output);
        return output.Written.ToArray();
    }
}
