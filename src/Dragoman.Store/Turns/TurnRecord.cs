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
    }
}
