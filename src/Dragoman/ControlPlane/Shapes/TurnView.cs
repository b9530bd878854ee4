using Dragoman.Commands;
using Dragoman.ControlPlane.Http;
using Dragoman.Store.Turns;

namespace Dragoman.ControlPlane.Shapes;

/// <summary>A turn with everything decided about it (G04). It holds no content: no prompt, no answer, no tool argument.</summary>
internal sealed record TurnView
{
    /// <summary>The turn's id; also the client's request-id.</summary>
    public required string Id { get; init; }

    /// <summary>When its first byte was received.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How long it took, in milliseconds.</summary>
    public long DurationMs { get; init; }

    /// <summary>Until the first event was relayed, in milliseconds.</summary>
    public long? FirstEventMs { get; init; }

    /// <summary>How long it waited to be admitted, in milliseconds.</summary>
    public long? WaitedMs { get; init; }

    /// <summary>The key, never its secret.</summary>
    public string? KeyId { get; init; }

    /// <summary>The user it counts for.</summary>
    public string? UserId { get; init; }

    /// <summary>The team it counts for.</summary>
    public string? TeamId { get; init; }

    /// <summary>The customer it counts for.</summary>
    public string? CustomerId { get; init; }

    /// <summary>The repository it counts for.</summary>
    public string? Project { get; init; }

    /// <summary>The client's session.</summary>
    public string? SessionId { get; init; }

    /// <summary>The agent within the session.</summary>
    public string? AgentId { get; init; }

    /// <summary>The agent that started this one.</summary>
    public string? ParentAgentId { get; init; }

    /// <summary>The client's name and version.</summary>
    public string? Client { get; init; }

    /// <summary>The model as it was asked for.</summary>
    public required string RequestedModel { get; init; }

    /// <summary>The policy in force.</summary>
    public string? PolicyVersion { get; init; }

    /// <summary>The route that took it.</summary>
    public string? Route { get; init; }

    /// <summary>The rule that chose the route.</summary>
    public string? Rule { get; init; }

    /// <summary>Why this upstream.</summary>
    public string? Reason { get; init; }

    /// <summary>Which targets were considered, and why those not taken were not, as JSON.</summary>
    public string? Candidates { get; init; }

    /// <summary>The targets tried before the last one.</summary>
    public string? FallbackPath { get; init; }

    /// <summary>The upstream that answered last.</summary>
    public string? Upstream { get; init; }

    /// <summary>The model's id at the upstream.</summary>
    public string? UpstreamModel { get; init; }

    /// <summary>The upstream's own id for the request.</summary>
    public string? UpstreamRequestId { get; init; }

    /// <summary>The HTTP status that the client got.</summary>
    public int Status { get; init; }

    /// <summary>How it ended.</summary>
    public required string Outcome { get; init; }

    /// <summary>What refused it, by id.</summary>
    public string? RefusedBy { get; init; }

    /// <summary>What the guards said, as JSON.</summary>
    public string? Guards { get; init; }

    /// <summary>What went wrong, in the sentence that the client got.</summary>
    public string? Failure { get; init; }

    /// <summary>Input tokens as estimated before.</summary>
    public long InputEstimate { get; init; }

    /// <summary>Input tokens that were not read from a cache.</summary>
    public long InputTokens { get; init; }

    /// <summary>Input tokens read from a cache.</summary>
    public long CacheReadTokens { get; init; }

    /// <summary>Input tokens written into a cache.</summary>
    public long CacheWriteTokens { get; init; }

    /// <summary>Generated tokens.</summary>
    public long OutputTokens { get; init; }

    /// <summary>Dollars that it was expected to cost.</summary>
    public string? CostEstimateUsd { get; init; }

    /// <summary>Dollars that it cost.</summary>
    public string? CostUsd { get; init; }

    /// <summary>What the translation lost.</summary>
    public string? Losses { get; init; }

    /// <summary>Attempts at upstreams.</summary>
    public int Attempts { get; init; }

    /// <summary>Why the provider's prompt cache was missed.</summary>
    public string? CacheCause { get; init; }

    /// <summary>The first block that differed from the turn before.</summary>
    public string? CachePlace { get; init; }

    /// <summary>Dollars that the miss cost.</summary>
    public string? CacheLostUsd { get; init; }

    /// <summary>Dollars that reading from the cache saved.</summary>
    public string? CacheSavedUsd { get; init; }

    /// <summary>What the runaway breaker did.</summary>
    public string? Runaway { get; init; }

    /// <summary>The fault that an administrator put in.</summary>
    public string? Fault { get; init; }

    /// <summary>The shape.</summary>
    public static TurnView Of(TurnRecord turn) => new()
    {
        Id = turn.Id,
        StartedAt = turn.StartedAt,
        DurationMs = (long)turn.Duration.TotalMilliseconds,
        FirstEventMs = (long?)turn.TimeToFirstEvent?.TotalMilliseconds,
        WaitedMs = (long?)turn.Waited?.TotalMilliseconds,
        KeyId = turn.KeyId,
        UserId = turn.UserId,
        TeamId = turn.TeamId,
        CustomerId = turn.CustomerId,
        Project = turn.Project,
        SessionId = turn.SessionId,
        AgentId = turn.AgentId,
        ParentAgentId = turn.ParentAgentId,
        Client = turn.Client,
        RequestedModel = turn.RequestedModel,
        PolicyVersion = turn.PolicyVersion,
        Route = turn.Route,
        Rule = turn.Rule,
        Reason = turn.Reason,
        Candidates = turn.Candidates,
        FallbackPath = turn.FallbackPath,
        Upstream = turn.Upstream,
        UpstreamModel = turn.UpstreamModel,
        UpstreamRequestId = turn.UpstreamRequestId,
        CacheCause = turn.CacheCause,
        CachePlace = turn.CachePlace,
        CacheLostUsd = Usd.Write(turn.CacheLostNanoUsd),
        CacheSavedUsd = Usd.Write(turn.CacheSavedNanoUsd),
        Runaway = turn.Runaway,
        Fault = turn.Fault,
        Status = turn.Status,
        Outcome = TurnShape.Snake(turn.Outcome),
        RefusedBy = turn.RefusedBy,
        Guards = turn.Guards,
        Failure = turn.FailureMessage,
        InputEstimate = turn.InputEstimate,
        InputTokens = turn.Usage.InputTokens,
        CacheReadTokens = turn.Usage.CacheReadTokens,
        CacheWriteTokens = turn.Usage.CacheWriteTokens,
        OutputTokens = turn.Usage.OutputTokens,
        CostEstimateUsd = Usd.Write(turn.CostEstimateNanoUsd),
        CostUsd = Usd.Write(turn.CostNanoUsd),
        Losses = turn.Losses,
        Attempts = turn.Attempts,
    };
}
