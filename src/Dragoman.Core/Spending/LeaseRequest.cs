namespace Dragoman.Core.Spending;

/// <summary>A node's wish to spend more of a budget by itself.</summary>
/// <param name="Bucket">The budget and the slice that is running.</param>
/// <param name="WindowStartUs">Slices from this one on count against the cap, microseconds since 1970-01-01 UTC.</param>
/// <param name="HardNanoUsd">The most that may be spent and lent out in the window, by all nodes together.</param>
/// <param name="WantNanoUsd">What the node would like to have.</param>
public readonly record struct LeaseRequest(SpendingBucket Bucket, long WindowStartUs, long HardNanoUsd, long WantNanoUsd);
