using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Dragoman.DataPlane;

/// <summary>
/// The one key of this gateway. Only its SHA-256 is held; comparison takes the same time whatever is wrong. Where
/// requests show it is <see cref="ShownKey"/>'s knowledge.
/// </summary>
/// <param name="hash">SHA-256 of the key.</param>
internal sealed class AccessKey(byte[] hash)
{
    private const int MaxKeyLength = 4096;

    /// <summary>Hashes a key.</summary>
    public static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

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

        Span<byte> utf8 = stackalloc byte[text.Length * 3];
        Span<byte> actual = stackalloc byte[32];
        SHA256.HashData(utf8[..Encoding.UTF8.GetBytes(text, utf8)], actual);
        return CryptographicOperations.FixedTimeEquals(actual, hash);
    }
}
