using Dragoman.Dialects.Conversation;
using Dragoman.Store.Turns;

namespace Dragoman.Store.Tests;

internal static class TurnSamples
{
    public static readonly DateTimeOffset Start = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

    /// <summary>A turn in which every member has a value of its own, so that swapped columns show.</summary>
    public static TurnRecord Full(string id) => new()
    {
        Id = id,
        StartedAt = Start.AddTicks(1_234_560),
        Duration = TimeSpan.FromMicroseconds(2_500_001),
        TimeToFirstEvent = TimeSpan.FromMicroseconds(321_002),
        RequestedModel = "claude-sonnet-5",
        Route = "coding",
        Rule = "rules[2]",
        Reason = "warm cache",
        PolicyVersion = "p-7",
        Upstream = "openai",
        UpstreamModel = "gpt-5.4",
        ClientDialect = "anthropic-messages",
        UpstreamDialect = "openai-chat",
        Client = "claude-cli/2.1.329 (äöü \"quoted\")",
        SessionId = "s-1",
        AgentId = "a-2",
        ParentAgentId = "a-1",
        KeyId = "bootstrap",
        Stream = true,
        Status = 200,
        Outcome = TurnOutcome.Truncated,
        StopReason = StopReason.ToolUse,
        FailureCause = FailureCause.Truncated,
        FailureMessage = "The upstream's answer ended before it was complete.",
        InputEstimate = 76_543,
        Usage = new Usage
        {
            IsReported = true,
            InputTokens = 11,
            CacheReadTokens = 12,
            CacheWriteTokens = 13,
            CacheWrite1hTokens = 14,
            OutputTokens = 15,
            ThinkingTokens = 16,
            WebSearches = 17,
        },
        CostNanoUsd = 9_007_199_254_740_993,
        PriceId = "2026-11",
        Losses = "cache_hint:dropped×4",
        Attempts = 2,
        ToolCalls = 5,
        RequestBytes = 77_000,
        ResponseBytes = 4_096,
        CacheHints = "mapped",
        UserId = "user_1",
        TeamId = "team_2",
        CustomerId = "cust_3",
        Project = "dragoman/gateway",
        Candidates = """[{"target":"openai/gpt-5.4"},{"target":"anthropic/claude-sonnet-5","not":"budget"}]""",
        CostEstimateNanoUsd = 9_007_199_254_740_995,
        FallbackPath = "anthropic/claude-sonnet-5:overloaded",
        RefusedBy = "bud_1",
        Guards = """{"secrets":"none"}""",
        Waited = TimeSpan.FromMicroseconds(1_003),
        UpstreamRequestId = "req_011",
        CacheCause = "tools_changed",
        CachePlace = "tools[3]",
        CacheLostNanoUsd = 1_250_000,
        CacheSavedNanoUsd = 7,
        Runaway = "note repeats=2",
        Fault = "flt_1",
    };

    public static TurnRecord Small(string id, int second = 0) => new()
    {
        Id = id,
        StartedAt = Start.AddSeconds(second),
        RequestedModel = "claude-haiku-5-5",
        Outcome = TurnOutcome.Completed,
        Status = 200,
    };
}
