namespace Dragoman.Bench.Micro;

/// <summary>What was measured of a row.</summary>
/// <param name="Key">The row.</param>
/// <param name="Nanoseconds">Median time of an operation.</param>
/// <param name="Ratio">Median over the rounds of the time over the baseline's time in the same round; null without baseline.</param>
/// <param name="Low">The ratio's (without baseline: the time's) lower quartile.</param>
/// <param name="High">The upper quartile.</param>
/// <param name="Bytes">Allocated bytes of an operation in the steady state.</param>
/// <param name="Must">The bound on the ratio, or on the nanoseconds where there is no baseline; 0 for none.</param>
internal sealed record Result(string Key, double Nanoseconds, double? Ratio, double Low, double High, long Bytes, double Must);
