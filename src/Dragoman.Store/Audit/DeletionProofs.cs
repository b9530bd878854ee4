using System.Security.Cryptography;
using System.Text.Json;
using Dragoman.Store.Turns;

namespace Dragoman.Store.Audit;

/// <summary>Holds the rows whose content is gone against the entries that say so (G06).</summary>
internal sealed class DeletionProofs
{
    public const string Action = "retention.delete";

    private readonly Dictionary<long, Pending> _pending = [];

    /// <summary>The first row whose deletion nothing proves; null where all are proven.</summary>
    public long? Unproven => _pending.Count == 0 ? null : _pending.Values.Min(pending => pending.First);

    /// <summary>Proofs themselves are never deleted.</summary>
    public bool MayDelete(AuditRow row) => row.Class != EnumText<AuditClass>.Of(AuditClass.Retention);

    public void Add(long proof, AuditRow row)
    {
        if (!_pending.TryGetValue(proof, out var pending))
        {
            _pending[proof] = pending = new Pending(row.Seq, IncrementalHash.CreateHash(HashAlgorithmName.SHA256));
        }

        pending.Rows++;
        AuditHash.Deleted(pending.Digest, row.Seq, row.ContentHash);
    }

    /// <summary>Where the row is a proof: is it one of exactly the rows that name it? What is wrong, or null.</summary>
    public string? Check(AuditRow row)
    {
        if (!_pending.Remove(row.Seq, out var pending))
        {
            return null;
        }

        using (pending.Digest)
        {
            return row.Class == EnumText<AuditClass>.Of(AuditClass.Retention) && row.Action == Action && Proves(row.Detail, pending)
                ? null
                : $"it does not prove the deletion of row {pending.First}, which names it.";
        }
    }

    /// <summary>The proof's detail.</summary>
    public static string Detail(string kind, DateTimeOffset before, long rows, byte[] digest) =>
        JsonSerializer.Serialize(new { data = "audit", @class = kind, before, rows, digest = Convert.ToHexStringLower(digest) });

    private static bool Proves(string? detail, Pending pending)
    {
        try
        {
            using var json = JsonDocument.Parse(detail ?? string.Empty);
            return json.RootElement.GetProperty("rows").GetInt64() == pending.Rows
                && json.RootElement.GetProperty("digest").GetString() == Convert.ToHexStringLower(pending.Digest.GetHashAndReset());
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return false;
        }
    }

    private sealed record Pending(long First, IncrementalHash Digest)
    {
        public long Rows { get; set; }
    }
}
