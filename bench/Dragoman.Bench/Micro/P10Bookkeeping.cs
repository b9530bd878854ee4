using Dragoman.DataPlane;
using Dragoman.Dialects.Conversation;
using Dragoman.Store.Turns;
using Microsoft.AspNetCore.Http;

namespace Dragoman.Bench.Micro;

/// <summary>P10: what a turn costs beside its bytes: what it says of itself, and what is kept of it.</summary>
internal static class P10Bookkeeping
{
    private const int Records = 4_000;

    public static IEnumerable<Row> Rows()
    {
        var headers = new HeaderDictionary
        {
            ["Authorization"] = "Bearer sk-dragoman-0123456789abcdef0123456789abcdef",
            ["User-Agent"] = "claude-cli/2.1.329 (external, cli)",
            ["x-claude-code-session-id"] = "7d3c1c52-6c1e-4a0e-9f0c-0d6a3a4c1b2e",
        };
        yield return new("P10", "identity", () => TurnIdentity.From(headers, "key_01234567")) { Must = 1500 };

        var ledger = TemporaryLedger.Open();
        yield return new("P10", "record and hand over", () => Hand(ledger.Writer))
        {
            Must = 1500,
            MaxCalls = Records,
            AfterRound = ledger.Empty,
        };
    }

    private static void Hand(TurnWriter writer)
    {
        var record = writer.Rent("req_0123456789abcdefghijklmn", DateTimeOffset.UnixEpoch);
        Fill(record);
        if (!writer.TryWrite(record))
        {
            throw new InvalidOperationException("The queue is full.");
        }
    }

    /// <summary>Fills a record with everything that an ordinary turn has.</summary>
    public static void Fill(TurnRecord record)
    {
        record.Duration = TimeSpan.FromSeconds(7);
        record.TimeToFirstEvent = TimeSpan.FromSeconds(1);
        record.RequestedModel = "claude-opus-5-5";
        record.Route = "claude-opus-5-5";
        record.Reason = "the model's own route";
        record.PolicyVersion = "0123456789ab";
        record.Upstream = "openai";
        record.UpstreamModel = "gpt-5";
        record.ClientDialect = "anthropic-messages";
        record.UpstreamDialect = "openai-chat";
        record.Client = "claude-cli/2.1.329 (external, cli)";
        record.SessionId = "7d3c1c52-6c1e-4a0e-9f0c-0d6a3a4c1b2e";
        record.AgentId = string.Empty;
        record.ParentAgentId = string.Empty;
        record.KeyId = "key_01234567";
        record.Stream = true;
        record.Status = 200;
        record.Outcome = TurnOutcome.Completed;
        record.StopReason = StopReason.ToolUse;
        record.InputEstimate = 20_000;
        record.Usage = new Usage { IsReported = true, InputTokens = 20_100, OutputTokens = 412 };
        record.CostNanoUsd = 31_000_000;
        record.PriceId = "2026-11";
        record.Losses = "cache_hint:remapped x4";
        record.Attempts = 1;
        record.ToolCalls = 1;
        record.RequestBytes = 77_000;
        record.ResponseBytes = 4_096;
        record.CacheHints = "remapped";
    }
}
