namespace Dragoman.Core.Runaway;

/// <summary>What the breaker says of a turn.</summary>
/// <param name="Level">What is to be done.</param>
/// <param name="Cause">Why.</param>
/// <param name="Count">How many repeats, levels or agents, or nano-dollars per minute.</param>
/// <param name="Token">Ends the pause for whoever has it; null where nothing is paused.</param>
public readonly record struct RunawayVerdict(RunawayLevel Level, RunawayCause Cause, long Count, string? Token = null);
