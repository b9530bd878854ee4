using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dragoman.Store.Audit;
using Dragoman.Store.Engines;
using Dragoman.Store.Turns;

namespace Dragoman.Store.Retention;

/// <summary>
/// Deletes what is older than it may be, except what a legal hold keeps, and writes for each deletion what it was into the audit log in
/// the same transaction: how many rows, before when, and a hash over them (G06). Age is counted by the database's clock.
/// </summary>
/// <param name="engine">The database.</param>
/// <param name="audit">The audit log of the same database.</param>
public sealed class RetentionStore(SqlEngine engine, AuditStore audit)
{
    // Rows in one transaction: short enough not to keep writers of turns waiting.
    private const int Slice = 5_000;

    private const string NotHeld =
        "NOT EXISTS (SELECT 1 FROM legal_holds AS h WHERE h.released_at_us IS NULL AND (h.class IS NULL OR h.class = {0}) "
        + "AND (h.user_id IS NULL OR h.user_id = {1}) AND (h.session_id IS NULL OR h.session_id = {2}) "
        + "AND (h.from_us IS NULL OR h.from_us <= {3}) AND (h.until_us IS NULL OR h.until_us > {3}))";

    private static readonly string TurnNotHeld = string.Format(
        null, CompositeFormat.Parse(NotHeld), "'turns'", "t.user_id", "t.session_id", "t.started_at_us");

    private static readonly string EntryNotHeld = string.Format(
        null, CompositeFormat.Parse(NotHeld), "'audit'", "t.actor", "NULL", "t.at_us");

    /// <summary>Deletes what is due. May be run by several nodes at once.</summary>
    /// <exception cref="StoreException">The store cannot be written; what was deleted so far stays deleted and is proven.</exception>
    public async Task<RetentionResult> RunAsync(RetentionPolicy policy, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var entries = 0L;
        foreach (var (kind, keep) in policy.Audit)
        {
            if (kind != AuditClass.Retention)
            {
                entries += await RepeatAsync(before => DeleteEntriesAsync(kind, before, cancellation), keep, cancellation);
            }
        }

        return new RetentionResult(
            await RepeatAsync(before => DeleteTurnsAsync(before, cancellation), policy.Turns, cancellation),
            await RepeatAsync(before => DeleteSumsAsync("usage_hours", "hour_us", before, cancellation), policy.Usage, cancellation),
            await RepeatAsync(before => DeleteSumsAsync("spending", "bucket_us", before, cancellation), policy.Spending, cancellation),
            entries);
    }

    /// <summary>Puts a hold in force.</summary>
    /// <exception cref="StoreException">The store cannot be written.</exception>
    public Task HoldAsync(LegalHold hold, AuditEntry entry, CancellationToken cancellation = default) => engine.WriteAsync(
        async transaction =>
        {
            await transaction.ExecuteAsync(
                $"INSERT INTO legal_holds ({LegalHoldRow.Columns}) VALUES (@Id, @Class, @SessionId, @UserId, @from, @until, @Reason, {engine.Now}, NULL)",
                new { hold.Id, hold.Class, hold.SessionId, hold.UserId, from = MicroTime.Of(hold.From), until = MicroTime.Of(hold.Until), hold.Reason },
                cancellation);
            return await audit.AppendAsync(transaction, [entry with { Class = AuditClass.Retention }], cancellation);
        },
        cancellation);

    /// <summary>Ends a hold; it stays in the list. False where there is none in force.</summary>
    /// <exception cref="StoreException">The store cannot be written.</exception>
    public Task<bool> ReleaseAsync(string id, AuditEntry entry, CancellationToken cancellation = default) => engine.WriteAsync(
        async transaction =>
        {
            var released = await transaction.ExecuteAsync(
                $"UPDATE legal_holds SET released_at_us = {engine.Now} WHERE id = @id AND released_at_us IS NULL", new { id }, cancellation) == 1;
            if (released)
            {
                await audit.AppendAsync(transaction, [entry with { Class = AuditClass.Retention }], cancellation);
            }

            return released;
        },
        cancellation);

    /// <summary>All holds, released ones included, the oldest first.</summary>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public Task<IReadOnlyList<LegalHold>> HoldsAsync(CancellationToken cancellation = default) => engine.ReadAsync<IReadOnlyList<LegalHold>>(
        async transaction => [.. (await transaction.QueryAsync<LegalHoldRow>(
            $"SELECT {LegalHoldRow.Columns} FROM legal_holds ORDER BY created_at_us, id", cancellation: cancellation)).Select(row => row.Read())],
        cancellation);

    private async Task<long> RepeatAsync(Func<long, Task<long>> delete, TimeSpan? keep, CancellationToken cancellation)
    {
        if (keep is not { } age)
        {
            return 0;
        }

        // One cutoff for the run: what grows old meanwhile is the next run's.
        var before = await engine.ReadAsync(
            transaction => transaction.FirstAsync<long>($"SELECT {engine.Now}", cancellation: cancellation), cancellation) - MicroTime.Of(age);
        var total = 0L;
        long deleted;
        do
        {
            total += deleted = await delete(before);
        }
        while (deleted == Slice);
        return total;
    }

    private Task<long> DeleteTurnsAsync(long before, CancellationToken cancellation) => engine.WriteAsync(
        async transaction =>
        {
            await engine.LockAsync(transaction, "retention", cancellation);
            var rows = await transaction.QueryAsync<DueTurn>(
                $"SELECT seq, id FROM turns AS t WHERE started_at_us < @before AND {TurnNotHeld} ORDER BY started_at_us, seq LIMIT {Slice}",
                new { before },
                cancellation);
            if (rows.Count == 0)
            {
                return 0L;
            }

            using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var row in rows)
            {
                digest.AppendData(Encoding.UTF8.GetBytes(row.Id + "\n"));
                await transaction.ExecuteAsync("DELETE FROM turns WHERE seq = @Seq", new { row.Seq }, cancellation);
            }

            var detail = new { data = "turns", before = MicroTime.Time(before), rows = rows.Count, digest = Convert.ToHexStringLower(digest.GetHashAndReset()) };
            await ProveAsync(transaction, JsonSerializer.Serialize(detail), cancellation);
            return rows.Count;
        },
        cancellation);

    private Task<long> DeleteSumsAsync(string table, string column, long before, CancellationToken cancellation) => engine.WriteAsync(
        async transaction =>
        {
            await engine.LockAsync(transaction, "retention", cancellation);
            var rows = await transaction.ExecuteAsync($"DELETE FROM {table} WHERE {column} < @before", new { before }, cancellation);
            if (rows > 0)
            {
                await ProveAsync(transaction, JsonSerializer.Serialize(new { data = table, before = MicroTime.Time(before), rows }), cancellation);
            }

            return (long)rows;
        },
        cancellation);

    private Task<long> DeleteEntriesAsync(AuditClass kind, long before, CancellationToken cancellation) => engine.WriteAsync(
        async transaction =>
        {
            await engine.LockAsync(transaction, "retention", cancellation);
            var name = EnumText<AuditClass>.Of(kind);
            var rows = await transaction.QueryAsync<AuditRow>(
                $"SELECT seq, content_hash FROM audit_log AS t WHERE class = @name AND at_us < @before AND salt IS NOT NULL AND {EntryNotHeld} "
                + $"ORDER BY seq LIMIT {Slice}",
                new { name, before },
                cancellation);
            if (rows.Count == 0)
            {
                return 0L;
            }

            using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var row in rows)
            {
                AuditHash.Deleted(digest, row.Seq, row.ContentHash);
            }

            var proof = await ProveAsync(
                transaction, DeletionProofs.Detail(name, MicroTime.Time(before), rows.Count, digest.GetHashAndReset()), cancellation);
            foreach (var row in rows)
            {
                await transaction.ExecuteAsync(
                    "UPDATE audit_log SET actor = NULL, action = NULL, target = NULL, outcome = NULL, address = NULL, request_id = NULL, "
                    + "detail = NULL, salt = NULL, deleted_by = @proof WHERE seq = @Seq",
                    new { proof, row.Seq },
                    cancellation);
            }

            return rows.Count;
        },
        cancellation);

    private Task<long> ProveAsync(DbTransaction transaction, string detail, CancellationToken cancellation) => audit.AppendAsync(
        transaction,
        [new AuditEntry { Class = AuditClass.Retention, Action = DeletionProofs.Action, Actor = "gateway", Outcome = "done", Detail = detail }],
        cancellation);

    private sealed class DueTurn
    {
        public long Seq { get; set; }

        public string Id { get; set; } = string.Empty;
    }
}
