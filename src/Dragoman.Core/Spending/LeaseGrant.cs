namespace Dragoman.Core.Spending;

/// <summary>What a node may spend of a budget without asking again, and how the budget stands among all nodes.</summary>
/// <param name="Bucket">As asked for.</param>
/// <param name="GrantedNanoUsd">What was granted now, on top of what the node holds; zero where nothing is left.</param>
/// <param name="SpentNanoUsd">What all nodes have settled in the window.</param>
/// <param name="LeasedNanoUsd">What all nodes hold and have not settled, this grant included.</param>
/// <param name="ExpiresAt">When the store takes back what this node holds, unless it asks or settles before.</param>
public readonly record struct LeaseGrant(SpendingBucket Bucket, long GrantedNanoUsd, long SpentNanoUsd, long LeasedNanoUsd, DateTimeOffset ExpiresAt);
