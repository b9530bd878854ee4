using System.Data.Common;
using Dragoman.Core.Spending;
using Dragoman.Store.Engines;

namespace Dragoman.Store.Ledger;

/// <summary>
/// What all nodes have spent of each budget, and what each of them may spend without asking (F03). What is spent in a window and what is
/// lent out of it never exceed the cap together, whatever nodes do at the same time; a lease whose node is gone comes back when its time
/// is over by the database's clock.
/// </summary>
/// <param name="engine">The database.</param>
public sealed class LedgerStore(SqlEngine engine)
{
    /// <summary>How much longer than told the store keeps a lease: a node's request may be that long under way.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private const string Used = "CASE WHEN held_nano_usd > @used THEN held_nano_usd - @used ELSE 0 END";

    /// <summary>How long a node may spend of a lease without a word. The default value is 60 seconds.</summary>
    public TimeSpan LeaseTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Grants what was asked for as far as the caps allow, all requests at one moment.</summary>
    /// <remarks>
    /// A node that says what it holds corrects the store, and may be granted a negative amount: it was thought dead and others have some
    /// of it by now, or the cap is lower. One that does not say is never granted less than zero.
    /// </remarks>
    /// <param name="node">A name that no other running node has, and no later run of this one.</param>
    /// <param name="requests">What is wanted; at most one for a bucket.</param>
    /// <param name="held">What the node thinks to hold of each bucket; null where it does not say.</param>
    /// <param name="cancellation">Gives up; what was granted meanwhile comes back when its time is over.</param>
    /// <exception cref="StoreException">The store cannot be written.</exception>
    public Task<IReadOnlyList<LeaseGrant>> LeaseAsync(
        string node,
        IReadOnlyList<LeaseRequest> requests,
        IReadOnlyDictionary<SpendingBucket, long>? held = null,
        CancellationToken cancellation = default) =>
        engine.WriteAsync<IReadOnlyList<LeaseGrant>>(
            async transaction =>
            {
                // One order for everybody: two nodes that want the same budgets wait, and never for each other.
                var order = Enumerable.Range(0, requests.Count).OrderBy(i => requests[i].Bucket.BudgetId, StringComparer.Ordinal)
                    .ThenBy(i => requests[i].Bucket.StartUs).ToArray();
                var grants = new LeaseGrant[requests.Count];
                foreach (var budget in requests.Select(request => request.Bucket.BudgetId).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
                {
                    await engine.LockAsync(transaction, "ledger:" + budget, cancellation);
                }

                foreach (var i in order)
                {
                    grants[i] = await GrantAsync(transaction, node, requests[i], held?.GetValueOrDefault(requests[i].Bucket), cancellation);
                }

                return grants;
            },
            cancellation);

    /// <summary>Counts what a node has spent and takes back what it returns, once, however often it is sent.</summary>
    /// <param name="node">As in <see cref="LeaseAsync"/>.</param>
    /// <param name="sequence">Greater than the node's last one; one that the store has seen changes nothing.</param>
    /// <param name="deltas">What was spent and returned; at most one for a bucket.</param>
    /// <param name="cancellation">Gives up before the commit.</param>
    /// <returns>False where the store had it already.</returns>
    /// <exception cref="StoreException">The store cannot be written; whether it was is told by <see cref="FenceAsync"/>.</exception>
    public Task<bool> SettleAsync(string node, long sequence, IReadOnlyList<SpendingDelta> deltas, CancellationToken cancellation = default) =>
        engine.WriteAsync(
            async transaction =>
            {
                var isNew = await transaction.ExecuteAsync(
                    $"INSERT INTO ledger_nodes AS n (node, sequence, seen_at_us) VALUES (@node, @sequence, {engine.Now}) "
                    + "ON CONFLICT (node) DO UPDATE SET sequence = excluded.sequence, seen_at_us = excluded.seen_at_us "
                    + "WHERE n.sequence < excluded.sequence",
                    new { node, sequence },
                    cancellation) == 1;
                if (!isNew)
                {
                    return false;
                }

                var sorted = deltas.OrderBy(delta => delta.Bucket.BudgetId, StringComparer.Ordinal).ThenBy(delta => delta.Bucket.StartUs).ToArray();
                foreach (var delta in sorted)
                {
                    await TakeBackAsync(transaction, node, delta, cancellation);
                }

                foreach (var delta in sorted.Where(delta => delta.SpentNanoUsd != 0))
                {
                    await transaction.ExecuteAsync(
                        "INSERT INTO spending AS s (budget_id, bucket_us, spent_nano_usd) VALUES (@BudgetId, @StartUs, @SpentNanoUsd) "
                        + "ON CONFLICT (budget_id, bucket_us) DO UPDATE SET spent_nano_usd = s.spent_nano_usd + excluded.spent_nano_usd",
                        new { delta.Bucket.BudgetId, delta.Bucket.StartUs, delta.SpentNanoUsd },
                        cancellation);
                }

                return true;
            },
            cancellation);

    /// <summary>Whether the store has a settlement whose answer was lost. If not, it never takes it any more.</summary>
    /// <exception cref="StoreException">The store cannot be written.</exception>
    public Task<bool> FenceAsync(string node, long sequence, CancellationToken cancellation = default) => engine.WriteAsync(
        async transaction =>
        {
            // Waits for a settlement that is under way: it holds this row.
            var last = await transaction.FirstAsync<long>(
                $"INSERT INTO ledger_nodes AS n (node, sequence, seen_at_us) VALUES (@node, 0, {engine.Now}) "
                + "ON CONFLICT (node) DO UPDATE SET seen_at_us = excluded.seen_at_us RETURNING sequence",
                new { node },
                cancellation);
            if (last >= sequence)
            {
                return true;
            }

            await transaction.ExecuteAsync("UPDATE ledger_nodes SET sequence = @sequence WHERE node = @node", new { node, sequence }, cancellation);
            return false;
        },
        cancellation);

    /// <summary>Notes that a node is there.</summary>
    /// <exception cref="StoreException">The store cannot be written.</exception>
    public Task SeenAsync(string node, CancellationToken cancellation = default) => engine.WriteAsync(
        transaction => transaction.ExecuteAsync(
            $"INSERT INTO ledger_nodes AS n (node, sequence, seen_at_us) VALUES (@node, 0, {engine.Now}) "
            + "ON CONFLICT (node) DO UPDATE SET seen_at_us = excluded.seen_at_us",
            new { node },
            cancellation),
        cancellation);

    /// <summary>The nodes of the last days and when each was last there, the youngest first.</summary>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public Task<IReadOnlyList<LedgerNode>> NodesAsync(CancellationToken cancellation = default) => engine.ReadAsync<IReadOnlyList<LedgerNode>>(
        async transaction => [.. (await transaction.QueryAsync<NodeRow>(
            "SELECT node, seen_at_us FROM ledger_nodes ORDER BY seen_at_us DESC, node LIMIT 1000", cancellation: cancellation))
            .Select(row => new LedgerNode(row.Node, MicroTime.Time(row.SeenAtUs)))],
        cancellation);

    /// <summary>How a budget stands among all nodes: settled, and lent out and not settled.</summary>
    /// <param name="budgetId">The budget.</param>
    /// <param name="windowStartUs">Slices from this one on, microseconds since 1970-01-01 UTC.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public Task<LedgerStanding> StandingAsync(string budgetId, long windowStartUs, CancellationToken cancellation = default) => engine.ReadAsync(
        async transaction =>
        {
            var row = await StandingAsync(transaction, string.Empty, new SpendingBucket(budgetId, windowStartUs), windowStartUs, cancellation);
            return new LedgerStanding(row.Spent, row.Others);
        },
        cancellation);

    /// <summary>The database's clock.</summary>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public async Task<DateTimeOffset> NowAsync(CancellationToken cancellation = default) => MicroTime.Time(await engine.ReadAsync(
        transaction => transaction.FirstAsync<long>($"SELECT {engine.Now}", cancellation: cancellation), cancellation));

    /// <summary>Forgets leases that came back an hour ago and nodes that are gone for a month. Changes no sum.</summary>
    /// <exception cref="StoreException">The store cannot be written.</exception>
    public Task SweepAsync(CancellationToken cancellation = default) => engine.WriteAsync(
        async transaction =>
        {
            await transaction.ExecuteAsync($"DELETE FROM leases WHERE expires_at_us < {engine.Now} - 3600000000", cancellation: cancellation);
            return await transaction.ExecuteAsync($"DELETE FROM ledger_nodes WHERE seen_at_us < {engine.Now} - 2592000000000", cancellation: cancellation);
        },
        cancellation);

    private async Task<LeaseGrant> GrantAsync(DbTransaction transaction, string node, LeaseRequest request, long? told, CancellationToken cancellation)
    {
        var standing = await StandingAsync(transaction, node, request.Bucket, request.WindowStartUs, cancellation);
        var free = Math.Max(0, Subtract(Subtract(request.HardNanoUsd, standing.Spent), standing.Others));
        var held = Math.Max(0, told ?? standing.Own);
        var want = Math.Max(0, request.WantNanoUsd);
        // A node that does not tell what it holds keeps what the store thinks it holds.
        var next = told is null ? Math.Max(held, Math.Min(Add(held, want), free)) : Math.Min(Add(held, want), free);
        var kept = standing.Now + MicroTime.Of(LeaseTime) + MicroTime.Of(Grace);
        await transaction.ExecuteAsync(
            "INSERT INTO leases (budget_id, bucket_us, node, held_nano_usd, expires_at_us) VALUES (@BudgetId, @StartUs, @node, @next, @kept) "
            + "ON CONFLICT (budget_id, bucket_us, node) DO UPDATE SET held_nano_usd = excluded.held_nano_usd, expires_at_us = excluded.expires_at_us",
            new { request.Bucket.BudgetId, request.Bucket.StartUs, node, next, kept },
            cancellation);
        return new LeaseGrant(
            request.Bucket, next - held, standing.Spent, Add(standing.Others, next), MicroTime.Time(standing.Now) + LeaseTime);
    }

    // The row stays locked until the end, so that a request of the same node that overtakes this one waits.
    private Task<int> TakeBackAsync(DbTransaction transaction, string node, SpendingDelta delta, CancellationToken cancellation) =>
        transaction.ExecuteAsync(
            $"UPDATE leases SET held_nano_usd = {Used}, "
            + $"expires_at_us = CASE WHEN expires_at_us > {engine.Now} THEN {engine.Now} + @lease ELSE expires_at_us END "
            + "WHERE budget_id = @BudgetId AND bucket_us = @StartUs AND node = @node",
            new
            {
                delta.Bucket.BudgetId,
                delta.Bucket.StartUs,
                node,
                used = Add(delta.SpentNanoUsd, delta.ReturnedNanoUsd),
                lease = MicroTime.Of(LeaseTime) + MicroTime.Of(Grace),
            },
            cancellation);

    private async Task<StandingRow> StandingAsync(
        DbTransaction transaction, string node, SpendingBucket bucket, long windowStartUs, CancellationToken cancellation) =>
        (await transaction.FirstAsync<StandingRow>(
            "SELECT t.now_us AS now, "
            + "(SELECT CAST(coalesce(sum(spent_nano_usd), 0) AS BIGINT) FROM spending WHERE budget_id = @BudgetId AND bucket_us >= @windowStartUs) AS spent, "
            + "(SELECT CAST(coalesce(sum(held_nano_usd), 0) AS BIGINT) FROM leases WHERE budget_id = @BudgetId AND bucket_us >= @windowStartUs "
            + "AND expires_at_us > t.now_us AND NOT (node = @node AND bucket_us = @StartUs)) AS others, "
            + "coalesce((SELECT held_nano_usd FROM leases WHERE budget_id = @BudgetId AND bucket_us = @StartUs AND node = @node "
            + "AND expires_at_us > t.now_us), 0) AS own "
            + $"FROM (SELECT {engine.Now} AS now_us) AS t",
            new { bucket.BudgetId, bucket.StartUs, node, windowStartUs },
            cancellation))!;

    // Caps may be as large as a long; sums of them stop there instead of turning round.
    private static long Add(long a, long b) => (long)Int128.Clamp((Int128)a + b, long.MinValue, long.MaxValue);

    private static long Subtract(long a, long b) => (long)Int128.Clamp((Int128)a - b, long.MinValue, long.MaxValue);

    private sealed class NodeRow
    {
        public string Node { get; set; } = string.Empty;

        public long SeenAtUs { get; set; }
    }

    private sealed class StandingRow
    {
        public long Now { get; set; }

        public long Spent { get; set; }

        public long Others { get; set; }

        public long Own { get; set; }
    }
}
