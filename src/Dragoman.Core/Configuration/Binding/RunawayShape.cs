using Dragoman.Core.Runaway;

namespace Dragoman.Core.Configuration.Binding;

/// <summary>The <c>runaway</c> section.</summary>
internal static class RunawayShape
{
    // Dollars arrive as millionths of a dollar.
    private const long NanoPerMicro = 1000;

    private static readonly ConfigType Counts = Levels("runaway_levels", ScalarTypes.Integer(0, 1_000_000), 1);

    private static readonly ConfigType Money = Levels("runaway_spend", ScalarTypes.Dollars, NanoPerMicro);

    public static ConfigType Type { get; } = new ObjectType(
        "runaway",
        [
            new("enabled", ScalarTypes.Boolean, "false switches the breaker off; true where nothing is said."),
            new("repeats", Counts, "Repeats of the same calls with the same results in a row; warn: 1, note: 2, throttle: 3, pause: 3."),
            new("usd_per_minute", Money, "Dollars per minute of a session with all its agents, as the mean of five minutes; warn: 5, throttle: 10, pause: 25."),
            new("agents", Counts, "Agents that a session starts within ten minutes; warn: 60, pause: 120."),
            new("depth", ScalarTypes.Integer(0, 100), "How deep agents may start agents, 0 for any depth; 5."),
            new("delay", ScalarTypes.Duration, "How long a throttled turn waits; 10s."),
            new("patience", ScalarTypes.Duration, "A step that comes this long after the one before counts as a tenth of a repeat; 30s."),
            new("patient_tools", Shapes.Names, "Tools that are there to wait: steps of nothing else count as a tenth of a repeat."),
        ],
        Create);

    private static RunawayConfig Create(BoundMembers bound)
    {
        var defaults = new RunawayConfig();
        return new RunawayConfig
        {
            IsOn = bound.Value<bool>("enabled") ?? true,
            Repeats = Over(bound.Get<LevelChanges>("repeats"), defaults.Repeats),
            Spend = Over(bound.Get<LevelChanges>("usd_per_minute"), defaults.Spend),
            Agents = Over(bound.Get<LevelChanges>("agents"), defaults.Agents),
            Depth = (int)(bound.Value<long>("depth") ?? defaults.Depth),
            Delay = bound.Value<TimeSpan>("delay") ?? defaults.Delay,
            Patience = bound.Value<TimeSpan>("patience") ?? defaults.Patience,
            PatientTools = bound.Has("patient_tools") ? bound.List<string>("patient_tools") : defaults.PatientTools,
        };
    }

    private static ObjectType Levels(string name, ConfigType number, long scale) => new(
        name,
        [
            new("warn", number, "From here on it is noted; 0 for never."),
            new("note", number, "From here on the model is told; 0 for never."),
            new("throttle", number, "From here on the turn waits; 0 for never."),
            new("pause", number, "From here on the turn is refused; 0 for never."),
        ],
        bound => new LevelChanges(
            bound.Value<long>("warn") * scale, bound.Value<long>("note") * scale, bound.Value<long>("throttle") * scale, bound.Value<long>("pause") * scale));

    private static RunawayLevels Over(LevelChanges? changes, RunawayLevels usual) => changes is null ? usual : new RunawayLevels(
        changes.Warn ?? usual.Warn, changes.Note ?? usual.Note, changes.Throttle ?? usual.Throttle, changes.Pause ?? usual.Pause);

    private sealed record LevelChanges(long? Warn, long? Note, long? Throttle, long? Pause);
}
