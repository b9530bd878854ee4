using Dragoman.Core.Spending;
using Dragoman.Store.Ledger;

namespace Dragoman.DataPlane.Admission;

/// <summary>The ledger in the gateway's own store, as this run of this node uses it.</summary>
internal sealed class StoredLedger(NodeLedger node) : ILedger
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<LeaseGrant>> LeaseAsync(IReadOnlyList<LeaseRequest> requests, CancellationToken cancellation) =>
        node.LeaseAsync(requests, cancellation);

    /// <inheritdoc/>
    public Task SettleAsync(IReadOnlyList<SpendingDelta> deltas, CancellationToken cancellation) => node.SettleAsync(deltas, cancellation);
}
