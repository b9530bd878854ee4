namespace Dragoman.Core.Runaway;

/// <summary>What is done about a turn, each with what stands before it.</summary>
public enum RunawayLevel : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It is noted.</summary>
    Warn,

    /// <summary>The model is told.</summary>
    Note,

    /// <summary>The turn waits.</summary>
    Throttle,

    /// <summary>The turn is refused.</summary>
    Pause,
}
