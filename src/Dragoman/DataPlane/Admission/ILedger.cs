using Dragoman.Core.Spending;

namespace Dragoman.DataPlane.Admission;

/// <summary>Where the spending of all nodes is kept. Both calls fail as a whole or not at all.</summary>
internal interface ILedger
{
    /// <summary>Grants of what was asked for, as far as the caps allow.</summary>
    Task<IReadOnlyList<LeaseGrant>> LeaseAsync(IReadOnlyList<LeaseRequest> requests, CancellationToken cancellation);

    /// <summary>Keeps what was spent and takes back what is returned.</summary>
    Task SettleAsync(IReadOnlyList<SpendingDelta> deltas, CancellationToken cancellation);
}
