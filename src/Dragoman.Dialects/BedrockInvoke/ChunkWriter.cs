using System.Buffers.Text;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.EventStream;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.BedrockInvoke;

/// <summary>
/// Writes an answer as Bedrock streams it: the events of the Messages API, each as base64 in a <c>chunk</c> frame. A failure is an
/// exception frame, which is how clients of AWS learn of it.
/// </summary>
internal sealed class ChunkWriter : IStreamSink
{
    private readonly ByteWriter _output;
    private readonly ByteWriter _events = new(4096);
    private readonly IStreamSink _inner;
    private readonly EventStreamWriter _frames;
    private bool _isEnded;

    public ChunkWriter(Translation translation, ByteWriter output)
    {
        _output = output;
        _inner = new AnthropicMessages.StreamWriter(translation, _events);
        _frames = new EventStreamWriter(output);
    }

    /// <inheritdoc/>
    public void On(in StreamEvent streamEvent)
    {
        if (_isEnded)
        {
            return;
        }

        if (streamEvent is { Kind: StreamEventKind.Error, Failure: { } failure })
        {
            _isEnded = true;
            WriteException(failure);
            return;
        }

        _inner.On(streamEvent);
        var rest = _events.Written;
        while (rest.IndexOf("\ndata: "u8) is var at and >= 0)
        {
            rest = rest[(at + "\ndata: "u8.Length)..];
            var end = rest.IndexOf((byte)'\n');
            WriteChunk(rest[..end]);
            rest = rest[end..];
        }

        _events.Reset();
    }

    private void WriteChunk(ReadOnlySpan<byte> json)
    {
        _frames.BeginFrame();
        _frames.Header(":event-type"u8, "chunk"u8);
        _frames.Header(":content-type"u8, "application/json"u8);
        _frames.Header(":message-type"u8, "event"u8);
        _frames.EndHeaders();
        _output.Write("{\"bytes\":\""u8);
        Base64.EncodeToUtf8(json, _output.GetSpan(Base64.GetMaxEncodedToUtf8Length(json.Length)), out _, out var written);
        _output.Advance(written);
        _output.Write("\"}"u8);
        _frames.EndFrame();
    }

    private void WriteException(Failure failure)
    {
        _events.Reset();
        InvokeErrors.Write(failure, _events);
        _frames.WriteException(InvokeErrors.Exception(failure.Cause), _events.Written);
    }
}
