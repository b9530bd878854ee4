using System.Security.Cryptography;
using System.Text;

namespace Dragoman.ControlPlane.Http;

/// <summary>Makes and hashes the secrets that are given out. They are random and long, so that no salt or slow hash is needed.</summary>
internal static class AdminSecret
{
    /// <summary>Begins the secret of a virtual key.</summary>
    public const string KeyPrefix = "dgm_";

    /// <summary>Begins the secret of an admin token.</summary>
    public const string TokenPrefix = "dga_";

    /// <summary>Longer ones are refused without being hashed.</summary>
    public const int MaxLength = 4096;

    /// <summary>Characters behind the first underscore: 43 of 62 are 256 bits.</summary>
    private const int Length = 43;

    private const int Shown = 8;

    /// <summary>A new secret.</summary>
    public static string New(string prefix) =>
        prefix + RandomNumberGenerator.GetString("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", Length);

    /// <summary>What may be shown of it: 24 bits, to tell secrets apart by eye.</summary>
    public static string PrefixOf(string secret) => secret[..Math.Min(Shown, secret.Length)];

    /// <summary>What is kept of it.</summary>
    public static byte[] Hash(ReadOnlySpan<char> secret)
    {
        var utf8 = new byte[Encoding.UTF8.GetMaxByteCount(secret.Length)];
        return SHA256.HashData(utf8.AsSpan(0, Encoding.UTF8.GetBytes(secret, utf8)));
    }
}
