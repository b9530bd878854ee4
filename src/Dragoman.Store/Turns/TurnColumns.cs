using System.Data;
using Dragoman.Dialects.Conversation;

namespace Dragoman.Store.Turns;

/// <summary>The columns of <c>turns</c> in the order in which they are written and read; the row number is not among them.</summary>
internal static class TurnColumns
{
    public static readonly TurnColumn[] All =
    [
        TurnColumn.Text("id", t => t.Id, (t, v) => t.Id = v),
        TurnColumn.Number("started_at_us", t => Microseconds(t.StartedAt), (t, v) => t.StartedAt = Time(v)),
        TurnColumn.Number("duration_us", t => Microseconds(t.Duration), (t, v) => t.Duration = Span(v)),
        TurnColumn.Number("first_event_us", t => t.TimeToFirstEvent is { } span ? Microseconds(span) : null, (t, v) => t.TimeToFirstEvent = Span(v)),
        TurnColumn.Text("requested_model", t => t.RequestedModel, (t, v) => t.RequestedModel = v),
        TurnColumn.Text("route", t => t.Route, (t, v) => t.Route = v),
        TurnColumn.Text("rule", t => t.Rule, (t, v) => t.Rule = v),
        TurnColumn.Text("reason", t => t.Reason, (t, v) => t.Reason = v),
        TurnColumn.Text("policy_version", t => t.PolicyVersion, (t, v) => t.PolicyVersion = v),
        TurnColumn.Text("upstream", t => t.Upstream, (t, v) => t.Upstream = v),
        TurnColumn.Text("upstream_model", t => t.UpstreamModel, (t, v) => t.UpstreamModel = v),
        TurnColumn.Text("client_dialect", t => t.ClientDialect, (t, v) => t.ClientDialect = v),
        TurnColumn.Text("upstream_dialect", t => t.UpstreamDialect, (t, v) => t.UpstreamDialect = v),
        TurnColumn.Text("client", t => t.Client, (t, v) => t.Client = v),
        TurnColumn.Text("session_id", t => t.SessionId, (t, v) => t.SessionId = v),
        TurnColumn.Text("agent_id", t => t.AgentId, (t, v) => t.AgentId = v),
        TurnColumn.Text("parent_agent_id", t => t.ParentAgentId, (t, v) => t.ParentAgentId = v),
        TurnColumn.Text("key_id", t => t.KeyId, (t, v) => t.KeyId = v),
        TurnColumn.Number("stream", t => t.Stream ? 1 : 0, (t, v) => t.Stream = v != 0),
        TurnColumn.Number("status", t => t.Status, (t, v) => t.Status = (int)v),
        TurnColumn.Text("outcome", t => EnumText<TurnOutcome>.Of(t.Outcome), (t, v) => t.Outcome = EnumText<TurnOutcome>.Parse(v) ?? default),
        TurnColumn.Text(
            "stop_reason",
            t => t.StopReason == StopReason.None ? null : EnumText<StopReason>.Of(t.StopReason),
            (t, v) => t.StopReason = EnumText<StopReason>.Parse(v) ?? default),
        TurnColumn.Text(
            "failure_cause",
            t => t.FailureCause is { } cause ? EnumText<FailureCause>.Of(cause) : null,
            (t, v) => t.FailureCause = EnumText<FailureCause>.Parse(v)),
        TurnColumn.Text("failure_message", t => t.FailureMessage, (t, v) => t.FailureMessage = v),
        TurnColumn.Number("input_estimate", t => t.InputEstimate, (t, v) => t.InputEstimate = v),
        TurnColumn.Number("usage_reported", t => t.Usage.IsReported ? 1 : 0, (t, v) => t.Usage = t.Usage with { IsReported = v != 0 }),
        TurnColumn.Number("input_tokens", t => t.Usage.InputTokens, (t, v) => t.Usage = t.Usage with { InputTokens = v }),
        TurnColumn.Number("cache_read_tokens", t => t.Usage.CacheReadTokens, (t, v) => t.Usage = t.Usage with { CacheReadTokens = v }),
        TurnColumn.Number("cache_write_tokens", t => t.Usage.CacheWriteTokens, (t, v) => t.Usage = t.Usage with { CacheWriteTokens = v }),
        TurnColumn.Number("cache_write_1h_tokens", t => t.Usage.CacheWrite1hTokens, (t, v) => t.Usage = t.Usage with { CacheWrite1hTokens = v }),
        TurnColumn.Number("output_tokens", t => t.Usage.OutputTokens, (t, v) => t.Usage = t.Usage with { OutputTokens = v }),
        TurnColumn.Number("thinking_tokens", t => t.Usage.ThinkingTokens, (t, v) => t.Usage = t.Usage with { ThinkingTokens = v }),
        TurnColumn.Number("web_searches", t => t.Usage.WebSearches, (t, v) => t.Usage = t.Usage with { WebSearches = v }),
        TurnColumn.Number("cost_nano_usd", t => t.CostNanoUsd, (t, v) => t.CostNanoUsd = v),
        TurnColumn.Text("price_id", t => t.PriceId, (t, v) => t.PriceId = v),
        TurnColumn.Text("losses", t => t.Losses, (t, v) => t.Losses = v),
        TurnColumn.Number("attempts", t => t.Attempts, (t, v) => t.Attempts = (int)v),
        TurnColumn.Number("tool_calls", t => t.ToolCalls, (t, v) => t.ToolCalls = (int)v),
        TurnColumn.Number("request_bytes", t => t.RequestBytes, (t, v) => t.RequestBytes = v),
        TurnColumn.Number("response_bytes", t => t.ResponseBytes, (t, v) => t.ResponseBytes = v),
        TurnColumn.Text("cache_hints", t => t.CacheHints, (t, v) => t.CacheHints = v),
        TurnColumn.Text("user_id", t => t.UserId, (t, v) => t.UserId = v),
        TurnColumn.Text("team_id", t => t.TeamId, (t, v) => t.TeamId = v),
        TurnColumn.Text("customer_id", t => t.CustomerId, (t, v) => t.CustomerId = v),
        TurnColumn.Text("project", t => t.Project, (t, v) => t.Project = v),
        TurnColumn.Text("candidates", t => t.Candidates, (t, v) => t.Candidates = v, TurnColumn.MaxLongText),
        TurnColumn.Number("cost_estimate_nano_usd", t => t.CostEstimateNanoUsd, (t, v) => t.CostEstimateNanoUsd = v),
        TurnColumn.Text("fallback_path", t => t.FallbackPath, (t, v) => t.FallbackPath = v),
        TurnColumn.Text("refused_by", t => t.RefusedBy, (t, v) => t.RefusedBy = v),
        TurnColumn.Text("guards", t => t.Guards, (t, v) => t.Guards = v, TurnColumn.MaxLongText),
        TurnColumn.Number("waited_us", t => t.Waited is { } span ? Microseconds(span) : null, (t, v) => t.Waited = Span(v)),
        TurnColumn.Text("upstream_request_id", t => t.UpstreamRequestId, (t, v) => t.UpstreamRequestId = v),
        TurnColumn.Text("cache_cause", t => t.CacheCause, (t, v) => t.CacheCause = v),
        TurnColumn.Text("cache_place", t => t.CachePlace, (t, v) => t.CachePlace = v),
        TurnColumn.Number("cache_lost_nano_usd", t => t.CacheLostNanoUsd, (t, v) => t.CacheLostNanoUsd = v),
        TurnColumn.Number("cache_saved_nano_usd", t => t.CacheSavedNanoUsd, (t, v) => t.CacheSavedNanoUsd = v),
        TurnColumn.Text("runaway", t => t.Runaway, (t, v) => t.Runaway = v),
        TurnColumn.Text("fault", t => t.Fault, (t, v) => t.Fault = v),
        TurnColumn.Text("facts", t => t.Facts, (t, v) => t.Facts = v),
    ];

    /// <summary>The names, for SELECT and INSERT.</summary>
    public static readonly string List = ListOf(All);

    /// <summary>The names of some of them.</summary>
    public static string ListOf(IEnumerable<TurnColumn> columns) => string.Join(", ", columns.Select(column => column.Name));

    /// <summary>The turn in a row whose first fields are <see cref="List"/>.</summary>
    public static TurnRecord Read(IDataRecord row)
    {
        var turn = new TurnRecord { Id = string.Empty, StartedAt = default };
        for (var i = 0; i < All.Length; i++)
        {
            if (!row.IsDBNull(i))
            {
                All[i].Read(row, i, turn);
            }
        }

        return turn;
    }

    private static long Microseconds(DateTimeOffset time) => MicroTime.Of(time);

    private static DateTimeOffset Time(long microseconds) => MicroTime.Time(microseconds);

    private static long Microseconds(TimeSpan span) => MicroTime.Of(span);

    private static TimeSpan Span(long microseconds) => MicroTime.Span(microseconds);
}
