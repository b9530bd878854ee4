using Dragoman.Core.Runaway;

namespace Dragoman.Core.Configuration;

/// <summary>When a session is taken for a runaway, and what is done about it (N05, K09).</summary>
public sealed record RunawayConfig
{
    /// <summary>False switches it off.</summary>
    public bool IsOn { get; init; } = true;

    /// <summary>Repeats of the same calls with the same results in a row, the first time not counted.</summary>
    public RunawayLevels Repeats { get; init; } = new(1, 2, 3, 3);

    /// <summary>Dollars per minute of a session with all its agents, in nano-dollars, as the mean of five minutes.</summary>
    public RunawayLevels Spend { get; init; } = new(5_000_000_000, 0, 10_000_000_000, 25_000_000_000);

    /// <summary>Agents that a session starts within ten minutes.</summary>
    public RunawayLevels Agents { get; init; } = new(60, 0, 0, 120);

    /// <summary>How deep agents may start agents; a deeper one is paused. 0 for any depth.</summary>
    public int Depth { get; init; } = 5;

    /// <summary>How long a throttled turn waits.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A step that comes this long after the one before is waiting for something, and counts as a tenth of a repeat.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Tools that are there to wait; steps of nothing else count as a tenth of a repeat.</summary>
    public IReadOnlyList<string> PatientTools
    {
        get;
        init
        {
            field = value;
            PatientNames = value.Select(TurnStep.NameOf).ToHashSet();
        }
    }

    /// <summary>The same as the scan of a turn knows them.</summary>
    public IReadOnlySet<ulong> PatientNames { get; private init; } = new HashSet<ulong>();

    /// <summary>The usual thresholds.</summary>
    public RunawayConfig() => PatientTools = ["BashOutput", "TaskOutput", "AgentOutputTool", "Monitor", "Sleep", "Wait"];

    /// <inheritdoc/>
    public bool Equals(RunawayConfig? other) => other is not null
        && (IsOn, Repeats, Spend, Agents, Depth, Delay, Patience) == (other.IsOn, other.Repeats, other.Spend, other.Agents, other.Depth, other.Delay, other.Patience)
        && PatientTools.SequenceEqual(other.PatientTools, StringComparer.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(IsOn, Repeats, Spend, Agents, Depth, Delay, Patience, PatientTools.Count);
}
