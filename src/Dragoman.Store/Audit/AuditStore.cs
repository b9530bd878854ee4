using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Dragoman.Store.Engines;
using Dragoman.Store.Turns;

namespace Dragoman.Store.Audit;

/// <summary>
/// The audit log: entries are added and never changed. Each carries the hash of everything before it, and every
/// <see cref="CheckpointEvery"/> entries the hash is signed (G05, N24).
/// </summary>
/// <param name="engine">The database.</param>
/// <param name="signer">Signs checkpoints.</param>
public sealed class AuditStore(SqlEngine engine, AuditSigner signer)
{
    /// <summary>Entries from one checkpoint to the next, and the most that one call may add.</summary>
    public const int CheckpointEvery = 256;

    /// <summary>The most entries on one page.</summary>
    public const int MaxPage = 1000;

    private const int MaxText = 1024;
    private const int MaxDetail = 16 * 1024;

    private const string InsertRow =
        $"INSERT INTO audit_log ({AuditRow.Columns}) VALUES (@Seq, @AtUs, @Class, @Actor, @Action, @Target, @Outcome, @Address, "
        + "@RequestId, @Detail, @Salt, @ContentHash, @Hash, @DeletedBy)";

    /// <summary>The key that signs; its public half verifies.</summary>
    public AuditSigner Signer => signer;

    internal SqlEngine Engine => engine;

    /// <summary>Adds entries, all or none, and returns the last one's number.</summary>
    /// <exception cref="StoreException">The store cannot be written.</exception>
    public Task<long> AppendAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellation = default) =>
        engine.WriteAsync(transaction => AppendAsync(transaction, entries, cancellation), cancellation);

    /// <summary>Adds one entry and returns its number.</summary>
    /// <exception cref="StoreException">The store cannot be written.</exception>
    public Task<long> AppendAsync(AuditEntry entry, CancellationToken cancellation = default) => AppendAsync([entry], cancellation);

    /// <summary>Signs the chain as it stands; at once where an entry must be provable before the next regular checkpoint.</summary>
    /// <exception cref="StoreException">The store cannot be written.</exception>
    public Task<AuditCheckpoint> CheckpointAsync(CancellationToken cancellation = default) => engine.WriteAsync(
        async transaction =>
        {
            var (sequence, hash, at) = await LockHeadAsync(transaction, 0, cancellation);
            return await SignAsync(transaction, sequence, hash, at, cancellation);
        },
        cancellation);

    /// <summary>Signs the chain where entries came since this key last signed it; null where none did.</summary>
    /// <exception cref="StoreException">The store cannot be written.</exception>
    public Task<AuditCheckpoint?> CheckpointIfGrownAsync(CancellationToken cancellation = default) => engine.WriteAsync<AuditCheckpoint?>(
        async transaction =>
        {
            var (sequence, hash, at) = await LockHeadAsync(transaction, 0, cancellation);
            var signed = await transaction.FirstAsync<long>(
                "SELECT coalesce(max(seq), 0) FROM audit_checkpoints WHERE key_id = @KeyId", new { signer.KeyId }, cancellation);
            return sequence > signed ? await SignAsync(transaction, sequence, hash, at, cancellation) : null;
        },
        cancellation);

    /// <summary>Entries, the youngest first.</summary>
    /// <param name="limit">How many, from 1 to <see cref="MaxPage"/>.</param>
    /// <param name="filter">Which.</param>
    /// <param name="before">The number of the previous page's last entry; null for the first page.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public Task<IReadOnlyList<AuditRecord>> ListAsync(
        int limit, AuditFilter filter, long? before = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var sql = new StringBuilder();
        var arguments = new DynamicParameters();
        Add(filter.Class is { } kind ? EnumText<AuditClass>.Of(kind) : null, "class = @class", "class");
        Add(filter.Actor, "actor = @actor", "actor");
        Add(filter.Action, "action = @action", "action");
        Add(filter.Target, "target = @target", "target");
        Add(MicroTime.Of(filter.Since), "at_us >= @since", "since");
        Add(MicroTime.Of(filter.Until), "at_us < @until", "until");
        Add(before, "seq < @before", "before");
        arguments.Add("limit", Math.Clamp(limit, 1, MaxPage));
        return engine.ReadAsync<IReadOnlyList<AuditRecord>>(
            async transaction => [.. (await transaction.QueryAsync<AuditRow>(
                $"SELECT {AuditRow.Columns} FROM audit_log{sql} ORDER BY seq DESC LIMIT @limit", arguments, cancellation)).Select(row => row.Read())],
            cancellation);

        void Add(object? value, string condition, string name)
        {
            if (value is not null)
            {
                sql.Append(sql.Length == 0 ? " WHERE " : " AND ").Append(condition);
                arguments.Add(name, value);
            }
        }
    }

    /// <summary>Walks the whole chain and names the first row that is not as it was written.</summary>
    /// <param name="trusted">Public keys (SubjectPublicKeyInfo) of all nodes that sign; this store's own is always among them.</param>
    /// <param name="witness">A checkpoint that was kept elsewhere: the only thing that shows a log cut off at its end.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public Task<AuditVerdict> VerifyAsync(
        IReadOnlyCollection<ReadOnlyMemory<byte>>? trusted = null, AuditCheckpoint? witness = null, CancellationToken cancellation = default)
    {
        var keys = new HashSet<string>((trusted ?? []).Select(key => AuditSigner.IdOf(key.Span)), StringComparer.Ordinal) { signer.KeyId };
        return engine.ReadAsync(transaction => new AuditVerifier(transaction, keys, witness).RunAsync(cancellation), cancellation);
    }

    /// <summary>Adds entries within the caller's transaction. Takes the chain's lock until that ends.</summary>
    internal async Task<long> AppendAsync(DbTransaction transaction, IReadOnlyList<AuditEntry> entries, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(entries.Count, CheckpointEvery);
        var (last, hash, now) = await LockHeadAsync(transaction, entries.Count, cancellation);
        var sequence = last - entries.Count;
        foreach (var entry in entries)
        {
            var row = RowOf(entry, ++sequence, now);
            row.ContentHash = AuditHash.Content(row);
            row.Hash = hash = AuditHash.Row(hash, row);
            await transaction.ExecuteAsync(InsertRow, row, cancellation);
        }

        await transaction.ExecuteAsync("UPDATE audit_head SET hash = @hash WHERE id = 1", new { hash }, cancellation);
        if (last / CheckpointEvery > (last - entries.Count) / CheckpointEvery)
        {
            await SignAsync(transaction, last, hash, now, cancellation);
        }

        return last;
    }

    // The head's row is the lock: on PostgreSQL two nodes cannot continue the same hash.
    private async Task<(long Sequence, byte[] Hash, long Now)> LockHeadAsync(DbTransaction transaction, int count, CancellationToken cancellation)
    {
        var head = await transaction.FirstAsync<AuditHead>(
            $"UPDATE audit_head SET seq = seq + @count WHERE id = 1 RETURNING seq, hash, {engine.Now} AS now_us", new { count = (long)count }, cancellation);
        return head is null
            ? throw new StoreException($"The audit log of {engine.Display} has lost its head: restore it from a backup.")
            : (head.Seq, head.Hash, head.NowUs);
    }

    private async Task<AuditCheckpoint> SignAsync(DbTransaction transaction, long sequence, byte[] hash, long atUs, CancellationToken cancellation)
    {
        var signature = signer.Sign(AuditHash.Checkpoint(sequence, atUs, hash));
        var publicKey = signer.PublicKey.ToArray();
        await transaction.ExecuteAsync(
            "INSERT INTO audit_checkpoints (seq, hash, at_us, key_id, public_key, signature) "
            + "VALUES (@sequence, @hash, @atUs, @KeyId, @publicKey, @signature) ON CONFLICT DO NOTHING",
            new { sequence, hash, atUs, signer.KeyId, publicKey, signature },
            cancellation);
        return new AuditCheckpoint(sequence, MicroTime.Time(atUs), hash, publicKey, signature);
    }

    private static AuditRow RowOf(AuditEntry entry, long sequence, long now) => new()
    {
        Seq = sequence,
        AtUs = entry.At is { } at ? MicroTime.Of(at) : now,
        Class = EnumText<AuditClass>.Of(entry.Class),
        Actor = StoreText.Clean(entry.Actor, MaxText),
        Action = StoreText.Clean(entry.Action, MaxText),
        Target = StoreText.Clean(entry.Target, MaxText),
        Outcome = StoreText.Clean(entry.Outcome, MaxText),
        Address = StoreText.Clean(entry.Address, MaxText),
        RequestId = StoreText.Clean(entry.RequestId, MaxText),
        Detail = StoreText.Clean(entry.Detail, MaxDetail),
        Salt = RandomNumberGenerator.GetBytes(AuditHash.SaltLength),
    };

    private sealed class AuditHead
    {
        public long Seq { get; set; }

        public byte[] Hash { get; set; } = [];

        public long NowUs { get; set; }
    }
}
