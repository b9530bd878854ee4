namespace Dragoman.Core.Routing.Health;

/// <summary>Whether a target is worth a turn just now. Ordered: the lower, the better.</summary>
public enum Availability : byte
{
    /// <summary>It works, as far as is known.</summary>
    Ready,

    /// <summary>It failed; one turn may find out whether it works again.</summary>
    Probing,

    /// <summary>It asked for a pause, or ours of its limits says so.</summary>
    Cooling,

    /// <summary>It failed too often; it is left alone for a while.</summary>
    Open,
}
