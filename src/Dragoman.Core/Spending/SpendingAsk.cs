namespace Dragoman.Core.Spending;

/// <summary>A turn's wish to spend.</summary>
public readonly ref struct SpendingAsk
{
    /// <summary>Where the money comes from.</summary>
    public required SpendingLevels Levels { get; init; }

    /// <summary>The model as the client asked for it.</summary>
    public required string RequestedModel { get; init; }

    /// <summary>The model's id at the upstream.</summary>
    public required string Model { get; init; }

    /// <summary>What the turn is likely to cost, nano-dollars.</summary>
    public required long NanoUsd { get; init; }

    /// <summary>Names session and key; 0 where the client names no session.</summary>
    public ulong Session { get; init; }

    /// <summary>Spend without a lease: the store cannot be asked, and the configuration says to go on.</summary>
    public bool WithoutLease { get; init; }

    /// <summary>Now, microseconds since 1970-01-01 UTC.</summary>
    public required long NowUs { get; init; }
}
