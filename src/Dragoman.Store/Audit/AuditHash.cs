using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Dragoman.Store.Audit;

/// <summary>
/// The bytes that are hashed and signed. Every text is preceded by its length, so that no two entries have the same bytes; null is
/// the length -1. Changing anything here breaks every chain: a new form needs a new mark.
/// </summary>
internal static class AuditHash
{
    public const int SaltLength = 16;

    private static readonly byte[] RowMark = "dragoman-audit-row-1"u8.ToArray();
    private static readonly byte[] CheckpointMark = "dragoman-audit-checkpoint-1"u8.ToArray();

    /// <summary>Before the first row.</summary>
    public static byte[] Start => new byte[SHA256.HashSizeInBytes];

    /// <summary>SHA-256 of salt and content. The salt keeps a deleted content from being guessed.</summary>
    public static byte[] Content(AuditRow row)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(row.Salt ?? []);
        Text(hash, row.Actor);
        Text(hash, row.Action);
        Text(hash, row.Target);
        Text(hash, row.Outcome);
        Text(hash, row.Address);
        Text(hash, row.RequestId);
        Text(hash, row.Detail);
        return hash.GetHashAndReset();
    }

    /// <summary>SHA-256 of the hash before the row and of what stays of the row for ever.</summary>
    public static byte[] Row(ReadOnlySpan<byte> previous, AuditRow row)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(RowMark);
        hash.AppendData(previous);
        Number(hash, row.Seq);
        Number(hash, row.AtUs);
        Text(hash, row.Class);
        hash.AppendData(row.ContentHash);
        return hash.GetHashAndReset();
    }

    /// <summary>What a checkpoint's signature is over.</summary>
    public static byte[] Checkpoint(long sequence, long atUs, ReadOnlySpan<byte> hash)
    {
        var bytes = new byte[CheckpointMark.Length + 16 + hash.Length];
        CheckpointMark.CopyTo(bytes, 0);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(CheckpointMark.Length), sequence);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(CheckpointMark.Length + 8), atUs);
        hash.CopyTo(bytes.AsSpan(CheckpointMark.Length + 16));
        return bytes;
    }

    /// <summary>Adds a deleted row to a deletion's digest.</summary>
    public static void Deleted(IncrementalHash digest, long sequence, ReadOnlySpan<byte> contentHash)
    {
        Number(digest, sequence);
        digest.AppendData(contentHash);
    }

    private static void Number(IncrementalHash hash, long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        hash.AppendData(bytes);
    }

    private static void Text(IncrementalHash hash, string? text)
    {
        Number(hash, text is null ? -1 : Encoding.UTF8.GetByteCount(text));
        if (text is not null)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(text));
        }
    }
}
