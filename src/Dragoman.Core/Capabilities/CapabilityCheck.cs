namespace Dragoman.Core.Capabilities;

/// <summary>One check of one model at one upstream, as it was last made.</summary>
public sealed record CapabilityCheck
{
    /// <summary>The upstream's id.</summary>
    public required string Upstream { get; init; }

    /// <summary>Its address: what was measured at another one says nothing.</summary>
    public required string Endpoint { get; init; }

    /// <summary>The model's id at the upstream.</summary>
    public required string Model { get; init; }

    /// <summary>The check, e.g. <c>five_calls</c>.</summary>
    public required string Name { get; init; }

    /// <summary>How it ended.</summary>
    public required CheckOutcome Outcome { get; init; }

    /// <summary>What was seen, in one sentence; no content of prompts or answers but the check's own.</summary>
    public string Detail { get; init; } = string.Empty;

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The catalogue in force, by its content.</summary>
    public string CatalogueVersion { get; init; } = string.Empty;
}
