using Dragoman.Core.Caching;
using Dragoman.Core.Runaway;

namespace Dragoman.DataPlane.Watch;

/// <summary>What watching a session found out about one of its turns.</summary>
internal sealed class TurnWatch
{
    /// <summary>What the runaway breaker says.</summary>
    public RunawayVerdict Runaway { get; set; }

    /// <summary>What the request shares with the one before it.</summary>
    public CacheLook Cache { get; set; }

    /// <summary>Where the answer is noted; null where the request's blocks were not looked at.</summary>
    public object? Trail { get; set; }
}
