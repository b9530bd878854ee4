using System.Data.Common;
using System.Runtime.CompilerServices;
using Dragoman.Core.Access;
using Dragoman.Store.Audit;
using Dragoman.Store.Engines;

namespace Dragoman.Store.Access;

/// <summary>
/// Customers, teams, users, projects, keys, budgets and limits. Few and small: they are read as a whole, and read again when the
/// revision has grown.
/// </summary>
/// <param name="engine">The database.</param>
/// <param name="audit">Takes note of each change in the same transaction: there is none without its row in the log (G05).</param>
public sealed class AccessStore(SqlEngine engine, AuditStore audit)
{
    private const string Channel = "dragoman_access";

    /// <summary>Everything as it stands, at one moment.</summary>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public Task<AccessState> LoadAsync(CancellationToken cancellation = default) => engine.ReadAsync(
        async transaction => new AccessState
        {
            Revision = await RevisionAsync(transaction, cancellation),
            Principals = [.. (await transaction.QueryAsync<PrincipalRow>(PrincipalRow.Sql.All, cancellation: cancellation)).Select(row => row.Read())],
            Keys = [.. (await transaction.QueryAsync<VirtualKeyRow>(VirtualKeyRow.Sql.All, cancellation: cancellation)).Select(row => row.Read())],
            Budgets = [.. (await transaction.QueryAsync<BudgetRow>(BudgetRow.Sql.All, cancellation: cancellation)).Select(row => row.Read())],
            Limits = [.. (await transaction.QueryAsync<RateLimitRow>(RateLimitRow.Sql.All, cancellation: cancellation)).Select(row => row.Read())],
            Tokens = [.. (await transaction.QueryAsync<AdminTokenRow>(AdminTokenRow.Sql.All, cancellation: cancellation)).Select(row => row.Read())],
            Increases = [.. (await transaction.QueryAsync<BudgetIncreaseRow>(BudgetIncreaseRow.Sql.All, cancellation: cancellation)).Select(row => row.Read())],
        },
        cancellation);

    /// <summary>The revision alone.</summary>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public Task<long> RevisionAsync(CancellationToken cancellation = default) =>
        engine.ReadAsync(transaction => RevisionAsync(transaction, cancellation), cancellation);

    /// <summary>
    /// Makes all changes and writes the entry, or does nothing. Every node hears of it: within a second on PostgreSQL, and within
    /// half a second of the file on SQLite.
    /// </summary>
    /// <param name="changes">The changes, in this order; a rotation of a key is two of them.</param>
    /// <param name="entry">Who did what, for the audit log.</param>
    /// <param name="cancellation">Gives up before the commit.</param>
    /// <exception cref="StoreException">The store cannot be written.</exception>
    public async Task<AccessWrite> WriteAsync(IReadOnlyList<AccessChange> changes, AuditEntry entry, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(changes);
        return await engine.WriteAsync(
            async transaction =>
            {
                // First of all: its row is the lock that makes writers wait for each other.
                var revision = await transaction.FirstAsync<long>(
                    "UPDATE access_revision SET revision = revision + 1 WHERE id = 1 RETURNING revision", cancellation: cancellation);
                for (var i = 0; i < changes.Count; i++)
                {
                    var outcome = await ApplyAsync(transaction, changes[i], cancellation);
                    if (outcome != AccessOutcome.Done)
                    {
                        return new AccessWrite(outcome, 0, i);
                    }
                }

                await audit.AppendAsync(transaction, [entry], cancellation);
                await engine.SignalAsync(transaction, Channel, cancellation);
                return new AccessWrite(AccessOutcome.Done, revision, -1);
            },
            cancellation,
            write => write.IsDone);
    }

    /// <summary>
    /// Each revision after a known one, as soon as it is noticed; some may be passed over. Never ends by itself: an outage of the
    /// store is waited out, and what changed meanwhile is told afterwards.
    /// </summary>
    /// <param name="known">The revision that the caller has.</param>
    /// <param name="time">The clock that paces looks at the store.</param>
    /// <param name="cancellation">Ends it.</param>
    public async IAsyncEnumerable<long> ChangesAsync(
        long known, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var _ in engine.SignalsAsync(Channel, time, cancellation))
        {
            long revision;
            try
            {
                revision = await RevisionAsync(cancellation);
            }
            catch (StoreException)
            {
                // The next look finds it.
                continue;
            }

            // Unequal, not greater: a backup that was restored has an older one.
            if (revision != known)
            {
                known = revision;
                yield return revision;
            }
        }
    }

    private static Task<long> RevisionAsync(DbTransaction transaction, CancellationToken cancellation) =>
        transaction.FirstAsync<long>("SELECT revision FROM access_revision WHERE id = 1", cancellation: cancellation);

    private async Task<AccessOutcome> ApplyAsync(DbTransaction transaction, AccessChange change, CancellationToken cancellation)
    {
        try
        {
            if (await transaction.ExecuteAsync(change.Sql, change.Row, cancellation) == 1)
            {
                return AccessOutcome.Done;
            }
        }
        catch (DbException e) when (engine.IsDuplicate(e))
        {
            return AccessOutcome.Taken;
        }

        if (change.IsCreation)
        {
            return AccessOutcome.Taken;
        }

        var there = await transaction.FirstAsync<int?>(change.Exists, change.Row, cancellation);
        return there is null ? AccessOutcome.Missing : AccessOutcome.Stale;
    }
}
