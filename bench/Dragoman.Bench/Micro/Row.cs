namespace Dragoman.Bench.Micro;

/// <summary>One thing that is measured.</summary>
/// <param name="Id">The row of the budget table, e.g. <c>P1</c>.</param>
/// <param name="Name">What it is, unique in its row.</param>
/// <param name="Work">The work: one operation.</param>
internal sealed record Row(string Id, string Name, Action Work)
{
    /// <summary>What the work is compared with; null where its time stands alone.</summary>
    public Action? Baseline { get; init; }

    /// <summary>The ratio to the baseline, or the nanoseconds, that must not be passed; 0 where there is no such bound.</summary>
    public double Must { get; init; }

    /// <summary>Operations that one call of <see cref="Work"/> makes.</summary>
    public int Operations { get; init; } = 1;

    /// <summary>The most calls in one round, where the work fills something up; 0 for as many as fit.</summary>
    public int MaxCalls { get; init; }

    /// <summary>Empties what the work filled; outside the measurement.</summary>
    public Action? AfterRound { get; init; }

    /// <summary>False where the bytes depend on data that is not in the repository.</summary>
    public bool IsBudgeted { get; init; } = true;

    /// <summary>The row's name in budgets.json.</summary>
    public string Key => $"{Id} {Name}";
}
