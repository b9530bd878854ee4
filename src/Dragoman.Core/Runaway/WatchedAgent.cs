namespace Dragoman.Core.Runaway;

/// <summary>One agent of a watched session.</summary>
internal sealed class WatchedAgent(string parent, int depth, long startedMs)
{
    public string Parent { get; } = parent;

    public int Depth { get; } = depth;

    public long StartedMs { get; } = startedMs;

    public StepRing Steps { get; } = new();

    /// <summary>Why it is paused; none where it is not.</summary>
    public RunawayVerdict Pause { get; set; }
}
