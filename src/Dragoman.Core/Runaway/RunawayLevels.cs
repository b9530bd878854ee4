namespace Dragoman.Core.Runaway;

/// <summary>From which count on what is done; 0 for never.</summary>
/// <param name="Warn">It is noted in the record and the response's head.</param>
/// <param name="Note">The model is told in the last user message.</param>
/// <param name="Throttle">The turn waits as well.</param>
/// <param name="Pause">The turn is refused, and the next ones until somebody says how to go on.</param>
public readonly record struct RunawayLevels(long Warn, long Note, long Throttle, long Pause)
{
    /// <summary>What is to be done about a count.</summary>
    public RunawayLevel Of(long count) => Reaches(count, Pause) ? RunawayLevel.Pause
        : Reaches(count, Throttle) ? RunawayLevel.Throttle
        : Reaches(count, Note) ? RunawayLevel.Note
        : Reaches(count, Warn) ? RunawayLevel.Warn
        : RunawayLevel.None;

    private static bool Reaches(long count, long threshold) => threshold > 0 && count >= threshold;
}
