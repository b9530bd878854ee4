using System.Security.Cryptography;
using System.Text;

namespace Dragoman.ControlPlane.Http;

/// <summary>
/// Keeps answers for a repeated request. An answer may show a new secret, and nothing in the store may: it is sealed with a key that
/// comes from the caller's own credential, of which the store has a hash only. Whoever repeats the request has the credential.
/// </summary>
internal static class SealedAnswer
{
    private const int NonceLength = 12;
    private const int TagLength = 16;

    /// <summary>Seals an answer.</summary>
    public static byte[] Seal(ReadOnlySpan<byte> answer, string credential)
    {
        var result = new byte[NonceLength + TagLength + answer.Length];
        var nonce = result.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(KeyOf(credential), TagLength);
        aes.Encrypt(nonce, answer, result.AsSpan(NonceLength + TagLength), result.AsSpan(NonceLength, TagLength));
        return result;
    }

    /// <summary>Opens what was sealed with the same credential; null where it was another or the bytes were changed.</summary>
    public static byte[]? Open(ReadOnlySpan<byte> sealedAnswer, string credential)
    {
        if (sealedAnswer.Length < NonceLength + TagLength)
        {
            return null;
        }

        var answer = new byte[sealedAnswer.Length - NonceLength - TagLength];
        using var aes = new AesGcm(KeyOf(credential), TagLength);
        try
        {
            aes.Decrypt(
                sealedAnswer[..NonceLength], sealedAnswer[(NonceLength + TagLength)..], sealedAnswer.Slice(NonceLength, TagLength), answer);
            return answer;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private static byte[] KeyOf(string credential) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(credential), 32, info: "dragoman admin replay v1"u8.ToArray());
}
