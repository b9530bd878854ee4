namespace Dragoman.ControlPlane.Shapes;

/// <summary>A fault to be put in.</summary>
internal sealed record NewFault
{
    /// <summary>Only turns of this route.</summary>
    public string? Route { get; init; }

    /// <summary>Only attempts at this upstream.</summary>
    public string? Upstream { get; init; }

    /// <summary>Of a hundred turns so many have it; 100 where nothing is said.</summary>
    public int? SharePercent { get; init; }

    /// <summary>The HTTP status that the upstream seems to answer with.</summary>
    public int? Status { get; init; }

    /// <summary>How long an attempt waits before it is made, in milliseconds.</summary>
    public int? DelayMs { get; init; }

    /// <summary>After how many events the upstream's stream seems to break.</summary>
    public int? CutAfterEvents { get; init; }

    /// <summary>How long it is in force, in seconds.</summary>
    public required int ForSeconds { get; init; }
}
