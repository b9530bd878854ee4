namespace Dragoman.Core.Spending;

/// <summary>How a budget stands, as one node knows it. Nano-dollars.</summary>
/// <param name="SpentNanoUsd">Settled in the window by all nodes, and spent here.</param>
/// <param name="ReservedNanoUsd">Set aside here for running turns.</param>
/// <param name="CapNanoUsd">The cap, increases included.</param>
/// <param name="State">How it stands by what is spent.</param>
/// <param name="ResetUs">When it resets, microseconds since 1970-01-01 UTC.</param>
public readonly record struct SpendingStanding(long SpentNanoUsd, long ReservedNanoUsd, long CapNanoUsd, BudgetState State, long ResetUs);
