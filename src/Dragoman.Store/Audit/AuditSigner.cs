using System.Security.Cryptography;
using Dragoman.Store.Secrets;

namespace Dragoman.Store.Audit;

/// <summary>Signs checkpoints of the audit log: ECDSA over P-256 with SHA-256.</summary>
public sealed class AuditSigner : IDisposable
{
    private readonly ECDsa _key;

    private AuditSigner(ECDsa key)
    {
        _key = key;
        PublicKey = key.ExportSubjectPublicKeyInfo();
        KeyId = IdOf(PublicKey.Span);
    }

    /// <summary>The public key as SubjectPublicKeyInfo: keep a copy elsewhere, to verify with.</summary>
    public ReadOnlyMemory<byte> PublicKey { get; }

    /// <summary>The first 16 hexadecimal digits of the public key's SHA-256.</summary>
    public string KeyId { get; }

    /// <summary>With the data directory's own key, made at the first call.</summary>
    /// <exception cref="StoreException">The file cannot be made or read, or is damaged.</exception>
    public static AuditSigner FromDirectory(string dataDirectory)
    {
        var secret = SecretFile.AuditKey(dataDirectory);
        try
        {
            return new AuditSigner(ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = secret }));
        }
        catch (CryptographicException e)
        {
            throw new StoreException($"The file {Path.Combine(dataDirectory, SecretFile.AuditFile)} holds no key: restore it from a backup.", e);
        }
    }

    /// <summary>With a configured private key in PEM, as nodes share it.</summary>
    /// <exception cref="StoreException">It is no private key of the curve P-256.</exception>
    public static AuditSigner FromPem(string pem)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            if (key.KeySize == 256 && key.ExportParameters(includePrivateParameters: true).D is not null)
            {
                return new AuditSigner(key);
            }
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            // Told below, without a word of what was given.
        }

        key.Dispose();
        throw new StoreException("The key that signs the audit log is no private key of the curve P-256 in PEM: make one with `openssl ecparam -name prime256v1 -genkey`.");
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    internal byte[] Sign(byte[] data) => _key.SignData(data, HashAlgorithmName.SHA256);

    internal static string IdOf(ReadOnlySpan<byte> publicKey) => Convert.ToHexStringLower(SHA256.HashData(publicKey))[..16];

    /// <summary>False also where the public key is none.</summary>
    internal static bool Verifies(byte[] publicKey, byte[] data, byte[] signature)
    {
        using var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(publicKey, out _);
            return key.VerifyData(data, signature, HashAlgorithmName.SHA256);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
