using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Conversation;

/// <summary>
/// Carries a provider's state (or only who minted a thought) through the client inside <c>thinking.signature</c>, authenticated,
/// so that on the next turn it is given back to exactly the upstream it came from and to no other (H-100, H-102, H-490, H-491).
/// Form: <c>dgm1.</c> base64url(payload) <c>.</c> base64url(HMAC-SHA256 of provenance, 0, payload; 16 bytes).
/// </summary>
/// <param name="key">At least 32 secret bytes, the same on every node.</param>
public sealed class SignatureEnvelope(byte[] key)
{
    private const int MacLength = 16;

    /// <summary>How every envelope begins. No provider's own signature does.</summary>
    public static ReadOnlySpan<byte> Prefix => "dgm1."u8;

    /// <summary>True for a signature that Dragoman minted, whoever it is for.</summary>
    public static bool IsEnvelope(ReadOnlySpan<byte> signature) => signature.StartsWith(Prefix);

    /// <summary>Writes an envelope; the characters need no JSON escaping.</summary>
    /// <param name="provenance">Upstream and account the payload belongs to.</param>
    /// <param name="payload">Opaque bytes, may be empty.</param>
    /// <param name="output">Where to write.</param>
    public void Seal(string provenance, ReadOnlySpan<byte> payload, ByteWriter output)
    {
        Span<byte> mac = stackalloc byte[MacLength];
        Mac(provenance, payload, mac);
        output.Write(Prefix);
        WriteBase64(payload, output);
        output.Write((byte)'.');
        WriteBase64(mac, output);
    }

    /// <summary>
    /// Opens an envelope. False for one that is foreign, damaged, forged, or meant for another upstream: drop the block then.
    /// </summary>
    public bool TryOpen(string provenance, ReadOnlySpan<byte> signature, ByteWriter payload)
    {
        if (!IsEnvelope(signature))
        {
            return false;
        }

        var rest = signature[Prefix.Length..];
        var dot = rest.IndexOf((byte)'.');
        if (dot < 0)
        {
            return false;
        }

        var start = payload.Length;
        Span<byte> given = stackalloc byte[MacLength + 3];
        Span<byte> expected = stackalloc byte[MacLength];
        if (!ReadBase64(rest[..dot], payload)
            || rest.Length - dot - 1 > 24
            || Base64Url.DecodeFromUtf8(rest[(dot + 1)..], given, out _, out var macLength) != System.Buffers.OperationStatus.Done
            || macLength != MacLength)
        {
            payload.Truncate(start);
            return false;
        }

        Mac(provenance, payload.Written[start..], expected);
        if (!CryptographicOperations.FixedTimeEquals(given[..MacLength], expected))
        {
            payload.Truncate(start);
            return false;
        }

        return true;
    }

    private void Mac(string provenance, ReadOnlySpan<byte> payload, Span<byte> target)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(Encoding.UTF8.GetBytes(provenance));
        hmac.AppendData([0]);
        hmac.AppendData(payload);
        Span<byte> full = stackalloc byte[32];
        hmac.GetHashAndReset(full);
        full[..MacLength].CopyTo(target);
    }

    private static void WriteBase64(ReadOnlySpan<byte> bytes, ByteWriter output)
    {
        var target = output.GetSpan(Base64Url.GetEncodedLength(bytes.Length));
        Base64Url.EncodeToUtf8(bytes, target, out _, out var written);
        output.Advance(written);
    }

    private static bool ReadBase64(ReadOnlySpan<byte> text, ByteWriter output)
    {
        var target = output.GetSpan(Base64Url.GetMaxDecodedLength(text.Length) + 3);
        if (Base64Url.DecodeFromUtf8(text, target, out _, out var written) != System.Buffers.OperationStatus.Done)
        {
            return false;
        }

        output.Advance(written);
        return true;
    }
}
