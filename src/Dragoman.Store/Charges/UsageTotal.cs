namespace Dragoman.Store.Charges;

/// <summary>What an export adds up to.</summary>
/// <param name="Rows">Rows written.</param>
/// <param name="CostNanoUsd">Nano-dollars.</param>
public sealed record UsageTotal(long Rows, long CostNanoUsd);
