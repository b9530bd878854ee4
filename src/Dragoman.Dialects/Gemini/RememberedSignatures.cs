using System.Security.Cryptography;
using System.Text;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Gemini;

/// <summary>
/// Stands behind the reader of an answer and remembers each signature under the part that it belongs to: a call by its id, a text by
/// its words. Names are those that the client sees, as they are all that it may give back (H-114).
/// </summary>
internal sealed class RememberedSignatures(Translation translation, ISignatureMemory memory, int generation, IStreamSink inner) : IStreamSink, IDisposable
{
    private readonly ByteWriter _signature = new(256);
    private readonly ByteWriter _text = new(1024);
    private string? _textKey;
    private bool _isText;
    private bool _isSigned;

    /// <summary>The key of a call.</summary>
    public static string KeyOfCall(Translation translation, ReadOnlySpan<byte> id) => Key(translation, 'c', id);

    /// <summary>The key of a text.</summary>
    /// <param name="translation">The attempt.</param>
    /// <param name="text">Escaped content; how it is escaped does not matter.</param>
    public static string KeyOfText(Translation translation, ReadOnlySpan<byte> text)
    {
        using var plain = new ByteWriter(text.Length);
        JsonStrings.Unescape(text, plain);
        return Key(translation, 't', plain.Written);
    }

    /// <inheritdoc/>
    public void On(in StreamEvent e)
    {
        switch (e.Kind)
        {
            case StreamEventKind.Delta when e.Delta == DeltaKind.Signature:
                _signature.Reset();
                _signature.Write(e.Text);
                break;
            case StreamEventKind.BlockStart when e.Block == BlockKind.ToolUse:
                Keep(KeyOfCall(translation, e.Id));
                break;
            case StreamEventKind.BlockStart when e.Block == BlockKind.Text:
                _text.Reset();
                _isText = true;
                _isSigned = _signature.Length > 0;
                break;
            case StreamEventKind.Delta when _isText && e.Delta == DeltaKind.Text:
                _text.Write(e.Text);
                break;
            case StreamEventKind.BlockStop when _isText:
                _isText = false;
                _textKey = KeyOfText(translation, _text.Written);
                Keep(_isSigned ? _textKey : null);
                break;
            default:
                break;
        }

        inner.On(in e);
    }

    /// <summary>A signature of the last text, which nothing follows and no block carries.</summary>
    public void Trail(ReadOnlySpan<byte> signature)
    {
        if ((_isText ? KeyOfText(translation, _text.Written) : _textKey) is not { } key || signature.IsEmpty)
        {
            return;
        }

        using var state = new ByteWriter(signature.Length + 16);
        state.Write((byte)('0' + Math.Clamp(generation, 0, 9)));
        PartState.Write(PartState.PreviousText, signature, state);
        using var sealedState = new ByteWriter(signature.Length * 2);
        translation.Envelope.Seal(translation.Provenance, state.Written, sealedState);
        memory.Remember(key, sealedState.Written);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _signature.Dispose();
        _text.Dispose();
    }

    private static string Key(Translation translation, char kind, ReadOnlySpan<byte> name)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{translation.Provenance}\n{translation.AffinityKey}\n{kind}\n"));
        hash.AppendData(name);
        return Convert.ToHexStringLower(hash.GetCurrentHash().AsSpan(0, 16));
    }

    private void Keep(string? key)
    {
        if (key is not null && _signature.Length > 0)
        {
            memory.Remember(key, _signature.Written);
            _signature.Reset();
        }
    }
}
