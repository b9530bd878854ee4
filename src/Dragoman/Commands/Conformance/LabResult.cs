namespace Dragoman.Commands.Conformance;

/// <summary>One row of the scorecard.</summary>
/// <param name="Name">The check.</param>
/// <param name="Result">How it ended.</param>
/// <param name="Took">How long it took, repetitions included.</param>
/// <param name="CostNanoUsd">What it cost.</param>
internal sealed record LabResult(string Name, CheckResult Result, TimeSpan Took, long CostNanoUsd);
