using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Dragoman.DataPlane;

/// <summary>
/// The one key of this gateway. Only its SHA-256 is kept on disk; comparison takes the same time whatever is wrong. Where
/// requests show it is <see cref="ShownKey"/>'s knowledge.
/// </summary>
/// <param name="hash">SHA-256 of the key.</param>
internal sealed class AccessKey(byte[] hash)
{
    private const int MaxKeyLength = 4096;

    // The text that was admitted last, so that it is not hashed for each of a session's turns. It is in the process's memory anyhow,
    // as the header of whatever request is being served.
    private volatile char[] _admitted = [];

    /// <summary>Hashes a key.</summary>
    public static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    /// <summary>SHA-256 of the key.</summary>
    public ReadOnlyMemory<byte> Sha256 => hash;

    /// <summary>A short name for the key in records: not enough to guess anything from.</summary>
    public string Id { get; } = "key_" + Convert.ToHexStringLower(hash.AsSpan(0, 4));

    /// <summary>True when the request shows the key. <paramref name="shown"/> says whether it showed any.</summary>
    public bool Admits(IHeaderDictionary headers, out bool shown)
    {
        var text = ShownKey.In(headers);
        shown = !text.IsEmpty;
        return Admits(text);
    }

    /// <summary>True when this text is the key.</summary>
    public bool Admits(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text.Length > MaxKeyLength)
        {
            return false;
        }

        var admitted = _admitted;
        if (CryptographicOperations.FixedTimeEquals(MemoryMarshal.AsBytes(text), MemoryMarshal.AsBytes<char>(admitted)))
        {
            return true;
        }

        return AdmitsHashOf(text);
    }

    private bool AdmitsHashOf(ReadOnlySpan<char> text)
    {
        Span<byte> utf8 = stackalloc byte[text.Length * 3];
        Span<byte> actual = stackalloc byte[32];
        SHA256.HashData(utf8[..Encoding.UTF8.GetBytes(text, utf8)], actual);
        if (!CryptographicOperations.FixedTimeEquals(actual, hash))
        {
            return false;
        }

        _admitted = text.ToArray();
        return true;
    }
}
