using Dragoman.Core.Spending;

namespace Dragoman.Store.Ledger;

/// <summary>
/// The ledger as one node uses it. It counts the node's settlements, so that one whose answer was lost is neither lost nor counted
/// twice, and tells times by the node's own clock, so that a wrong one does no harm.
/// </summary>
/// <param name="store">The ledger of all nodes.</param>
/// <param name="node">A name that no other running node has, and no later run of this one.</param>
/// <param name="time">The node's clock.</param>
public sealed class NodeLedger(LedgerStore store, string node, TimeProvider time) : IDisposable
{
    // The node may think for so long that it holds a lease which is over; it is less than what the store adds (LedgerStore.Grace).
    private static readonly TimeSpan Doubt = LedgerStore.Grace / 2;

    // One call at a time; each is bounded by the deadlines of the database's commands.
    private readonly SemaphoreSlim _gate = new(1);
    private readonly Dictionary<SpendingBucket, (long NanoUsd, DateTimeOffset Until)> _held = [];
    private long _sequence;
    private bool _isUncertain;

    // What was sent last, and what the store has although its answers were lost.
    private List<SpendingDelta> _sent = [];
    private List<SpendingDelta> _stored = [];

    /// <summary>The node's name in the ledger.</summary>
    public string Node => node;

    /// <summary>How far the database's clock is ahead of the node's, as last seen.</summary>
    public TimeSpan ClockOffset { get; private set; }

    /// <summary>Asks for leases. They end by the node's clock, before they end by the store's.</summary>
    /// <exception cref="StoreException">The store cannot be written.</exception>
    public async Task<IReadOnlyList<LeaseGrant>> LeaseAsync(IReadOnlyList<LeaseRequest> requests, CancellationToken cancellation = default)
    {
        await _gate.WaitAsync(CancellationToken.None);
        try
        {
            var sent = time.GetUtcNow();
            var held = requests.ToDictionary(request => request.Bucket, request => HeldOf(request.Bucket, sent));
            var grants = await store.LeaseAsync(node, requests, held, cancellation);
            // From when it was sent: the store counts from later.
            var ends = sent + store.LeaseTime;
            foreach (var grant in grants)
            {
                ClockOffset = grant.ExpiresAt - ends;
                _held[grant.Bucket] = (held[grant.Bucket] + grant.GrantedNanoUsd, ends + Doubt);
            }

            return [.. grants.Select(grant => grant with { ExpiresAt = ends })];
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Settles. Where it fails, call again with the same and what came since added to it, bucket by bucket.</summary>
    /// <exception cref="StoreException">The store cannot be written, or it is not known whether it was.</exception>
    public async Task SettleAsync(IReadOnlyList<SpendingDelta> deltas, CancellationToken cancellation = default)
    {
        await _gate.WaitAsync(CancellationToken.None);
        try
        {
            if (_isUncertain)
            {
                _stored = await store.FenceAsync(node, _sequence, cancellation) ? Add(_stored, _sent, 1) : _stored;
                _isUncertain = false;
            }

            // A copy: the caller's list may be one that it uses again.
            _sent = Add(deltas, _stored, -1);
            _sequence++;
            _isUncertain = true;
            await store.SettleAsync(node, _sequence, _sent, cancellation);
            _isUncertain = false;
            _stored = [];
            foreach (var delta in deltas)
            {
                TakeFrom(delta);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    private long HeldOf(SpendingBucket bucket, DateTimeOffset now) => _held.TryGetValue(bucket, out var lease) && now < lease.Until ? lease.NanoUsd : 0;

    private void TakeFrom(SpendingDelta delta)
    {
        if (_held.TryGetValue(delta.Bucket, out var lease))
        {
            var left = lease.NanoUsd - delta.SpentNanoUsd - delta.ReturnedNanoUsd;
            if (left > 0)
            {
                _held[delta.Bucket] = (left, lease.Until);
            }
            else
            {
                _held.Remove(delta.Bucket);
            }
        }
    }

    // Bucket by bucket; amounts may come out negative.
    private static List<SpendingDelta> Add(IReadOnlyList<SpendingDelta> first, IReadOnlyList<SpendingDelta> second, int sign)
    {
        var sum = new Dictionary<SpendingBucket, SpendingDelta>();
        foreach (var delta in first)
        {
            sum[delta.Bucket] = delta;
        }

        foreach (var delta in second)
        {
            var had = sum.GetValueOrDefault(delta.Bucket, new SpendingDelta(delta.Bucket, 0, 0));
            sum[delta.Bucket] = had with
            {
                SpentNanoUsd = had.SpentNanoUsd + (sign * delta.SpentNanoUsd),
                ReturnedNanoUsd = had.ReturnedNanoUsd + (sign * delta.ReturnedNanoUsd),
            };
        }

        return [.. sum.Values];
    }
}
