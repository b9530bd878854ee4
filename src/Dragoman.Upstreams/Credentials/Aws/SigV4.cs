using System.Security.Cryptography;
using System.Text;

namespace Dragoman.Upstreams.Credentials.Aws;

/// <summary>AWS Signature Version 4: what the cloud computes again from the request that it received.</summary>
internal static class SigV4
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>The SHA-256 of a body in lower-case hex.</summary>
    public static string Hash(ReadOnlySpan<byte> body)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, hash);
        return Convert.ToHexStringLower(hash);
    }

    /// <summary>What is signed: algorithm, moment, scope, and the canonical request's hash (task 2).</summary>
    public static string StringToSign(CanonicalRequest request, SigningScope scope) =>
        $"{Algorithm}\n{scope.Timestamp}\n{scope}\n{Hash(Encoding.UTF8.GetBytes(request.Text))}";

    /// <summary>The signature in lower-case hex (task 3).</summary>
    public static string Sign(string stringToSign, string secret, SigningScope scope)
    {
        Span<byte> key = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(Encoding.UTF8.GetBytes("AWS4" + secret), Encoding.UTF8.GetBytes(scope.Date), key);
        Chain(key, scope.Region);
        Chain(key, scope.Service);
        Chain(key, "aws4_request");
        Chain(key, stringToSign);
        return Convert.ToHexStringLower(key);
    }

    /// <summary>The header <c>Authorization</c> (task 4).</summary>
    public static string Authorization(CanonicalRequest request, AwsKeys keys, SigningScope scope) =>
        $"{Algorithm} Credential={keys.Id}/{scope}, SignedHeaders={request.SignedHeaders}, "
        + $"Signature={Sign(StringToSign(request, scope), keys.Secret, scope)}";

    private static void Chain(Span<byte> key, string text)
    {
        Span<byte> next = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text), next);
        next.CopyTo(key);
    }
}
