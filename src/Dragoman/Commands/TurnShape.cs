using System.Text.Json;
using Dragoman.Store.Turns;

namespace Dragoman.Commands;

/// <summary>A turn as <c>--json</c> shows it. Members are added, never renamed.</summary>
internal static class TurnShape
{
    /// <summary>The shape.</summary>
    public static object Of(TurnRecord turn) => new
    {
        turn.Id,
        started_at = turn.StartedAt,
        duration_ms = (long)turn.Duration.TotalMilliseconds,
        first_event_ms = (long?)turn.TimeToFirstEvent?.TotalMilliseconds,
        turn.RequestedModel,
        turn.Route,
        turn.Rule,
        turn.Reason,
        turn.PolicyVersion,
        turn.Upstream,
        turn.UpstreamModel,
        turn.UpstreamDialect,
        turn.Client,
        turn.SessionId,
        turn.AgentId,
        turn.ParentAgentId,
        turn.KeyId,
        turn.Stream,
        turn.Status,
        outcome = Snake(turn.Outcome),
        stop_reason = Snake(turn.StopReason),
        failure = turn.FailureCause is { } cause ? Snake(cause) : null,
        turn.FailureMessage,
        input_estimate = turn.InputEstimate,
        usage = new
        {
            reported = turn.Usage.IsReported,
            input_tokens = turn.Usage.InputTokens,
            cache_read_tokens = turn.Usage.CacheReadTokens,
            cache_write_tokens = turn.Usage.CacheWriteTokens,
            output_tokens = turn.Usage.OutputTokens,
            thinking_tokens = turn.Usage.ThinkingTokens,
            web_searches = turn.Usage.WebSearches,
        },
        cost_nano_usd = turn.CostNanoUsd,
        turn.Losses,
        turn.CacheHints,
        cache = new { cause = turn.CacheCause, place = turn.CachePlace, lost_nano_usd = turn.CacheLostNanoUsd, saved_nano_usd = turn.CacheSavedNanoUsd },
        turn.Runaway,
        turn.Fault,
        turn.Attempts,
        turn.ToolCalls,
        turn.RequestBytes,
        turn.ResponseBytes,
    };

    /// <summary>A member of an enum as it stands in the store: <c>client_error</c>.</summary>
    public static string Snake<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
