using System.Text;
using Dragoman.Core.Caching;
using Dragoman.Core.Pricing;
using Dragoman.Dialects.AnthropicMessages.Passthrough;
using Dragoman.Dialects.AnthropicMessages.Prints;
using Dragoman.Dialects.Conversation;

namespace Dragoman.Core.Tests.Caching;

public sealed class CacheBookTests
{
    private const string Tools = """{"name":"Bash","description":"run","input_schema":{}},{"name":"Read","description":"read","input_schema":{}}""";
    private const string System = """{"type":"text","text":"x-anthropic-billing-header: cc_version=2.1; cch=1;"},{"type":"text","text":"You are careful."}""";
    private const string History = """
        {"role":"user","content":"one"},{"role":"assistant","content":[{"type":"text","text":"a"}]},
        {"role":"user","content":[{"type":"text","text":"two"}]},{"role":"assistant","content":[{"type":"text","text":"b"}]},
        {"role":"user","content":[{"type":"text","text":"three"}]},{"role":"assistant","content":[{"type":"text","text":"c"}]}
        """;

    // $5 in, $25 out, $0.50 read, $6.25 written, per million tokens: pico-dollars for each.
    private static readonly Price Price = new()
    {
        Id = "test",
        Base = new PriceRates { Input = 5_000_000, Output = 25_000_000, CacheRead = 500_000, CacheWrite = 6_250_000, CacheWrite1h = 10_000_000 },
    };

    private readonly CacheBook _book = new();
    private long _now;

    public static TheoryData<string, string, long, CacheCause, string?> Causes => new()
    {
        { Body(), Next(), 1000, CacheCause.Provider, null },
        { Body(), Next(), 301_000, CacheCause.Ttl, null },
        { Body(system: System + """,{"type":"text","text":"x","cache_control":{"type":"ephemeral","ttl":"1h"}}"""), Next(system: System + """,{"type":"text","text":"x","cache_control":{"type":"ephemeral","ttl":"1h"}}"""), 301_000, CacheCause.Provider, null },
        { Body(), Next(tools: Tools + """,{"name":"mcp__x","input_schema":{}}"""), 1000, CacheCause.ToolsChanged, "tools[2]" },
        { Body(), Next(tools: Tools.Replace("run", "Run", StringComparison.Ordinal)), 1000, CacheCause.ToolsChanged, "tools[0]" },
        { Body(), Next(tools: """{"name":"Read","description":"read","input_schema":{}},{"name":"Bash","description":"run","input_schema":{}}"""), 1000, CacheCause.ToolsReordered, "tools[0]" },
        { Body(), Next(system: System.Replace("careful", "carefuL", StringComparison.Ordinal)), 1000, CacheCause.SystemChanged, "system[1]" },
        { Body(), Next(model: "claude-haiku-5-5"), 1000, CacheCause.ModelChanged, null },
        { Body(), Next(settings: """,'output_config':{'effort':'high'}"""), 1000, CacheCause.EffortChanged, null },
        { Body(), Next().Replace("\"two\"", "\"TWO\"", StringComparison.Ordinal), 1000, CacheCause.HistoryChanged, "messages[2].content[0]" },
        { Body(), Body(messages: """{"role":"user","content":"This session continues from a summary."}"""), 1000, CacheCause.Compaction, "messages[0].content[0]" },
    };

    [Theory]
    [MemberData(nameof(Causes))]
    public void N07_the_cause_of_a_miss_and_the_first_block_that_differs_are_found(string first, string second, long later, CacheCause cause, string? place)
    {
        Turn(first, new Usage { IsReported = true, CacheWriteTokens = 20_000 }).Cause.ShouldBe(CacheCause.Cold);
        _now += later;
        var verdict = Turn(second, new Usage { IsReported = true, CacheWriteTokens = 21_000 });
        (verdict.Cause, verdict.Place, verdict.MissedTokens).ShouldBe((cause, place, 20_000L));
    }

    [Fact]
    public void N07_what_the_client_moves_from_turn_to_turn_is_no_change()
    {
        Turn(Body(messages: """{"role":"user","content":"one"}"""), new Usage { IsReported = true, CacheWriteTokens = 20_000 });
        var look = Look(
            Body(
                system: System.Replace("cch=1", "cch=2", StringComparison.Ordinal),
                messages: """{"role":"user","content":[{"type":"text","text":"one","cache_control":{"type":"ephemeral"}}]},{"role":"assistant","content":"a"}"""),
            out _);
        look.Change.ShouldBe(CacheCause.None);
    }

    [Fact]
    public void N07_a_change_that_costs_nothing_is_no_miss()
    {
        Turn(Body(), new Usage { IsReported = true, CacheWriteTokens = 20_000 });
        var verdict = Turn(Next(system: System + """,{"type":"text","text":"new"}"""), new Usage { IsReported = true, CacheReadTokens = 19_500, InputTokens = 800 });
        (verdict.Cause, verdict.LostNanoUsd).ShouldBe((CacheCause.None, 0L));
    }

    [Fact]
    public void K03_what_was_lost_and_saved_is_what_one_computes_by_hand()
    {
        Turn(Body(), new Usage { IsReported = true, CacheWriteTokens = 100_000, InputTokens = 10 });
        // 100,010 tokens could have been read at $0.50 and were written at $6.25 but for ten: 100,000 × 5.75 + 10 × 4.5 per million.
        var miss = Turn(Next(tools: ""), new Usage { IsReported = true, CacheWriteTokens = 100_000, InputTokens = 1_000 });
        miss.LostNanoUsd.ShouldBe(575_045_000);
        miss.SavedNanoUsd.ShouldBe(0);
        // 100,000 tokens read at $0.50 in place of $5.
        var hit = Turn(Next(tools: ""), new Usage { IsReported = true, CacheReadTokens = 100_000, InputTokens = 2_000 });
        (hit.LostNanoUsd, hit.SavedNanoUsd).ShouldBe((0L, 450_000_000L));
    }

    [Fact]
    public void N07_a_side_question_in_the_sessions_name_is_a_conversation_of_its_own()
    {
        Turn(Body(), new Usage { IsReported = true, CacheWriteTokens = 20_000 });
        Turn("""{"model":"claude-haiku-5-5","messages":[{"role":"user","content":"a title for this"}]}""", new Usage { IsReported = true, InputTokens = 300 }).Cause.ShouldBe(CacheCause.Cold);
        Turn(Next(), new Usage { IsReported = true, CacheReadTokens = 20_000, InputTokens = 500 }).Cause.ShouldBe(CacheCause.None);
    }

    [Fact]
    public void N07_another_upstream_is_a_changed_model_and_no_usage_is_no_verdict()
    {
        Turn(Body(), new Usage { IsReported = true, CacheWriteTokens = 20_000 });
        Turn(Next(), new Usage { CacheWriteTokens = 20_000 }).ShouldBe(default);
        Turn(Next(), new Usage { IsReported = true, CacheWriteTokens = 20_000 }, "elsewhere/m").Cause.ShouldBe(CacheCause.ModelChanged);
    }

    private static string Body(string tools = Tools, string system = System, string messages = History, string model = "claude-opus-5-5", string settings = "") =>
        $$"""{"model":"{{model}}","tools":[{{tools}}],"system":[{{system}}],"messages":[{{messages}}]{{settings.Replace('\'', '"')}}}""";

    private static string Next(string tools = Tools, string system = System, string model = "claude-opus-5-5", string settings = "") =>
        Body(tools, system, History + """,{"role":"user","content":[{"type":"text","text":"four"}]}""", model, settings);

    private CacheVerdict Turn(string body, Usage usage, string target = "anthropic/m")
    {
        var look = Look(body, out var trail);
        return _book.Settle(trail, look, target, usage, Price, _now);
    }

    private CacheLook Look(string body, out object trail)
    {
        var prints = new BlockPrints();
        var bytes = Encoding.UTF8.GetBytes(body);
        MessagesScan.TryScanAndPrint(bytes, prints, out var scan, out var failure).ShouldBeTrue(failure?.Message);
        return _book.Look("key", "s-1", prints, Encoding.UTF8.GetString(bytes.AsSpan(scan.Model.Start, scan.Model.Length)), out trail);
    }
}
