using Dragoman.Core.Faults;

namespace Dragoman.ControlPlane.Shapes;

/// <summary>A fault that an administrator put in on the node that answers.</summary>
internal sealed record FaultShape
{
    /// <summary>Its id; turns that had it carry it in their record and in x-dragoman-fault.</summary>
    public required string Id { get; init; }

    /// <summary>Only turns of this route.</summary>
    public string? Route { get; init; }

    /// <summary>Only attempts at this upstream.</summary>
    public string? Upstream { get; init; }

    /// <summary>Of a hundred turns so many have it.</summary>
    public required int SharePercent { get; init; }

    /// <summary>The status that the upstream seems to answer with.</summary>
    public int? Status { get; init; }

    /// <summary>How long an attempt waits, in milliseconds.</summary>
    public int? DelayMs { get; init; }

    /// <summary>After how many events the stream seems to break.</summary>
    public int? CutAfterEvents { get; init; }

    /// <summary>Who put it in.</summary>
    public required string By { get; init; }

    /// <summary>When it ends by itself.</summary>
    public required DateTimeOffset EndsAt { get; init; }

    /// <summary>The shape.</summary>
    public static FaultShape Of(FaultRule rule) => new()
    {
        Id = rule.Id,
        Route = rule.Route,
        Upstream = rule.Upstream,
        SharePercent = rule.SharePercent,
        Status = rule.Status,
        DelayMs = rule.Delay > TimeSpan.Zero ? (int)rule.Delay.TotalMilliseconds : null,
        CutAfterEvents = rule.CutAfter,
        By = rule.By,
        EndsAt = rule.EndsAt,
    };
}
