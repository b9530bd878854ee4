namespace Dragoman.Core.Faults;

/// <summary>A fault that an administrator puts in for a while, to see what happens (D19).</summary>
public sealed record FaultRule
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Only turns of this route; null for every route.</summary>
    public string? Route { get; init; }

    /// <summary>Only attempts at this upstream; null for every upstream.</summary>
    public string? Upstream { get; init; }

    /// <summary>Of a hundred turns so many have it.</summary>
    public required int SharePercent { get; init; }

    /// <summary>The HTTP status that the upstream seems to answer with; null for none.</summary>
    public int? Status { get; init; }

    /// <summary>How long an attempt waits before it is made; zero for not at all.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>After how many events the upstream's stream seems to break; null for never.</summary>
    public int? CutAfter { get; init; }

    /// <summary>Who put it in.</summary>
    public required string By { get; init; }

    /// <summary>When it ends by itself.</summary>
    public required DateTimeOffset EndsAt { get; init; }

    /// <summary>True where it is meant for an attempt of a turn.</summary>
    /// <param name="route">The turn's route.</param>
    /// <param name="upstream">The upstream that is asked.</param>
    /// <param name="draw">The turn's number from 0 to 99: the same for all its attempts.</param>
    /// <param name="now">The time.</param>
    public bool Fits(string route, string upstream, int draw, DateTimeOffset now) =>
        now < EndsAt && draw < SharePercent
        && (Route is null || Route.Equals(route, StringComparison.OrdinalIgnoreCase))
        && (Upstream is null || Upstream.Equals(upstream, StringComparison.OrdinalIgnoreCase));
}
