using System.Data.Common;
using System.Security.Cryptography;
using Dragoman.Store.Engines;

namespace Dragoman.Store.Audit;

/// <summary>One walk along the chain, in pages, within one transaction: what is added meanwhile does not disturb it.</summary>
internal sealed class AuditVerifier(DbTransaction transaction, HashSet<string> trusted, AuditCheckpoint? witness)
{
    private const int PageSize = 500;

    // One call adds at most CheckpointEvery rows and signs when it passes a multiple of it.
    private const int MostUnsigned = 2 * AuditStore.CheckpointEvery;

    private readonly Queue<CheckpointRow> _checkpoints = new();
    private readonly SortedSet<string> _unknown = new(StringComparer.Ordinal);
    private readonly DeletionProofs _proofs = new();
    private byte[] _hash = AuditHash.Start;
    private long _sequence;
    private long _deleted;
    private long _signed;
    private long _lastSigned;

    public async Task<AuditVerdict> RunAsync(CancellationToken cancellation)
    {
        foreach (var row in await transaction.QueryAsync<CheckpointRow>(
            "SELECT seq, hash, at_us, key_id, public_key, signature FROM audit_checkpoints ORDER BY seq, key_id", cancellation: cancellation))
        {
            _checkpoints.Enqueue(row);
        }

        while (true)
        {
            var page = await transaction.QueryAsync<AuditRow>(
                $"SELECT {AuditRow.Columns} FROM audit_log WHERE seq > @after ORDER BY seq LIMIT {PageSize}", new { after = _sequence }, cancellation);
            foreach (var row in page)
            {
                if (Check(row) is { } problem)
                {
                    return Bad(_sequence + 1, problem);
                }

                _hash = row.Hash;
                _sequence = row.Seq;
                if (CheckSignatures() is { } signatures)
                {
                    return Bad(_sequence, signatures);
                }
            }

            if (page.Count < PageSize)
            {
                return await EndAsync(cancellation);
            }
        }
    }

    private string? Check(AuditRow row)
    {
        if (row.Seq != _sequence + 1)
        {
            return "it is missing.";
        }

        if (row.Salt is null)
        {
            if (row.DeletedBy is not { } proof || row.DeletedBy <= row.Seq || !_proofs.MayDelete(row))
            {
                return "its content is gone, and no deletion by retention names it.";
            }

            _proofs.Add(proof, row);
            _deleted++;
        }
        else if (!AuditHash.Content(row).AsSpan().SequenceEqual(row.ContentHash))
        {
            return "its content was changed.";
        }

        if (!AuditHash.Row(_hash, row).AsSpan().SequenceEqual(row.Hash))
        {
            return "its number, time, class or hash was changed.";
        }

        return _proofs.Check(row);
    }

    private string? CheckSignatures()
    {
        while (_checkpoints.TryPeek(out var checkpoint) && checkpoint.Seq <= _sequence)
        {
            _checkpoints.Dequeue();
            if (checkpoint.Seq < _sequence && checkpoint.Seq != 0)
            {
                continue;
            }

            if (!AuditSigner.Verifies(checkpoint.PublicKey, AuditHash.Checkpoint(checkpoint.Seq, checkpoint.AtUs, checkpoint.Hash), checkpoint.Signature))
            {
                return "the signature of its checkpoint is wrong.";
            }

            if (checkpoint.Seq == _sequence && !checkpoint.Hash.AsSpan().SequenceEqual(_hash))
            {
                return $"its checkpoint was signed over another hash: rows after {_lastSigned} were written anew.";
            }

            if (!trusted.Contains(AuditSigner.IdOf(checkpoint.PublicKey)))
            {
                _unknown.Add(AuditSigner.IdOf(checkpoint.PublicKey));
            }

            _signed++;
            _lastSigned = checkpoint.Seq;
        }

        if (witness is { } kept && kept.Sequence == _sequence && !kept.Hash.Span.SequenceEqual(_hash))
        {
            return "the checkpoint that was kept elsewhere has another hash: rows before it were written anew.";
        }

        return _sequence - _lastSigned >= MostUnsigned ? "a checkpoint before it is missing." : null;
    }

    private async Task<AuditVerdict> EndAsync(CancellationToken cancellation)
    {
        if (_checkpoints.TryPeek(out var beyond) || witness?.Sequence > _sequence)
        {
            return Bad(_sequence + 1, $"it is missing: the log was cut off, a checkpoint covers row {beyond?.Seq ?? witness!.Sequence}.");
        }

        var head = await transaction.FirstAsync<CheckpointRow>("SELECT seq, hash FROM audit_head WHERE id = 1", cancellation: cancellation);
        if (head is null || head.Seq != _sequence || !head.Hash.AsSpan().SequenceEqual(_hash))
        {
            return Bad(_sequence + 1, "it is missing, or the end of the chain was changed.");
        }

        return _proofs.Unproven is { } row
            ? Bad(row, "its content is gone, and no deletion by retention names it.")
            : new AuditVerdict(_sequence, _deleted, _signed, [.. _unknown], null, null);
    }

    private AuditVerdict Bad(long row, string problem) =>
        new(Math.Min(_sequence, row - 1), _deleted, _signed, [.. _unknown], row, $"Row {row}: {problem}");

    private sealed class CheckpointRow
    {
        public long Seq { get; set; }

        public byte[] Hash { get; set; } = [];

        public long AtUs { get; set; }

        public string KeyId { get; set; } = string.Empty;

        public byte[] PublicKey { get; set; } = [];

        public byte[] Signature { get; set; } = [];
    }
}
