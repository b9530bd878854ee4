namespace Dragoman.Store.Audit;

/// <summary>A signed word about the audit log: up to this row its hash was this. Kept elsewhere, it shows a log that was cut off.</summary>
/// <param name="Sequence">The last row that it covers; 0 for an empty log.</param>
/// <param name="At">When it was signed, by the store's clock.</param>
/// <param name="Hash">The chain's hash there, 32 bytes.</param>
/// <param name="PublicKey">The public key as SubjectPublicKeyInfo.</param>
/// <param name="Signature">ECDSA P-256 with SHA-256, 64 bytes.</param>
public sealed record AuditCheckpoint(
    long Sequence, DateTimeOffset At, ReadOnlyMemory<byte> Hash, ReadOnlyMemory<byte> PublicKey, ReadOnlyMemory<byte> Signature);
