namespace Dragoman.Store.Ledger;

/// <summary>How a budget stands among all nodes.</summary>
/// <param name="SpentNanoUsd">Settled in the window.</param>
/// <param name="LeasedNanoUsd">Lent out to nodes and not settled.</param>
public sealed record LedgerStanding(long SpentNanoUsd, long LeasedNanoUsd);
