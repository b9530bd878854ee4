namespace Dragoman.Core.Limits;

/// <summary>
/// What holds for a virtual key for which nobody set anything: wide enough for a developer with subagents (forty turns at once), narrow
/// enough that a script that runs away is noticed.
/// </summary>
public static class DefaultLimits
{
    /// <summary>The limits, without an owner.</summary>
    public static IReadOnlyList<RateLimit> ForKey { get; } =
    [
        new() { Id = "default-requests", Metric = LimitMetric.Requests, Amount = 300, Per = TimeSpan.FromMinutes(1), Burst = 120 },
        new() { Id = "default-concurrency", Metric = LimitMetric.Concurrency, Amount = 60 },
    ];
}
