namespace Dragoman.Core.Spending;

/// <summary>What a node has spent since it last told, and what it gives back of its lease.</summary>
/// <param name="Bucket">The budget and the slice it was spent in.</param>
/// <param name="SpentNanoUsd">Settled; it leaves the lease as well, as far as that covers it.</param>
/// <param name="ReturnedNanoUsd">Of the lease, not to be spent any more.</param>
public readonly record struct SpendingDelta(SpendingBucket Bucket, long SpentNanoUsd, long ReturnedNanoUsd);
