using System.Buffers;
using System.Buffers.Text;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Gemini.Client;

/// <summary>
/// A thinking block's signature as a <c>thoughtSignature</c>: bytes in base64 to Google's SDKs, which decode and encode them again, so
/// the signature's text is encoded once more behind a mark of its own.
/// </summary>
internal static class Signatures
{
    private static ReadOnlySpan<byte> Mark => "dragoman:"u8;

    /// <summary>Writes the base64 of a signature (escaped content).</summary>
    public static void Write(ReadOnlySpan<byte> signature, ByteWriter output)
    {
        using var plain = new ByteWriter(signature.Length + 16);
        plain.Write(Mark);
        plain.Write(signature);
        var target = output.GetSpan(Base64.GetMaxEncodedToUtf8Length(plain.Length));
        Base64.EncodeToUtf8(plain.Written, target, out _, out var written);
        output.Advance(written);
    }

    /// <summary>Reads one back; false for one that is not this gateway's.</summary>
    public static bool TryRead(ReadOnlySpan<byte> encoded, ByteWriter output)
    {
        using var plain = new ByteWriter(encoded.Length + 16);
        var target = plain.GetSpan(Base64.GetMaxDecodedFromUtf8Length(encoded.Length));
        if (Base64.DecodeFromUtf8(encoded, target, out _, out var written) != OperationStatus.Done || !target[..written].StartsWith(Mark))
        {
            return false;
        }

        var signature = target[Mark.Length..written];
        // What was put in needed no escaping; anything else was made by somebody else.
        if (signature.IsEmpty || signature.IndexOfAnyExceptInRange((byte)'!', (byte)'~') >= 0 || signature.IndexOfAny((byte)'"', (byte)'\\') >= 0)
        {
            return false;
        }

        output.Write(signature);
        return true;
    }
}
