using Dragoman.Dialects.Conversation;

namespace Dragoman.Store.Turns;

/// <summary>
/// What is kept of one turn, whatever became of it. Filled while the turn runs and not changed after it was handed to
/// <see cref="TurnWriter"/>. It holds no content: no prompt, no answer, no tool argument.
/// </summary>
public sealed class TurnRecord
{
    /// <summary>The turn's id, unique for ever; also the client's <c>request-id</c>.</summary>
    public required string Id { get; set; }

    /// <summary>When its first byte was received. Kept to the microsecond.</summary>
    public required DateTimeOffset StartedAt { get; set; }

    /// <summary>From <see cref="StartedAt"/> to the end of the answer.</summary>
    public TimeSpan Duration { get; set; }

    /// <summary>From <see cref="StartedAt"/> to the first event relayed; null where none was.</summary>
    public TimeSpan? TimeToFirstEvent { get; set; }

    /// <summary>The model as the client asked for it.</summary>
    public string RequestedModel { get; set; } = string.Empty;

    /// <summary>The route that took it.</summary>
    public string? Route { get; set; }

    /// <summary>The rule that chose the route.</summary>
    public string? Rule { get; set; }

    /// <summary>Why this upstream was chosen, in a few words.</summary>
    public string? Reason { get; set; }

    /// <summary>The policy in force.</summary>
    public string? PolicyVersion { get; set; }

    /// <summary>The upstream that answered last.</summary>
    public string? Upstream { get; set; }

    /// <summary>The model's id at the upstream.</summary>
    public string? UpstreamModel { get; set; }

    /// <summary>The client's dialect.</summary>
    public string? ClientDialect { get; set; }

    /// <summary>The upstream's dialect.</summary>
    public string? UpstreamDialect { get; set; }

    /// <summary>The client's <c>user-agent</c>.</summary>
    public string? Client { get; set; }

    /// <summary>The client's session.</summary>
    public string? SessionId { get; set; }

    /// <summary>The agent within the session; null for the main one.</summary>
    public string? AgentId { get; set; }

    /// <summary>The agent that started this one.</summary>
    public string? ParentAgentId { get; set; }

    /// <summary>The id of the gateway key, never the key.</summary>
    public string? KeyId { get; set; }

    /// <summary>The client asked for a stream.</summary>
    public bool Stream { get; set; }

    /// <summary>The HTTP status that the client got; 0 where it got none.</summary>
    public int Status { get; set; }

    /// <summary>How it ended.</summary>
    public TurnOutcome Outcome { get; set; }

    /// <summary>Why the model stopped.</summary>
    public StopReason StopReason { get; set; }

    /// <summary>What went wrong; null where nothing did.</summary>
    public FailureCause? FailureCause { get; set; }

    /// <summary>The sentence that the client got; never content.</summary>
    public string? FailureMessage { get; set; }

    /// <summary>Input tokens as estimated before the turn.</summary>
    public long InputEstimate { get; set; }

    /// <summary>Tokens by class.</summary>
    public Usage Usage { get; set; }

    /// <summary>What it cost, in nano-dollars; null where no price is known.</summary>
    public long? CostNanoUsd { get; set; }

    /// <summary>The price that was applied.</summary>
    public string? PriceId { get; set; }

    /// <summary>What the translation lost, in its compact form; null where nothing was.</summary>
    public string? Losses { get; set; }

    /// <summary>Attempts at upstreams.</summary>
    public int Attempts { get; set; }

    /// <summary>Tool calls in the answer.</summary>
    public int ToolCalls { get; set; }

    /// <summary>Bytes of the request body as received.</summary>
    public long RequestBytes { get; set; }

    /// <summary>Bytes of the response body as sent.</summary>
    public long ResponseBytes { get; set; }

    /// <summary>What became of the client's cache hints, e.g. <c>passed</c>, <c>mapped</c>, <c>dropped</c>.</summary>
    public string? CacheHints { get; set; }

    /// <summary>The developer or machine account that it counts for.</summary>
    public string? UserId { get; set; }

    /// <summary>The team that it counts for.</summary>
    public string? TeamId { get; set; }

    /// <summary>The customer that it counts for.</summary>
    public string? CustomerId { get; set; }

    /// <summary>The repository that it counts for.</summary>
    public string? Project { get; set; }

    /// <summary>Which targets were considered and why those not taken were not, as JSON of at most 4,096 characters.</summary>
    public string? Candidates { get; set; }

    /// <summary>What it was expected to cost, in nano-dollars; null where nothing was reserved.</summary>
    public long? CostEstimateNanoUsd { get; set; }

    /// <summary>The targets tried before the last one and how each failed; null where the first one answered.</summary>
    public string? FallbackPath { get; set; }

    /// <summary>What refused it: a budget, a limit, a policy, a scope, by id; null where nothing did.</summary>
    public string? RefusedBy { get; set; }

    /// <summary>What the guards said, as JSON of at most 4,096 characters.</summary>
    public string? Guards { get; set; }

    /// <summary>How long it waited to be admitted; null where it did not.</summary>
    public TimeSpan? Waited { get; set; }

    /// <summary>The upstream's own id for the request that was answered.</summary>
    public string? UpstreamRequestId { get; set; }

    /// <summary>Why the provider's prompt cache was missed, e.g. <c>tools_changed</c>; null where it was not.</summary>
    public string? CacheCause { get; set; }

    /// <summary>The first block that differed from the turn before, e.g. <c>tools[3]</c>; null where none did.</summary>
    public string? CachePlace { get; set; }

    /// <summary>What the miss cost, in nano-dollars; null where the provider's cache was not looked at.</summary>
    public long? CacheLostNanoUsd { get; set; }

    /// <summary>What reading from the cache saved, in nano-dollars; null where it was not looked at.</summary>
    public long? CacheSavedNanoUsd { get; set; }

    /// <summary>What the runaway breaker did, e.g. <c>note repeats=2</c>; null for nothing.</summary>
    public string? Runaway { get; set; }

    /// <summary>The fault that an administrator put in, by its id; null for none.</summary>
    public string? Fault { get; set; }

    /// <summary>What routing looked at, as <c>FactsText</c> writes it; null where only one route came into question.</summary>
    public string? Facts { get; set; }

    /// <summary>Belongs to <see cref="TurnRecordPool"/>.</summary>
    internal bool IsPooled { get; init; }

    /// <summary>Forgets everything but <see cref="Id"/> and <see cref="StartedAt"/>, which the next turn sets.</summary>
    internal void Clear()
    {
        Duration = default;
        TimeToFirstEvent = null;
        RequestedModel = string.Empty;
        Route = null;
        Rule = null;
        Reason = null;
        PolicyVersion = null;
        Upstream = null;
        UpstreamModel = null;
        ClientDialect = null;
        UpstreamDialect = null;
        Client = null;
        SessionId = null;
        AgentId = null;
        ParentAgentId = null;
        KeyId = null;
        Stream = false;
        Status = 0;
        Outcome = default;
        StopReason = default;
        FailureCause = null;
        FailureMessage = null;
        InputEstimate = 0;
        Usage = default;
        CostNanoUsd = null;
        PriceId = null;
        Losses = null;
        Attempts = 0;
        ToolCalls = 0;
        RequestBytes = 0;
        ResponseBytes = 0;
        CacheHints = null;
        UserId = null;
        TeamId = null;
        CustomerId = null;
        Project = null;
        Candidates = null;
        CostEstimateNanoUsd = null;
        FallbackPath = null;
        RefusedBy = null;
        Guards = null;
        Waited = null;
        UpstreamRequestId = null;
        CacheCause = null;
        CachePlace = null;
        CacheLostNanoUsd = null;
        CacheSavedNanoUsd = null;
        Runaway = null;
        Fault = null;
        Facts = null;
    }
}
