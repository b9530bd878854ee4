using System.Buffers.Text;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.BedrockConverse;

/// <summary>
/// What belongs to one block of reasoning and must come back with the next turn unchanged: its signature, its encrypted content, and
/// its text where the client does not get to see it (H-105, H-405). It rides in the block's signature as a small JSON object.
/// </summary>
internal sealed class ReasoningState : IDisposable
{
    private readonly ByteWriter _text = new(256);
    private readonly ByteWriter _signature = new(256);
    private readonly ByteWriter _redacted = new(256);

    /// <summary>True where there is a signature.</summary>
    public bool IsSigned => _signature.Length > 0;

    /// <summary>True where there is encrypted content.</summary>
    public bool IsRedacted => _redacted.Length > 0;

    /// <summary>Adds text that is not shown, escaped content.</summary>
    public void AddText(ReadOnlySpan<byte> text) => _text.Write(text);

    /// <summary>Adds a piece of the signature, escaped content.</summary>
    public void AddSignature(ReadOnlySpan<byte> piece) => _signature.Write(piece);

    /// <summary>Adds encrypted content in base64; pieces are joined as bytes.</summary>
    public void AddRedacted(ReadOnlySpan<byte> base64)
    {
        var target = _redacted.GetSpan(Base64.GetMaxDecodedFromUtf8Length(base64.Length) + 3);
        if (Base64.DecodeFromUtf8(base64, target, out _, out var written) == System.Buffers.OperationStatus.Done)
        {
            _redacted.Advance(written);
        }
    }

    /// <summary>Writes what goes into the envelope.</summary>
    public void Write(ByteWriter output)
    {
        if (IsRedacted)
        {
            output.Write("{\"redactedContent\":\""u8);
            var target = output.GetSpan(Base64.GetMaxEncodedToUtf8Length(_redacted.Length));
            Base64.EncodeToUtf8(_redacted.Written, target, out _, out var written);
            output.Advance(written);
            output.Write("\"}"u8);
            return;
        }

        output.Write("{\"signature\":\""u8);
        output.Write(_signature.Written);
        if (_text.Length > 0)
        {
            output.Write("\",\"text\":\""u8);
            output.Write(_text.Written);
        }

        output.Write("\"}"u8);
    }

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        _text.Reset();
        _signature.Reset();
        _redacted.Reset();
    }

    /// <summary>Writes the content block that an opened envelope stands for.</summary>
    /// <param name="payload">What <see cref="Write(ByteWriter)"/> wrote.</param>
    /// <param name="shown">The text as the client has it, escaped content.</param>
    /// <param name="output">Where to write.</param>
    public static void Write(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> shown, ByteWriter output)
    {
        if (payload.StartsWith("{\"redactedContent\":"u8))
        {
            output.Write("{\"reasoningContent\":"u8);
            output.Write(payload);
            output.Write((byte)'}');
            return;
        }

        Slice signature = default;
        Slice text = default;
        var cursor = new JsonCursor(payload);
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("signature"u8))
            {
                signature = cursor.ReadStringOrSkip();
            }
            else if (name.SequenceEqual("text"u8))
            {
                text = cursor.ReadStringOrSkip();
            }
            else
            {
                cursor.ReadValue();
            }
        }

        output.Write("{\"reasoningContent\":{\"reasoningText\":{\"text\":\""u8);
        output.Write(text.IsAbsent ? shown : payload.Slice(text.Start, text.Length));
        output.Write("\",\"signature\":\""u8);
        output.Write(payload.Slice(signature.Start, signature.Length));
        output.Write("\"}}}"u8);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _text.Dispose();
        _signature.Dispose();
        _redacted.Dispose();
    }
}
