namespace Dragoman.Core.Limits;

/// <summary>A turn at the door.</summary>
public readonly record struct LimitAsk
{
    /// <summary>What limits it.</summary>
    public required LimitLevels Levels { get; init; }

    /// <summary>The model as the client asked for it.</summary>
    public required string RequestedModel { get; init; }

    /// <summary>The model's id at the upstream.</summary>
    public required string Model { get; init; }

    /// <summary>Tokens that it is thought to have, in and out.</summary>
    public required long Tokens { get; init; }

    /// <summary>True where nobody waits in front of a screen: side requests, subagents, jobs.</summary>
    public bool IsBackground { get; init; }
}
