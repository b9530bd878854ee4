using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Dragoman.DataPlane;

/// <summary>
/// The one key of this gateway. Only its SHA-256 is held; comparison takes the same time whatever is wrong. Both header forms
/// are taken; where they differ <c>x-api-key</c> wins, as at Anthropic (H-002).
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
        var key = headers["x-api-key"];
        var text = StringValues.IsNullOrEmpty(key) ? Bearer(headers.Authorization) : key[0].AsSpan();
        text = text.Trim();
        shown = !text.IsEmpty;
        if (text.IsEmpty || text.Length > MaxKeyLength)
        {
            return false;
        }

        Span<byte> utf8 = stackalloc byte[text.Length * 3];
        Span<byte> actual = stackalloc byte[32];
        SHA256.HashData(utf8[..Encoding.UTF8.GetBytes(text, utf8)], actual);
        return CryptographicOperations.FixedTimeEquals(actual, hash);
    }

    private static ReadOnlySpan<char> Bearer(StringValues authorization)
    {
        var value = authorization.Count > 0 ? authorization[0].AsSpan() : default;
        return value.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? value[7..] : default;
    }
}
