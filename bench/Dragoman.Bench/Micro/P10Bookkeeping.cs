using Dragoman.DataPlane;
using Dragoman.Dialects.Conversation;
using Dragoman.Store.Turns;
using Microsoft.AspNetCore.Http;

namespace Dragoman.Bench.Micro;

/// <summary>P10: what a turn costs beside its bytes: who is it, and what is kept of it.</summary>
internal static class P10Bookkeeping
{
    private const int Records = 4_000;

    public static IEnumerable<Row> Rows()
    {
        var key = new AccessKey(AccessKey.Hash("sk-dragoman-0123456789abcdef0123456789abcdef"));
        var headers = new HeaderDictionary
        {
            ["Authorization"] = "Bearer sk-dragoman-0123456789abcdef0123456789abcdef",
            ["User-Agent"] = "claude-cli/2.1.329 (external, cli)",
            ["x-claude-code-session-id"] = "7d3c1c52-6c1e-4a0e-9f0c-0d6a3a4c1b2e",
        };
        yield return new("P10", "access key", () => Admit(key, headers)) { Must = 1500 };
        yield return new("P10", "identity", () => TurnIdentity.From(headers, key.Id)) { Must = 1500 };

        var ledger = TemporaryLedger.Open();
        yield return new("P10", "record and hand over", () => Hand(ledger.Writer))
        {
            Must = 1500,
            MaxCalls = Records,
            AfterRound = ledger.Empty,
        };
    }

    private static void Admit(AccessKey key, HeaderDictionary headers)
    {
        if (!key.Admits(headers, out _))
        {
            throw new InvalidOperationException("The key is not admitted.");
        }
    }

    private static void Hand(TurnWriter writer)
    {
        if (!writer.TryWrite(Record("req_0123456789abcdefghijklmn")))
        {
            throw new InvalidOperationException("The queue is full.");
        }
    }

    /// <summary>A record with everything that an ordinary turn has.</summary>
    public static TurnRecord Record(string id) => new()
    {
        Id = id,
        StartedAt = DateTimeOffset.UnixEpoch,
        Duration = TimeSpan.FromSeconds(7),
        TimeToFirstEvent = TimeSpan.FromSeconds(1),
        RequestedModel = "claude-opus-5-5",
        Route = "claude-opus-5-5",
        Reason = "the model's own route",
        PolicyVersion = "0123456789ab",
        Upstream = "openai",
        UpstreamModel = "gpt-5",
        ClientDialect = "anthropic-messages",
        UpstreamDialect = "openai-chat",
        Client = "claude-cli/2.1.329 (external, cli)",
        SessionId = "7d3c1c52-6c1e-4a0e-9f0c-0d6a3a4c1b2e",
        AgentId = string.Empty,
        ParentAgentId = string.Empty,
        KeyId = "key_01234567",
        Stream = true,
        Status = 200,
        Outcome = TurnOutcome.Completed,
        StopReason = StopReason.ToolUse,
        InputEstimate = 20_000,
        Usage = new Usage { IsReported = true, InputTokens = 20_100, OutputTokens = 412 },
        CostNanoUsd = 31_000_000,
        PriceId = "2026-11",
        Losses = "cache_hint:remapped x4",
        Attempts = 1,
        ToolCalls = 1,
        RequestBytes = 77_000,
        ResponseBytes = 4_096,
        CacheHints = "remapped",
    };
}
