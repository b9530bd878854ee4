using System.Buffers;
using System.Buffers.Text;
using Dragoman.Dialects.AnthropicMessages;
using Dragoman.Dialects.AnthropicMessages.Envelopes;
using Dragoman.Dialects.AnthropicMessages.Passthrough;
using Dragoman.Dialects.EventStream;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.BedrockInvoke;

/// <summary>
/// Takes the events of the Messages API out of Bedrock's frames: each <c>chunk</c> holds one as base64, exceptions become
/// <c>error</c> events, and what Bedrock adds of its own is left out (H-410, H-415).
/// </summary>
internal sealed class ChunkUnwrapper : StreamUnwrapper
{
    private readonly EventStreamReader _frames = new();
    private readonly ByteWriter _event = new(1024);
    private bool _hasBegun;

    /// <inheritdoc/>
    public override bool IsInsideFrame => _frames.Pending > 0;

    /// <inheritdoc/>
    public override bool Unwrap(ReadOnlySpan<byte> received, ByteWriter events)
    {
        _frames.Append(received);
        while (_frames.TryRead(out var frame))
        {
            if (frame.IsFailure)
            {
                OnFailure(frame, events);
            }
            else if (!OnChunk(frame.Payload, events))
            {
                return false;
            }

            _hasBegun = true;
        }

        return _frames.Fault == EventStreamFault.None;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _frames.Dispose();
        _event.Dispose();
    }

    private void OnFailure(in EventStreamFrame frame, ByteWriter events)
    {
        events.Write("event: error\ndata: "u8);
        if (frame.ExceptionType.IsEmpty)
        {
            // A failure that the service's model does not know is told in headers, as plain text.
            using var body = new ByteWriter(frame.ErrorMessage.Length + 256);
            body.Write("{\"message\":"u8);
            body.WriteString(frame.ErrorMessage.IsEmpty ? frame.ErrorCode : frame.ErrorMessage);
            body.Write((byte)'}');
            InvokeErrors.UnwrapException(frame.ErrorCode, body.Written, !_hasBegun, events);
        }
        else
        {
            InvokeErrors.UnwrapException(frame.ExceptionType, frame.Payload, !_hasBegun, events);
        }

        events.Write("\n\n"u8);
    }

    private bool OnChunk(ReadOnlySpan<byte> payload, ByteWriter events)
    {
        _event.Reset();
        if (!Decode(RawObject.Text(payload, "bytes"u8)))
        {
            return false;
        }

        var json = _event.Written;
        var type = RawObject.Text(json, "type"u8);
        if (type.IsEmpty)
        {
            // A sign of life of something in between: it has no name to be told by.
            return true;
        }

        events.Write("event: "u8);
        events.Write(type);
        events.Write("\ndata: "u8);
        if (json.IndexOf("\"amazon-bedrock-"u8) >= 0)
        {
            WriteWithoutMetrics(json, events);
        }
        else
        {
            RawObject.WriteOneLine(json, events);
        }

        events.Write("\n\n"u8);
        return true;
    }

    private bool Decode(ReadOnlySpan<byte> base64)
    {
        if (base64.IsEmpty)
        {
            return true;
        }

        if (base64.IndexOf((byte)'\\') >= 0)
        {
            using var plain = new ByteWriter(base64.Length);
            JsonStrings.Unescape(base64, plain);
            return plain.Written.IndexOf((byte)'\\') < 0 && Decode(plain.Written);
        }

        var target = _event.GetSpan(Base64.GetMaxDecodedFromUtf8Length(base64.Length));
        if (Base64.DecodeFromUtf8(base64, target, out _, out var written) != OperationStatus.Done || !JsonCursor.IsCleanUtf8(target[..written]))
        {
            return false;
        }

        _event.Advance(written);
        return RawObject.IsJson(_event.Written);
    }

    private static void WriteWithoutMetrics(ReadOnlySpan<byte> json, ByteWriter events)
    {
        using var kept = new ByteWriter(json.Length);
        var copy = new SpliceCopy(json, kept);
        var cursor = new JsonCursor(json);
        cursor.EnterObject();
        var list = new SpliceList(cursor.Position);
        while (cursor.NextMember(out Slice slice))
        {
            list.Begin(slice.Start - 1, ref copy);
            cursor.ReadValue();
            list.End(cursor.Position, json.Slice(slice.Start, slice.Length).StartsWith("amazon-bedrock-"u8), ref copy);
        }

        copy.Finish();
        RawObject.WriteOneLine(kept.Written, events);
    }
}
